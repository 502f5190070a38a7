import ClinicalDomain
import Foundation
import Testing

@Suite struct InstantTests {
    /// Milliseconds as Python's `datetime` gives them.
    @Test(arguments: [
        ("1970-01-01T00:00:00Z", 0), ("1900-01-01T00:00:00Z", -2_208_988_800_000),
        ("1904-02-29T00:00:00Z", -2_077_747_200_000), ("1945-05-08T23:01:00+02:00", -777_869_940_000),
        ("1969-12-31T23:59:59.999Z", -1), ("2000-02-29T12:00:00Z", 951_825_600_000),
        ("2026-11-23T01:02:03.456+02:00", 1_795_388_523_456), ("2026-11-23T01:02-09:30", 1_795_429_920_000),
        ("2024-12-31T23:30:00-01:00", 1_735_691_400_000), ("2100-03-01T00:00:00Z", 4_107_542_400_000),
        ("2199-12-31T23:59:59Z", 7_258_118_399_000), ("2026-11-23", 1_795_392_000_000),
        ("2026-11-23 00:00:00Z", 1_795_392_000_000), ("2026-11-23T02:00:00+0200", 1_795_392_000_000),
        ("2026-11-23T14:00:00+14:00", 1_795_392_000_000), ("2026-11-23T00:00:00.1Z", 1_795_392_000_100),
        ("2026-11-23T00:00:00.12Z", 1_795_392_000_120), ("2026-11-23T00:00:00.1239999Z", 1_795_392_000_123),
    ])
    func `reads ISO 8601`(text: String, milliseconds: Int64) {
        #expect(Instant(iso8601: text)?.millisecondsSince1970 == milliseconds)
    }

    @Test(arguments: [
        "", "x", "2026", "2026-11", "2026-11-2", "2026-11-23T", "2026-11-23T01", "2026-11-23T01:02",
        "2026-11-23T01:02:03", "2026-11-23T01:02:03.456", "2026-11-23T01:02:03.Z", "2026-11-23T01:02:03ZZ",
        "2026-11-23T01:02:03Z ", " 2026-11-23T01:02:03Z", "2026-11-23T24:00:00Z", "2026-11-23T23:60:00Z",
        "2026-11-23T23:59:60Z", "2026-13-01", "2026-00-01", "2026-11-00", "2026-11-31", "2026-02-29", "1900-02-29",
        "2100-02-29", "1899-12-31", "2201-01-01", "26-11-23", "20261123", "2026-11-23T010203Z", "2026-11-23t01:02:03Z",
        "2026-11-23T01:02:03+15:00", "2026-11-23T01:02:03+01:60", "2026-11-23T01:02:03+1:00",
        "2026-11-23T01:02:03 +01:00", "2026-+1-23", "２０２６-11-23", "2026-11-23T01:02:03,5Z", "+026-11-23",
    ])
    func `refuses what is not a time with an offset`(text: String) {
        #expect(Instant(iso8601: text) == nil)
    }

    @Test(
        arguments: [
            (0, "1970-01-01T00:00:00Z"), (-1, "1969-12-31T23:59:59.999Z"),
            (1_795_388_523_456, "2026-11-22T23:02:03.456Z"),
            (951_825_600_000, "2000-02-29T12:00:00Z"), (-2_208_988_800_000, "1900-01-01T00:00:00Z"),
            (1_795_392_000_007, "2026-11-23T00:00:00.007Z"), (-86_400_000, "1969-12-31T00:00:00Z"),
        ] as [(Int64, String)])
    func `writes ISO 8601`(milliseconds: Int64, text: String) {
        let instant = Instant(millisecondsSince1970: milliseconds)
        #expect(instant.iso8601 == text)
        #expect(instant.description == text)
    }

    @Test func `reads what it wrote, between 1900 and 2200`() {
        let step = 97_000_003 * 31
        for milliseconds in stride(from: -2_208_988_800_000 as Int64, to: 7_258_118_400_000 as Int64, by: step) {
            let instant = Instant(millisecondsSince1970: milliseconds)
            #expect(Instant(iso8601: instant.iso8601) == instant)
        }
    }

    @Test func `JSON holds the text form`() throws {
        let instant = Instant(millisecondsSince1970: 1_795_388_523_456)
        let data = try JSONEncoder().encode([instant])
        #expect(String(bytes: data, encoding: .utf8) == #"["2026-11-22T23:02:03.456Z"]"#)
        #expect(try JSONDecoder().decode([Instant].self, from: data) == [instant])
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode([Instant].self, from: Data(#"["2026-11-22T23:02:03"]"#.utf8))
        }
    }

    @Test func `arithmetic is in seconds and hours, rounded to milliseconds`() {
        let start = Instant(millisecondsSince1970: 1000)
        #expect(start.advanced(byHours: 1.5).millisecondsSince1970 == 5_401_000)
        #expect(start.advanced(bySeconds: -2).millisecondsSince1970 == -1000)
        #expect(start.advanced(bySeconds: 0.0004) == start)
        #expect(start.advanced(bySeconds: 0.0006).millisecondsSince1970 == 1001)
        #expect(start.advanced(byHours: 12).hours(since: start) == 12)
        #expect(start.hours(since: start.advanced(byHours: 12)) == -12)
        #expect(start.advanced(bySeconds: 2.5).seconds(since: start) == 2.5)
        #expect(Instant(millisecondsSince1970: -1500).secondsSince1970 == -1.5)
        #expect(Instant(millisecondsSince1970: -1) < start)
    }
}
