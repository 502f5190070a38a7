public import ClinicalDomain
import GRDB

/// Which deliveries to list; every condition that is given must hold.
public struct DeliveryFilter: Sendable, Hashable {
    /// To this receiver.
    public var receiver: String?
    /// Of this alert.
    public var alert: Int64?
    /// In one of these states; empty for any.
    public var states: Set<DeliveryListing.State>
    /// At most so many, the newest.
    public var limit: Int

    /// A filter of its conditions.
    public init(
        receiver: String? = nil, alert: Int64? = nil, states: Set<DeliveryListing.State> = [], limit: Int = 100
    ) {
        (self.receiver, self.alert, self.states, self.limit) = (receiver, alert, states, limit)
    }
}

/// A message for one receiver, and what became of it.
public struct DeliveryListing: Sendable, Hashable {
    /// Where it stands.
    public enum State: String, Sendable, Codable, CaseIterable {
        /// It is to be delivered, at once or at its next attempt.
        case waiting
        /// The receiver has it.
        case delivered
        /// The receiver will never take it.
        case refused
        /// It is not delivered: it came and went within quiet hours, or the receiver is named no more.
        case skipped
    }

    /// To whom.
    public var receiver: String
    /// The number of the message in the outbox.
    public var outboxID: Int64
    /// The alert.
    public var alert: Int64
    /// What happened to the alert.
    public var event: String
    /// Whom the alert was for.
    public var tier: Int
    /// When the message was written, by the clock.
    public var written: Instant
    /// Where it stands.
    public var state: State
    /// How often it was tried.
    public var attempts: Int
    /// When it is tried next, by the clock; nil once it is settled.
    public var nextAttempt: Instant?
    /// When it was settled, by the clock.
    public var settled: Instant?
    /// What the last attempt said; empty when there was none, or it succeeded.
    public var lastError: String
    /// What the receiver tells repetitions by.
    public var identity: String

    init(_ row: Row) throws {
        (receiver, outboxID, alert, event, tier) = (row[0], row[1], row[2], row[3], row[4])
        (attempts, nextAttempt, settled) = (row[7], Instant(row[8]), Instant(row[9]))
        (written, lastError, identity) = (Instant(millisecondsSince1970: row[5]), row[10], row[11])
        let name: String = row[6]
        guard let state = State(rawValue: name) else {
            throw StoreError.unreadable(table: "delivery", column: "state", detail: name)
        }
        self.state = state
    }
}
