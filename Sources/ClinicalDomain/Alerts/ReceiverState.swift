/// How a receiver of alerts stands.
public struct ReceiverState: Hashable, Sendable {
    /// Its name.
    public var name: String
    /// How many messages wait for it.
    public var waiting: Int
    /// How many messages it has refused.
    public var refused: Int
    /// From when on the oldest message that waits could have been told; nil when none waits.
    public var oldest: Instant?
    /// When the next attempt is due, by the clock; nil when nothing waits.
    public var nextAttempt: Instant?
    /// When something got through to it last, by the clock; nil: never.
    public var delivered: Instant?
    /// Since when nothing gets through to it, by the clock; nil: all is well.
    public var failingSince: Instant?
    /// When somebody asked for new attempts last, by the clock; nil: never.
    public var retried: Instant?
    /// Until when nothing is tried after a failure, by the clock; nil: the last attempt did not fail.
    public var pausedUntil: Instant?
    /// From when on the oldest message could have been told that was tried in vain; nil when there is none.
    public var stuckSince: Instant?

    /// Since when it does not get all that it should: nothing gets through, or a patient's messages do not.
    public var troubledSince: Instant? { [failingSince, stuckSince].compactMap { $0 }.min() }

    /// A state of its parts.
    public init(
        name: String, waiting: Int = 0, refused: Int = 0, oldest: Instant? = nil, nextAttempt: Instant? = nil,
        delivered: Instant? = nil, failingSince: Instant? = nil, retried: Instant? = nil,
        pausedUntil: Instant? = nil, stuckSince: Instant? = nil
    ) {
        (self.name, self.waiting, self.refused, self.oldest) = (name, waiting, refused, oldest)
        (self.nextAttempt, self.delivered) = (nextAttempt, delivered)
        (self.failingSince, self.retried, self.pausedUntil) = (failingSince, retried, pausedUntil)
        self.stuckSince = stuckSince
    }
}
