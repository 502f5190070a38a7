public import ClinicalDomain

/// An entry of the quarantine with the message it came from.
public struct QuarantineListing: Sendable, Hashable {
    /// Where an entry stands.
    public enum State: String, Sendable, Codable, CaseIterable {
        /// Nobody has dealt with it.
        case waiting
        /// Its message was read again; what was still wrong then became new entries.
        case replayed
        /// Somebody decided that it is of no use.
        case dismissed
    }

    /// The number of the entry.
    public var id: Int64
    /// The number of its message.
    public var messageID: Int64
    /// How the message came in.
    public var format: Delivery.Message.Format
    /// Who sent it.
    public var source: String
    /// What could not be used, and why.
    public var entry: QuarantineEntry
    /// When the message arrived.
    public var received: Instant
    /// Where the entry stands.
    public var state: State
}
