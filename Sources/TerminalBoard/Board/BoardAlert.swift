public import ClinicalDomain

/// An alert in force as the board shows it.
public struct BoardAlert: Hashable, Sendable {
    /// Where it stands.
    public enum Standing: Hashable, Sendable {
        /// Nobody has acknowledged it.
        case open
        /// Put off until a time, by whom.
        case snoozed(until: Instant, by: String)
        /// Somebody has taken note.
        case acknowledged(by: String)
    }

    /// The number of the alert.
    public var id: Int64
    /// Where it stands.
    public var standing: Standing
    /// When it was raised.
    public var raised: Instant
    /// Whom it has reached, from 1 for those who look after the patient.
    public var tier: Int
    /// What is wrong with the data or the equipment; nil for an alert about the patient.
    public var fault: String?

    /// An alert of its parts.
    public init(id: Int64, standing: Standing, raised: Instant, tier: Int = 1, fault: String? = nil) {
        (self.id, self.standing, self.raised) = (id, standing, raised)
        (self.tier, self.fault) = (tier, fault)
    }

    /// The order in which alerts of one patient matter: those about the patient first; open, snoozed, acknowledged.
    var rank: Int {
        let ofState =
            switch standing {
            case .open: 0
            case .snoozed: 1
            case .acknowledged: 2
            }
        return ofState + (fault == nil ? 0 : 3)
    }
}
