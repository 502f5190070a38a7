extension Instant {
    /// Reads an ISO 8601 / FHIR `dateTime`: `2026-11-23`, `2026-11-23T01:02Z`, `2026-11-23T01:02:03.456+02:00`.
    ///
    /// A time of day needs `Z` or an offset, because a guess of the zone would move the value; a date alone is
    /// midnight UTC. Years 1900 to 2200 are accepted.
    ///
    /// - Returns: nil when the text is not such a time.
    public init?(iso8601 text: String) {
        var scanner = DigitScanner(text)
        guard let year = scanner.digits(4), scanner.take("-"), let month = scanner.digits(2), scanner.take("-"),
            let day = scanner.digits(2), (1900...2200).contains(year), CivilDate.isValid(year, month, day)
        else { return nil }
        var milliseconds = CivilDate.daysSince1970(year, month, day) * 86_400_000
        if scanner.isAtEnd {
            self.init(millisecondsSince1970: milliseconds)
            return
        }
        guard scanner.take("T") || scanner.take(" "), let hour = scanner.digits(2), hour < 24, scanner.take(":"),
            let minute = scanner.digits(2), minute < 60
        else { return nil }
        milliseconds += Int64(hour) * 3_600_000 + Int64(minute) * 60_000
        if scanner.take(":") {
            guard let second = scanner.digits(2), second < 60 else { return nil }
            milliseconds += Int64(second) * 1000
            if scanner.take(".") {
                guard let fraction = scanner.fractionInMilliseconds() else { return nil }
                milliseconds += fraction
            }
        }
        guard let offset = scanner.utcOffsetInMinutes(), scanner.isAtEnd else { return nil }
        self.init(millisecondsSince1970: milliseconds - Int64(offset) * 60_000)
    }

    /// `2026-11-23T01:02:03Z`, with milliseconds only where there are any.
    public var iso8601: String {
        let (days, rest) = millisecondsSince1970.flooredDivision(by: 86_400_000)
        let date = CivilDate(daysSince1970: days)
        let fraction = rest % 1000
        let clock = "\(pad(rest / 3_600_000)):\(pad(rest / 60_000 % 60)):\(pad(rest / 1000 % 60))"
        let tail = fraction == 0 ? "" : "." + String(String(1000 + fraction).dropFirst())
        return "\(date)T\(clock)\(tail)Z"
    }

    private func pad(_ value: Int64) -> String { value < 10 ? "0\(value)" : String(value) }
}

extension Instant: CustomStringConvertible {
    /// The ISO 8601 form.
    public var description: String { iso8601 }
}

extension Instant: Codable {
    /// Decodes the ISO 8601 text form.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let instant = Instant(iso8601: text) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "not an ISO 8601 time with an offset, such as 2026-11-23T01:02:03Z")
        }
        self = instant
    }

    /// Encodes the ISO 8601 text form.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(iso8601)
    }
}

/// Reads fixed-width numbers from text without allocating.
private struct DigitScanner {
    private var bytes: Substring.UTF8View

    init(_ text: String) { bytes = Substring(text).utf8 }

    var isAtEnd: Bool { bytes.isEmpty }

    mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard let first = bytes.first, UInt32(first) == character.value else { return false }
        bytes = bytes.dropFirst()
        return true
    }

    mutating func digits(_ count: Int) -> Int? {
        guard bytes.count >= count else { return nil }
        var value = 0
        for byte in bytes.prefix(count) {
            guard (48...57).contains(byte) else { return nil }
            value = value * 10 + Int(byte - 48)
        }
        bytes = bytes.dropFirst(count)
        return value
    }

    /// Digits after the decimal point; those after the third are cut off.
    mutating func fractionInMilliseconds() -> Int64? {
        var value: Int64 = 0
        var count = 0
        while let byte = bytes.first, (48...57).contains(byte) {
            if count < 3 { value = value * 10 + Int64(byte - 48) }
            count += 1
            bytes = bytes.dropFirst()
        }
        guard count > 0 else { return nil }
        for _ in min(count, 3)..<3 { value *= 10 }
        return value
    }

    mutating func utcOffsetInMinutes() -> Int? {
        if take("Z") { return 0 }
        let sign: Int
        if take("+") { sign = 1 } else if take("-") { sign = -1 } else { return nil }
        guard let hours = digits(2), hours <= 14 else { return nil }
        _ = take(":")
        guard let minutes = digits(2), minutes < 60 else { return nil }
        return sign * (hours * 60 + minutes)
    }
}
