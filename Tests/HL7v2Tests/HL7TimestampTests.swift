import Foundation
import HL7v2
import Testing

struct HL7TimestampTests {
    private static func utc(_ text: String) throws -> Int64 {
        try HL7Timestamp(parsing: text).millisecondsSince1970 { _ in 0 }
    }

    @Test(arguments: [
        ("2026", HL7TimestampPrecision.year, 1_767_225_600_000), ("202606", .month, 1_780_272_000_000),
        ("20260615", .day, 1_781_481_600_000), ("2026061512", .hour, 1_781_524_800_000),
        ("202606151230", .minute, 1_781_526_600_000), ("20260615123045", .second, 1_781_526_645_000),
        ("20260615123045.1", .fraction, 1_781_526_645_100), ("20260615123045.12", .fraction, 1_781_526_645_120),
        ("20260615123045.123", .fraction, 1_781_526_645_123), ("20260615123045.1239", .fraction, 1_781_526_645_123),
        ("20260615123045.12345678", .fraction, 1_781_526_645_123), ("19700101", .day, 0),
        ("19691231235959.999", .fraction, -1), ("20260615T123045", .second, 1_781_526_645_000),
        ("20260615T1230", .minute, 1_781_526_600_000), (" 20260615 ", .day, 1_781_481_600_000),
    ])
    func `every precision is read`(text: String, precision: HL7TimestampPrecision, milliseconds: Int64) throws {
        #expect(try HL7Timestamp(parsing: text).precision == precision)
        #expect(try Self.utc(text) == milliseconds)
    }

    @Test(arguments: [
        "2026", "202606", "20260615", "2026061512", "202606151230", "20260615123045", "20260615123045.1",
        "20260615123045.1234",
    ])
    func `every precision is read with an offset and printed as sent`(text: String) throws {
        for offset in ["+0000", "+0200", "-0500", "+0530", "-0330", "+1400", "-1200"] {
            let timestamp = try HL7Timestamp(parsing: text + offset)
            #expect("\(timestamp)" == text + offset)
            let local = try Self.utc(text)
            let minutes = try #require(Int64(offset.dropFirst().suffix(2)))
            let hours = try #require(Int64(offset.dropFirst().prefix(2)))
            let seconds = (hours * 3_600 + minutes * 60) * (offset.hasPrefix("-") ? -1 : 1)
            #expect(timestamp.millisecondsSince1970 { _ in 99 } == local - seconds * 1_000)
        }
        #expect("\(try HL7Timestamp(parsing: text))" == text)
    }

    @Test
    func `a value without offset asks for the local one`() throws {
        let timestamp = try HL7Timestamp(parsing: "20260615120000")
        var asked: [Int64] = []
        let milliseconds = timestamp.millisecondsSince1970 { local in
            asked.append(local)
            return 7_200
        }
        #expect(asked == [1_781_524_800])
        #expect(milliseconds == 1_781_517_600_000)
        #expect(timestamp.secondsSince1970 { _ in -3_600 } == 1_781_528_400)
        let fine = try HL7Timestamp(parsing: "20260615120000.123456789Z")
        #expect(fine.secondsSince1970 { _ in 1 } == 1_781_524_800.123456789)
    }

    @Test(arguments: [
        ("", HL7TimestampFault.malformed), ("202", .malformed), ("20260", .malformed), ("196203520", .malformed),
        ("Aug 15, 1942", .malformed), ("00000000", .year), ("20260015", .month), ("20261315", .month),
        ("20260600", .day), ("20260631", .day), ("20260229", .day), ("21000229", .day), ("2026061524", .hour),
        ("202606151260", .minute), ("20260615120061", .second), ("20260615120000.", .fraction),
        ("202606151200.5", .fraction), ("20260615120000.1234567890", .fraction), ("20260615+02", .offset),
        ("20260615+0260", .offset), ("20260615+1401", .offset), ("20260615-abcd", .offset),
        ("2026-06-15", .offset), ("20260615120000+0200x", .malformed), ("20260615 1200", .malformed),
        ("2026061512000000", .malformed), ("2026T06", .malformed), ("\"\"", .malformed),
    ])
    func `what is no time is refused with the reason`(text: String, reason: HL7TimestampFault) throws {
        let error = try #require(throws: HL7Error.self) { try HL7Timestamp(parsing: text, at: "OBX[2]-14") }
        guard case .invalidTimestamp(let path, let shape, let found) = error else {
            Issue.record("\(error)")
            return
        }
        #expect(found == reason)
        #expect(path == "OBX[2]-14")
        #expect(!shape.contains { ("0"..."8").contains($0) })
    }

    @Test
    func `the error names the place and not the value`() throws {
        let message = try HL7Message(parsing: Array("MSH|^~\\&|||||||ADT^A01|1|P|2.5\rPID|1||||||Aug 15, 1942\r".utf8))
        let pid = try #require(message.segment("PID"))
        let error = try #require(throws: HL7Error.self) { try pid.timestamp(field: 7) }
        #expect("\(error)" == "PID-7 is no date and time (malformed): \"Aaa 99, 9999\"")
    }

    @Test
    func `leap days exist where the calendar has them`() throws {
        for year in ["2000", "2024", "1600"] { _ = try HL7Timestamp(parsing: year + "0229") }
        #expect(try Self.utc("20240229235960") == Self.utc("20240301"))
    }

    @Test
    func `conversion agrees with Foundation on every day of eight centuries`() throws {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = try #require(TimeZone(secondsFromGMT: 0))
        var generator = SeededGenerator(seed: 3)
        for _ in 0..<2_000 {
            let seconds = Int64.random(in: -12_000_000_000...14_000_000_000, using: &generator)
            let parts = calendar.dateComponents(
                [.year, .month, .day, .hour, .minute, .second], from: Date(timeIntervalSince1970: Double(seconds)))
            let timestamp = HL7Timestamp(millisecondsSince1970: seconds * 1_000)
            #expect(timestamp.year == parts.year && timestamp.month == parts.month && timestamp.day == parts.day)
            #expect(
                timestamp.hour == parts.hour && timestamp.minute == parts.minute && timestamp.second == parts.second)
            #expect(timestamp.millisecondsSince1970 { _ in 5 } == seconds * 1_000)
        }
    }

    @Test(arguments: [Int64.min, -62_135_596_800_000, 0, 1_781_526_645_123, 253_402_300_799_999, .max])
    func `a time is written with milliseconds and offset, at the ends of the calendar too`(milliseconds: Int64) throws {
        for offset in [0, 7_200, -18_000, 19_800, Int.max, Int.min] {
            let written = HL7Timestamp(millisecondsSince1970: milliseconds, utcOffsetSeconds: offset)
            #expect(try HL7Timestamp(parsing: "\(written)") == written)
        }
        #expect(
            "\(HL7Timestamp(millisecondsSince1970: 1_781_526_645_123, utcOffsetSeconds: 7_200))"
                == "20260615143045.123+0200")
    }
}
