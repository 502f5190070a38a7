public import ClinicalDomain

/// Which entries of the quarantine to list; every condition that is given must hold.
public struct QuarantineFilter: Sendable, Hashable {
    /// Of this reason.
    public var reason: QuarantineEntry.Reason?
    /// Received at or after this time.
    public var since: Instant?
    /// In this state; nil for any.
    public var state: QuarantineListing.State?
    /// At most so many, the newest.
    public var limit: Int

    /// A filter of its conditions; by default what still waits.
    public init(
        reason: QuarantineEntry.Reason? = nil, since: Instant? = nil, state: QuarantineListing.State? = .waiting,
        limit: Int = 500
    ) {
        (self.reason, self.since, self.state, self.limit) = (reason, since, state, limit)
    }
}
