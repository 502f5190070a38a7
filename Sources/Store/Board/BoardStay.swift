public import ClinicalDomain

/// A stay with where it stands, as a board of the ward shows it.
public struct BoardStay: Hashable, Sendable {
    /// What tells whether it has changed.
    public var mark: StayMark
    /// The patient's identifier.
    public var patient: String
    /// The unit; empty when unknown.
    public var unit: String
    /// Room and bed; empty when unknown.
    public var bed: String
    /// Time of the newest observation.
    public var lastEffective: Instant
    /// The newest score; nil when there is none.
    public var score: StepScore?

    /// The stay's number.
    public var encounterID: EncounterID { mark.encounterID }
    /// Whether the newest values are part of a score.
    public var isScored: Bool { mark.assessedThrough >= mark.changedBy }
}

/// What one time step scored, without the points of NEWS2.
public struct StepScore: Hashable, Sendable {
    /// Start of the time step.
    public var step: Instant
    /// The last moment whose values were used.
    public var effective: Instant
    /// The network risk; nil when there is no model.
    public var risk: NetworkRisk?
    /// The total of NEWS2; nil when no parameter was known.
    public var news2: Int?
    /// Whether ``news2`` is "at least".
    public var news2IsPartial: Bool
}
