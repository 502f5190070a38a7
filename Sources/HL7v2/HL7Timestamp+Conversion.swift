extension HL7Timestamp {
    /// Milliseconds since 1 January 1970 UTC; parts that were not stated count as their smallest value, finer
    /// fractions are cut off, and second 60 is the first second of the next minute.
    ///
    /// - Parameter localOffsetSeconds: Seconds east of UTC at the place of the sender, asked only when the value states
    ///   no offset. Its argument is the local time read as if it were UTC, in seconds since 1970; the caller decides
    ///   what an hour that occurs twice or not at all means.
    /// - Returns: Milliseconds, negative before 1970.
    public func millisecondsSince1970(localOffsetSeconds: (Int64) -> Int) -> Int64 {
        let local = localSecondsSince1970
        let offset = Int64(utcOffsetSeconds ?? localOffsetSeconds(local))
        return (local - offset) * 1_000 + Int64((nanosecond ?? 0) / 1_000_000)
    }

    /// Seconds since 1 January 1970 UTC, with the fraction.
    ///
    /// - Parameter localOffsetSeconds: As for ``millisecondsSince1970(localOffsetSeconds:)``.
    /// - Returns: Seconds, negative before 1970.
    public func secondsSince1970(localOffsetSeconds: (Int64) -> Int) -> Double {
        let local = localSecondsSince1970
        let offset = Int64(utcOffsetSeconds ?? localOffsetSeconds(local))
        return Double(local - offset) + Double(nanosecond ?? 0) / 1e9
    }

    /// The stated local time read as if it were UTC, in seconds since 1970.
    public var localSecondsSince1970: Int64 {
        let days = CivilDate.days(year: year, month: month ?? 1, day: day ?? 1)
        return days * 86_400 + Int64((hour ?? 0) * 3_600 + (minute ?? 0) * 60 + (second ?? 0))
    }

    /// A time for a message to be written, with milliseconds and an offset from UTC.
    ///
    /// - Parameters:
    ///   - milliseconds: Since 1 January 1970 UTC; times outside the years 1 to 9999 become the nearest in them.
    ///   - utcOffsetSeconds: Seconds east of UTC in which to write it; whole minutes.
    public init(millisecondsSince1970 milliseconds: Int64, utcOffsetSeconds: Int = 0) {
        let limit = 14 * 3_600
        let offset = Int64(min(max(utcOffsetSeconds, -limit), limit) / 60 * 60)
        let bounded = min(max(milliseconds, Self.writableMilliseconds.lowerBound), Self.writableMilliseconds.upperBound)
        let local = bounded + offset * 1_000
        let days = (local >= 0 ? local : local - 86_399_999) / 86_400_000
        let millisecondOfDay = Int(local - days * 86_400_000)
        let date = CivilDate.date(days: days)
        self.init(
            year: date.year, month: date.month, day: date.day, hour: millisecondOfDay / 3_600_000,
            minute: millisecondOfDay / 60_000 % 60, second: millisecondOfDay / 1_000 % 60,
            nanosecond: millisecondOfDay % 1_000 * 1_000_000, fractionDigits: 3, utcOffsetSeconds: Int(offset))
    }

    /// One day inside 0001-01-01 and 9999-12-31, so that any offset stays in four-digit years.
    private static let writableMilliseconds: ClosedRange<Int64> = -62_135_510_400_000...253_402_214_400_000
}
