/// Where an alert is not what the audit trail says of it.
public struct AlertDeviation: Sendable, Hashable {
    /// What differs.
    public enum Kind: String, Sendable {
        /// The trail tells of the alert, and it is not there.
        case missing
        /// The trail knows nothing of it.
        case unheardOf = "unheard-of"
        /// Its stay, state, tier or reasons.
        case state
        /// Its evidence.
        case evidence
    }

    /// The number of the alert.
    public var alertID: Int64
    /// What differs.
    public var kind: Kind
}
