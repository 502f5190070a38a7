public import ClinicalDomain

/// One simulated patient's stay from the first charting round to the last.
public struct SimulatedPatient: Hashable, Sendable {
    /// The patient; identifiers look like `SIM-000123`.
    public let patient: Patient
    /// The stay as it is known afterwards, with its discharge.
    public let encounter: Encounter
    /// Everything that is sent about the patient, in the order of sending.
    public let events: [SimulatedEvent]
    /// What really happens, which nobody sends.
    public let groundTruth: GroundTruth

    /// All versions of all observations in the order of sending.
    public var observations: [Observation] { events.flatMap(\.observations) }
    /// All outcome events in the order of sending.
    public var outcomes: [OutcomeEvent] { events.flatMap(\.outcomes) }

    /// The stay as a store would return it, under a number of the caller's choice.
    public func history(id: EncounterID) -> EncounterHistory {
        EncounterHistory(
            id: id, patient: patient, encounter: encounter, observations: observations, outcomes: outcomes)
    }
}
