/// Why a value is no date and time.
public enum HL7TimestampFault: String, Sendable, Hashable {
    /// A number of digits that ends inside a part, or a character that is no digit.
    case malformed = "malformed"
    /// Year 0.
    case year = "year out of range"
    /// A month that is not 1 to 12.
    case month = "month out of range"
    /// A day that the month does not have.
    case day = "day out of range"
    /// An hour above 23.
    case hour = "hour out of range"
    /// A minute above 59.
    case minute = "minute out of range"
    /// A second above 60 (60 is a leap second).
    case second = "second out of range"
    /// A fraction that is empty or longer than nine digits, or one that follows no seconds.
    case fraction = "malformed fraction"
    /// An offset that is not ±HHMM within 14 hours.
    case offset = "malformed offset from UTC"
}
