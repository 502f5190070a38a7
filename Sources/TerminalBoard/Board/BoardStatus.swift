public import ClinicalDomain

/// What the heading of the board says besides its patients.
public struct BoardStatus: Hashable, Sendable {
    /// The time.
    public var now: Instant
    /// Whether a daemon runs on the database.
    public var daemonRuns: Bool
    /// The clock on the wall.
    public var clock: WallClock

    /// The longest time for which an alert can be put off, in minutes.
    public var snoozeMaximumMinutes: Int
    /// What is wrong and concerns no patient, such as a receiver of alerts that cannot be reached.
    public var faults: [String] = []

    /// A status of its parts.
    public init(now: Instant, daemonRuns: Bool, clock: WallClock, snoozeMaximumMinutes: Int) {
        (self.now, self.daemonRuns, self.clock) = (now, daemonRuns, clock)
        self.snoozeMaximumMinutes = snoozeMaximumMinutes
    }
}
