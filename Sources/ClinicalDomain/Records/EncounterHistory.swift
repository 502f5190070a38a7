/// Everything stored about one stay: what scoring and training read.
public struct EncounterHistory: Sendable {
    /// The database's number of the stay.
    public var id: EncounterID
    /// The patient.
    public var patient: Patient
    /// The stay.
    public var encounter: Encounter
    /// All versions of all observations, in no particular order.
    public var observations: [Observation]
    /// What happened.
    public var outcomes: [OutcomeEvent]
    /// The newest message that was stored when this was read; 0 where it was not read from a database.
    public var through: Int64 = 0
    /// The units of the stay, in order; empty where only that of ``encounter`` is known.
    public var units: [UnitStay] = []

    /// A history of its parts.
    public init(
        id: EncounterID, patient: Patient, encounter: Encounter, observations: [Observation],
        outcomes: [OutcomeEvent]
    ) {
        (self.id, self.patient, self.encounter) = (id, patient, encounter)
        (self.observations, self.outcomes) = (observations, outcomes)
    }

    /// Whom the stay is about.
    public var subject: Delivery.Subject { Delivery.Subject(patient: patient, encounter: encounter, units: units) }
}

/// The database's number of a stay.
public struct EncounterID: RawRepresentable, Hashable, Comparable, Sendable, Codable, CustomStringConvertible {
    /// The number.
    public let rawValue: Int64

    /// A stay by its number.
    public init(rawValue: Int64) { self.rawValue = rawValue }

    /// The number in digits.
    public var description: String { String(rawValue) }

    /// By number.
    public static func < (left: EncounterID, right: EncounterID) -> Bool { left.rawValue < right.rawValue }
}
