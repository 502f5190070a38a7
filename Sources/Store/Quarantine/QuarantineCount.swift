public import ClinicalDomain

/// How often the same thing could not be used: what a data manager needs to write a row of a mapping.
public struct QuarantineCount: Sendable, Hashable {
    /// Why it cannot be used.
    public var reason: QuarantineEntry.Reason
    /// Who sent it.
    public var source: String
    /// Where in the message, with the numbers of repeated segments left out: `OBX-3`.
    public var place: String
    /// What was found there.
    public var found: String
    /// How many entries.
    public var count: Int
    /// When the first of them was received.
    public var first: Instant
    /// When the last of them was received.
    public var last: Instant
    /// The number of the last of them, to look at as an example.
    public var example: Int64
}
