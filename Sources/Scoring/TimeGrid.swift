public import ClinicalDomain

/// The grid of time steps: step `n` is [n · seconds, (n + 1) · seconds) since 1970.
///
/// The grid is absolute, so that which step a value belongs to never depends on what arrived first.
public struct TimeGrid: Hashable, Sendable {
    /// Length of a step in seconds.
    public let seconds: Int

    /// A grid of steps of that length.
    public init(seconds: Int) { self.seconds = seconds }

    /// The hourly grid.
    public static let hourly = TimeGrid(seconds: 3600)

    /// The step that holds an instant.
    public func step(of instant: Instant) -> Int {
        let length = Int64(seconds) * 1000
        let quotient = instant.millisecondsSince1970 / length
        return Int(instant.millisecondsSince1970 % length < 0 ? quotient - 1 : quotient)
    }

    /// The first moment of a step.
    public func start(of step: Int) -> Instant {
        Instant(millisecondsSince1970: Int64(step) * Int64(seconds) * 1000)
    }

    /// The first moment after a step.
    public func end(of step: Int) -> Instant { start(of: step + 1) }
}
