/// What the alert policy decides to do after an assessment.
public enum AlertDecision: Sendable, Hashable {
    /// Raise an alert on this evidence; its time is the evidence's `effective`.
    case raise(Raise, AlertEvidence)
    /// Raise a technical alert at a time of the data; there is no evidence but what the alert says itself.
    case raiseTechnical(Alert.Reason, subject: String, at: Instant, isShadow: Bool)
    /// Change the alert of that number.
    case change(alertID: Int64, AlertChange)

    /// What a clinical alert is raised with.
    public struct Raise: Sendable, Hashable {
        /// What asks, the first first.
        public var reasons: [Alert.Reason]
        /// How bad it is.
        public var level: AlertLevel
        /// Until when nobody is told; nil for at once.
        public var quietUntil: Instant?
        /// Whether it is only recorded.
        public var isShadow: Bool

        /// A raise of its parts.
        public init(
            reasons: [Alert.Reason], level: AlertLevel, quietUntil: Instant? = nil, isShadow: Bool = false
        ) {
            (self.reasons, self.level) = (reasons, level)
            (self.quietUntil, self.isShadow) = (quietUntil, isShadow)
        }
    }
}
