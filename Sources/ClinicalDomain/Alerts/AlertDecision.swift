/// What the alert policy decides to do after an assessment.
public enum AlertDecision: Sendable, Hashable {
    /// Raise an alert on this evidence; its time is the evidence's `effective`.
    case raise(Alert.Reason, AlertEvidence)
    /// Clear the alert of that number, at that time of the data.
    case clear(alertID: Int64, at: Instant)
}
