public import ClinicalDomain

/// What the policy decides about one patient, and what kept it from raising where something did.
public struct AlertVerdict: Sendable, Hashable {
    /// Why an alert that a reason asks for is not raised.
    public enum Hold: String, Sendable, Codable, CaseIterable {
        /// The reason was not met in enough of the latest steps.
        case confirmation
        /// The reason's last alert was cleared less than a rest ago, and the patient is not really worse.
        case rest
        /// The unit has used up its budget, and the patient is not really worse.
        case budget
        /// The patient is having a procedure.
        case procedure
    }

    /// What is done.
    public enum Action: Sendable, Hashable {
        /// Raise an alert for these reasons, the first first.
        case raise([Alert.Reason], AlertLevel)
        /// Change the alert of that number.
        case change(alertID: Int64, AlertChange)
    }

    /// What is done, in order; empty for nothing.
    public var actions: [Action] = []
    /// What kept an alert from being raised.
    public var holds: Set<Hold> = []
    /// Whether no budget counts: NEWS2 asks, or the patient is really worse.
    public var isBeyondBudget = false

    /// Nothing is done, and nothing was held back.
    public init() {}
}
