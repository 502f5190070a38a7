/// Reads the digits of an ``HL7Timestamp``.
struct HL7TimestampParser {
    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) {
        let leading = bytes.prefix { $0 == 0x20 }.count
        let trailing = bytes.reversed().prefix { $0 == 0x20 }.count
        self.bytes = leading + trailing < bytes.count ? Array(bytes[leading..<(bytes.count - trailing)]) : []
    }

    mutating func parse() throws(HL7TimestampFault) -> HL7Timestamp {
        guard bytes.count <= 40, let year = takeNumber(digits: 4) else { throw .malformed }
        guard year >= 1 else { throw .year }
        var parts: [Int] = []
        while parts.count < 5, position < bytes.count, let byte = current, isDigit(byte) || isTimeMark(byte, parts) {
            if isTimeMark(byte, parts) { position += 1 }
            guard let part = takeNumber(digits: 2) else { throw .malformed }
            parts.append(part)
        }
        let month = parts.first
        let day = parts.count > 1 ? parts[1] : nil
        let time = parts.dropFirst(2).map { Optional($0) } + [nil, nil, nil]
        try check(year: year, month: month, day: day, time: Array(time.prefix(3)))
        let fraction = try takeFraction(afterSeconds: parts.count == 5)
        let offset = try takeOffset()
        guard position == bytes.count else { throw .malformed }
        return HL7Timestamp(
            year: year, month: month, day: day, hour: time[0], minute: time[1], second: time[2],
            nanosecond: fraction?.nanosecond, fractionDigits: fraction?.digits ?? 0, utcOffsetSeconds: offset)
    }

    private func check(year: Int, month: Int?, day: Int?, time: [Int?]) throws(HL7TimestampFault) {
        if let month {
            guard (1...12).contains(month) else { throw .month }
            if let day {
                guard day >= 1, day <= CivilDate.daysInMonth(month, year: year) else { throw .day }
            }
        }
        if let hour = time[0], hour > 23 { throw .hour }
        if let minute = time[1], minute > 59 { throw .minute }
        if let second = time[2], second > 60 { throw .second }
    }

    private mutating func takeFraction(
        afterSeconds: Bool
    ) throws(HL7TimestampFault) -> (nanosecond: Int, digits: Int)? {
        guard current == 0x2E else { return nil }
        guard afterSeconds else { throw .fraction }
        position += 1
        var nanosecond = 0
        var digits = 0
        while let byte = current, isDigit(byte) {
            digits += 1
            guard digits <= 9 else { throw .fraction }
            nanosecond = nanosecond * 10 + Int(byte - 0x30)
            position += 1
        }
        guard digits > 0 else { throw .fraction }
        for _ in digits..<9 { nanosecond *= 10 }
        return (nanosecond, digits)
    }

    private mutating func takeOffset() throws(HL7TimestampFault) -> Int? {
        guard let sign = current else { return nil }
        switch sign {
        case 0x5A:
            position += 1
            return 0
        case 0x2B, 0x2D:
            position += 1
            guard let hours = takeNumber(digits: 2), let minutes = takeNumber(digits: 2), minutes < 60,
                hours * 60 + minutes <= 14 * 60
            else { throw .offset }
            return (hours * 60 + minutes) * (sign == 0x2D ? -60 : 60)
        default: return nil
        }
    }

    private mutating func takeNumber(digits: Int) -> Int? {
        guard position + digits <= bytes.count else { return nil }
        var number = 0
        for byte in bytes[position..<(position + digits)] {
            guard isDigit(byte) else { return nil }
            number = number * 10 + Int(byte - 0x30)
        }
        position += digits
        return number
    }

    private var current: UInt8? { position < bytes.count ? bytes[position] : nil }

    private func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    /// ISO 8601's `T` between day and hour.
    private func isTimeMark(_ byte: UInt8, _ parts: [Int]) -> Bool { byte == 0x54 && parts.count == 2 }
}
