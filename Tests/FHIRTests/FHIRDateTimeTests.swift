import FHIR
import Testing

struct FHIRDateTimeTests {
    /// Spans computed with Python's `datetime`.
    @Test(
        arguments: [
            ("1970", 0, 31_536_000_000), ("2024-02", 1_706_745_600_000, 1_709_251_200_000),
            ("2026-06-15", 1_781_481_600_000, 1_781_568_000_000),
            ("2026-06-15T12:30:00Z", 1_781_526_600_000, 1_781_526_601_000),
            ("2026-06-15T12:30:00.5+02:00", 1_781_519_400_500, 1_781_519_400_600),
            ("2026-06-15T12:30:00.123456-08:00", 1_781_555_400_123, 1_781_555_400_124),
            ("1999-12-31T23:59:60Z", 946_684_800_000, 946_684_801_000),
            ("0001-01-01", -62_135_596_800_000, -62_135_510_400_000),
            ("9999", 253_370_764_800_000, 253_402_300_800_000),
            ("2000-02-29", 951_782_400_000, 951_868_800_000), ("1900-03-01", -2_203_891_200_000, -2_203_804_800_000),
        ] as [(String, Int64, Int64)])
    func `a time is a span as long as its precision`(text: String, start: Int64, end: Int64) throws {
        #expect(try #require(FHIRDateTime(text)).milliseconds() == start..<end)
    }

    @Test(
        arguments: [
            "", "26", "0000", "2026-13", "2026-00", "2026-6-15", "2026-06-31", "2025-02-29", "1900-02-29",
            "2026-06-15T", "2026-06-15T12Z", "2026-06-15T12:30Z", "2026-06-15T12:30:00", "2026-06-15 12:30:00Z",
            "2026-06-15T24:00:00Z", "2026-06-15T12:60:00Z", "2026-06-15T12:30:61Z", "2026-06-15T12:30:00.Z",
            "2026-06-15T12:30:00+0200", "2026-06-15T12:30:00+14:01", "2026-06-15T12:30:00z", "20260615",
            "2026-06-15T12:30:00+02:00x", "+026-06-15", "2026-06-15Z", "２０２６", "2026-06-",
        ])
    func `what is no dateTime is refused`(text: String) { #expect(FHIRDateTime(text) == nil) }

    @Test func `a search may leave out seconds and offset`() throws {
        let time = try #require(FHIRDateTime(search: "2026-06-15T12:30"))
        #expect(time.precision == .minute)
        #expect(time.milliseconds() == 1_781_526_600_000..<1_781_526_660_000)
        #expect(time.milliseconds { _ in 7_200 } == 1_781_519_400_000..<1_781_519_460_000)
        #expect(FHIRDateTime(search: "2026-06-15T12:30Z")?.utcOffsetSeconds == 0)
    }

    @Test func `a day without an offset is the day at the site`() throws {
        let day = try #require(FHIRDateTime("2026-06-15"))
        #expect(day.milliseconds { _ in 7_200 } == 1_781_474_400_000..<1_781_560_800_000)
        // The site changes from +2 to +1 within the day: 25 hours.
        let change = try #require(FHIRDateTime("2026-10-25"))
        let span = change.milliseconds { $0 < 1_792_897_200 ? 7_200 : 3_600 }
        #expect(span.upperBound - span.lowerBound == 25 * 3_600_000)
    }
}
