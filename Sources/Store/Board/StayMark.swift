public import ClinicalDomain

/// What tells whether a stay has changed, cheap to read for all stays.
public struct StayMark: Hashable, Sendable {
    /// The stay.
    public var encounterID: EncounterID
    /// The newest message that brought an observation.
    public var changedBy: Int64
    /// The newest message that assessments cover.
    public var assessedThrough: Int64
    /// Since when ADT says where the patient lies, in milliseconds; 0 when it does not say.
    public var placedSince: Int64
}
