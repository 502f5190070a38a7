/// A date and time as HL7 writes it, with the precision and offset that were stated (HL7 v2, chapter 2A, DTM and TS).
///
///     YYYY[MM[DD[HH[MM[SS[.S[S[S[S]]]]]]]]][+/-ZZZZ]
///     20260615                    a day
///     202606151200-0500           a minute, five hours behind UTC
///     20260615120000.1234+0200    a tenth of a millisecond
///     20260615T120000             not HL7, but sent: a `T` before the hour is stepped over, `Z` means +0000
///
/// What was not stated is `nil`; a value without offset is local time of the sender, which is why the conversions
/// to UTC take the local offset as an argument.
public struct HL7Timestamp: Sendable, Hashable {
    /// Year, 1 to 9999.
    public let year: Int
    /// Month, 1 to 12.
    public let month: Int?
    /// Day of the month, 1 to 31.
    public let day: Int?
    /// Hour, 0 to 23.
    public let hour: Int?
    /// Minute, 0 to 59.
    public let minute: Int?
    /// Second, 0 to 60.
    public let second: Int?
    /// Nanoseconds within the second, when a fraction was stated.
    public let nanosecond: Int?
    /// How many digits the fraction had; 0 without one.
    public let fractionDigits: Int
    /// Seconds east of UTC, when an offset was stated.
    public let utcOffsetSeconds: Int?

    /// How much was stated.
    public var precision: HL7TimestampPrecision {
        if nanosecond != nil { return .fraction }
        if second != nil { return .second }
        if minute != nil { return .minute }
        if hour != nil { return .hour }
        if day != nil { return .day }
        return month == nil ? .year : .month
    }

    /// Reads a value; spaces around it are ignored.
    ///
    /// - Parameters:
    ///   - bytes: The value without its delimiters.
    ///   - path: Where it stands, for the error.
    /// - Throws: ``HL7Error/invalidTimestamp(path:shape:reason:)`` with the shape of the value, not its digits.
    public init(parsing bytes: some Collection<UInt8>, at path: HL7Path? = nil) throws(HL7Error) {
        var parser = HL7TimestampParser(Array(bytes))
        do {
            self = try parser.parse()
        } catch {
            throw .invalidTimestamp(path: path, shape: HL7Redaction.shape(of: bytes), reason: error)
        }
    }

    /// Reads a value from text.
    ///
    /// - Throws: ``HL7Error/invalidTimestamp(path:shape:reason:)``.
    public init(parsing text: String, at path: HL7Path? = nil) throws(HL7Error) {
        try self.init(parsing: text.utf8, at: path)
    }

    init(
        year: Int, month: Int?, day: Int?, hour: Int?, minute: Int?, second: Int?, nanosecond: Int?,
        fractionDigits: Int, utcOffsetSeconds: Int?
    ) {
        self.year = year
        self.month = month
        self.day = day
        self.hour = hour
        self.minute = minute
        self.second = second
        self.nanosecond = nanosecond
        self.fractionDigits = fractionDigits
        self.utcOffsetSeconds = utcOffsetSeconds
    }
}

extension HL7TimestampFault: Error {}

extension HL7Timestamp: CustomStringConvertible {
    /// The value in HL7's form, with as many digits as were stated.
    public var description: String {
        var text = Self.padded(year, 4)
        for part in [month, day, hour, minute, second] {
            guard let part else { break }
            text += Self.padded(part, 2)
        }
        if let nanosecond { text += "." + Self.padded(nanosecond, 9).prefix(fractionDigits) }
        if let offset = utcOffsetSeconds {
            let minutes = abs(offset) / 60
            text += (offset < 0 ? "-" : "+") + Self.padded(minutes / 60, 2) + Self.padded(minutes % 60, 2)
        }
        return text
    }

    private static func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
