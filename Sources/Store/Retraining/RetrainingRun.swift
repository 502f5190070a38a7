public import ClinicalDomain

/// One run of retraining: what it saw, and what its gate decided for which reasons.
public struct RetrainingRun: Sendable, Hashable {
    /// What was decided.
    public enum Decision: String, Sendable, Codable, CaseIterable {
        /// The challenger is put into use.
        case promote
        /// The champion's networks stay, with a calibration and thresholds fitted again.
        case recalibrate
        /// The champion stays as it is.
        case keep
    }

    /// How a run ended.
    public struct Result: Sendable, Hashable {
        /// SHA-256 of what was learnt from, in hexadecimal.
        public var dataDigest: String
        /// The model in use when it decided; nil for none.
        public var champion: String?
        /// The best of the candidates; nil when none was trained.
        public var challenger: String?
        /// What was put into use; nil for nothing.
        public var promoted: String?
        /// What was decided.
        public var decision: Decision
        /// Why.
        public var reason: String
        /// All checks, a JSON array.
        public var checks: String
        /// How far the newest stays lie from those before.
        public var drift: [Drift]

        /// A result of its parts.
        public init(
            dataDigest: String, champion: String?, challenger: String?, promoted: String?, decision: Decision,
            reason: String, checks: String, drift: [Drift]
        ) {
            (self.dataDigest, self.champion, self.challenger) = (dataDigest, champion, challenger)
            (self.promoted, self.decision, self.reason) = (promoted, decision, reason)
            (self.checks, self.drift) = (checks, drift)
        }
    }

    /// One measure of drift.
    public struct Drift: Sendable, Hashable, Codable {
        /// Its name.
        public var measure: String
        /// The channel it was measured on; empty for none.
        public var channel: String
        /// Its value.
        public var value: Double

        /// A measure of its parts.
        public init(measure: String, channel: String = "", value: Double) {
            (self.measure, self.channel, self.value) = (measure, channel, value)
        }
    }

    /// Its number.
    public var id: Int64
    /// The name of the question.
    public var outcome: String
    /// When it began, by the clock.
    public var started: Instant
    /// When it ended, by the clock; nil while it is under way, or when it was interrupted.
    public var ended: Instant?
    /// The number of the newest message that it saw.
    public var snapshot: Int64
    /// What was asked for, so that the same question is known again.
    public var settings: String
    /// How it ended; nil as ``ended``.
    public var result: Result?
}
