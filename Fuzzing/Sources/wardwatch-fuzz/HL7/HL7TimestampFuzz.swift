internal import HL7v2

/// Times: what was read is written the same, and no number of milliseconds is too large.
enum HL7TimestampFuzz {
    static func run(_ bytes: [UInt8]) {
        if let time = try? HL7Timestamp(parsing: bytes) { check(time) }
        let number = bytes.prefix(8).reduce(into: Int64(0)) { $0 = $0 << 8 | Int64($1) }
        let offset = bytes.dropFirst(8).prefix(8).reduce(into: 0) { $0 = $0 << 8 | Int($1) }
        let written = HL7Timestamp(millisecondsSince1970: number, utcOffsetSeconds: offset)
        check(written)
        let inYears1To9999: ClosedRange<Int64> = -62_135_500_000_000...253_402_200_000_000
        if inYears1To9999.contains(number) {
            claim(milliseconds(of: written, localOffset: 0) == number, "milliseconds come back")
        }
    }

    private static func check(_ time: HL7Timestamp) {
        claim((try? HL7Timestamp(parsing: "\(time)")) == time, "a time is written as it was read")
        claim((1...9999).contains(time.year) && (0...9).contains(time.fractionDigits), "a time has a year")
        for localOffset in [0, 14 * 3_600, -14 * 3_600] {
            let exact = milliseconds(of: time, localOffset: localOffset)
            let seconds = time.secondsSince1970 { _ in localOffset }
            claim(abs(seconds * 1_000 - Double(exact)) < 1.001, "seconds and milliseconds agree")
        }
        _ = time.precision
    }

    private static func milliseconds(of time: HL7Timestamp, localOffset: Int) -> Int64 {
        time.millisecondsSince1970 { _ in localOffset }
    }
}
