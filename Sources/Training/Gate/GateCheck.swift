/// One thing that the gate looked at: what was measured, what it may be, and whether that held.
public struct GateCheck: Sendable, Hashable, Codable {
    /// What a check belongs to.
    public enum Topic: String, Sendable, Codable, CaseIterable {
        /// What newly came in, against what was there before: values, measuring, refused messages.
        case inputs
        /// How often the outcome came in the new stays.
        case outcome
        /// Who the new patients are.
        case mix
        /// How the champion does on the new stays.
        case champion
        /// The reference stays themselves.
        case reference
        /// The challenger against the champion.
        case challenger
        /// The champion with a calibration fitted again, against the champion.
        case recalibrated
    }

    /// Which side of the limit is good.
    public enum Bound: String, Sendable, Codable {
        /// The value may be as high as the limit.
        case atMost
        /// The value may be as low as the limit.
        case atLeast
    }

    /// How it came out.
    public enum Verdict: String, Sendable, Codable {
        /// The value keeps to the limit.
        case passed
        /// It does not.
        case failed
        /// There was too little to measure it; that fails nothing.
        case notMeasured
    }

    /// What it belongs to.
    public var topic: Topic
    /// What was measured, such as `population stability` or `utility, reference patients`.
    public var name: String
    /// On what: a channel, a subgroup; empty for everything.
    public var subject: String
    /// The value; nil where it was not measured.
    public var value: Double?
    /// What it may be.
    public var limit: Double
    /// Which side of the limit is good.
    public var bound: Bound
    /// How it came out.
    public var verdict: Verdict

    /// A check of a value against its limit; a value that is nil or not finite is not measured.
    public init(
        _ topic: Topic, _ name: String, subject: String = "", value: Double?, _ bound: Bound, _ limit: Double
    ) {
        let value = value.flatMap { $0.isFinite && limit.isFinite ? $0 : nil }
        (self.topic, self.name, self.subject) = (topic, name, subject)
        (self.value, self.bound, self.limit) = (value, bound, limit.isFinite ? limit : 0)
        verdict =
            value.map { (bound == .atMost ? $0 <= limit : $0 >= limit) ? .passed : .failed } ?? .notMeasured
    }

    /// How near the value is to its limit, for limits that must not be exceeded: above 1 it failed.
    var strain: Double { value.map { limit > 0 ? $0 / limit : $0 } ?? 0 }
}
