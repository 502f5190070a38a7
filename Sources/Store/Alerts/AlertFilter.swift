public import ClinicalDomain

/// Which alerts to list; every condition that is given must hold.
public struct AlertFilter: Sendable, Hashable {
    /// Raised at or after this time of the data.
    public var since: Instant?
    /// Raised before this time of the data.
    public var until: Instant?
    /// In this unit.
    public var unit: String?
    /// In one of these states; empty for any.
    public var states: Set<Alert.State>
    /// Of this patient.
    public var patient: String?
    /// About the data (true) or about patients (false); nil for both.
    public var isTechnical: Bool?
    /// At most so many, the newest.
    public var limit: Int

    /// A filter of its conditions.
    public init(
        since: Instant? = nil, until: Instant? = nil, unit: String? = nil, states: Set<Alert.State> = [],
        patient: String? = nil, isTechnical: Bool? = nil, limit: Int = 500
    ) {
        (self.since, self.until, self.unit, self.states) = (since, until, unit, states)
        (self.patient, self.isTechnical, self.limit) = (patient, isTechnical, limit)
    }
}
