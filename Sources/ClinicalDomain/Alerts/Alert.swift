/// A call for attention to one patient, with everything it was based on.
public struct Alert: Hashable, Sendable {
    /// Why it was raised.
    public enum Reason: String, Sendable, Codable, CaseIterable {
        /// The risk given by the network.
        case networkRisk = "network-risk"
        /// The National Early Warning Score 2.
        case news2
    }

    /// Where an alert stands.
    public enum State: String, Sendable, Codable, CaseIterable {
        /// Raised, nobody has acknowledged it.
        case open
        /// Somebody has taken note; it is still in force.
        case acknowledged
        /// No longer in force.
        case cleared
    }

    /// The database's number of the alert.
    public var id: Int64
    /// The stay.
    public var encounterID: EncounterID
    /// Why it was raised.
    public var reason: Reason
    /// Where it stands.
    public var state: State
    /// When it was raised, in the time of the data.
    public var raised: Instant
    /// When it was acknowledged, by the clock.
    public var acknowledged: Instant?
    /// When it was cleared, in the time of the data.
    public var cleared: Instant?

    /// An alert of its parts.
    public init(
        id: Int64, encounterID: EncounterID, reason: Reason, state: State, raised: Instant,
        acknowledged: Instant? = nil, cleared: Instant? = nil
    ) {
        (self.id, self.encounterID, self.reason, self.state) = (id, encounterID, reason, state)
        (self.raised, self.acknowledged, self.cleared) = (raised, acknowledged, cleared)
    }
}
