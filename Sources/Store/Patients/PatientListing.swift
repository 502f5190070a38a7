public import ClinicalDomain

/// A patient's stay with where it stands.
public struct PatientListing: Sendable, Hashable {
    /// The stay's number.
    public var encounterID: EncounterID
    /// The patient.
    public var patient: Patient
    /// The stay.
    public var encounter: Encounter
    /// Time of the newest observation; nil when there is none.
    public var lastEffective: Instant?
    /// The newest assessment; nil when there is none.
    public var assessment: StoredAssessment?
    /// Alerts in force.
    public var alertsInForce: [Alert]
}

/// An assessment with when it was made and how often it changed.
public struct StoredAssessment: Sendable, Hashable {
    /// The assessment.
    public var assessment: Assessment
    /// When it was made, by the clock.
    public var assessed: Instant
    /// 1, and one more for each time that late or corrected data changed it.
    public var revision: Int
}
