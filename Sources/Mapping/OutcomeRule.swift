/// A site's rule by which a message tells of an outcome: a value at a path of a message of certain events.
///
///     outcome = "cardiac-arrest", events = ["A08"], path = "PV2-3.1", values = ["ARREST"]
public struct OutcomeRule: Hashable, Sendable {
    /// The name of the outcome.
    public var outcome: String
    /// The trigger events (MSH-9.2) that are looked at; empty for all.
    public var events: [String]
    /// Where the value stands, such as `PV2-3.1`.
    public var path: String
    /// The values that count, compared without regard to capitals.
    public var values: [String]

    /// A rule of its parts.
    public init(outcome: String, events: [String], path: String, values: [String]) {
        (self.outcome, self.events, self.path, self.values) = (outcome, events, path, values)
    }
}
