/// A time zone as files need it: which offsets from UTC a local time can have.
///
/// A local time has one offset on most days, none in the hour that is left out when the clocks go forward, and two in
/// the hour that is repeated when they go back.
public struct CSVTimeZone: Sendable {
    /// The offsets of a local time, the one of the earlier instant first.
    public typealias Offsets = @Sendable (_ localSecondsSince1970: Int64) -> [Int]

    let offsets: Offsets

    /// A zone by its offsets.
    ///
    /// - Parameter offsets: seconds east of UTC for a local time given in seconds since 1970 as if it were UTC.
    public init(offsets: @escaping Offsets) { self.offsets = offsets }

    /// Coordinated universal time.
    public static let utc = CSVTimeZone { _ in [0] }
}
