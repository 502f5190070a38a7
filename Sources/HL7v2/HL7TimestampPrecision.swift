/// How much of a date and time was stated.
public enum HL7TimestampPrecision: Int, Sendable, Hashable, Comparable {
    /// `YYYY`
    case year
    /// `YYYYMM`
    case month
    /// `YYYYMMDD`
    case day
    /// `YYYYMMDDHH`
    case hour
    /// `YYYYMMDDHHMM`
    case minute
    /// `YYYYMMDDHHMMSS`
    case second
    /// `YYYYMMDDHHMMSS.s` and finer
    case fraction

    /// Coarser precisions come first.
    public static func < (left: HL7TimestampPrecision, right: HL7TimestampPrecision) -> Bool {
        left.rawValue < right.rawValue
    }
}
