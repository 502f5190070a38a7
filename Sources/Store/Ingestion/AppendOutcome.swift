public import ClinicalDomain

/// What one delivery changed.
public struct AppendOutcome: Sendable {
    /// The number of the message; grows with every message.
    ///
    /// Pass the greatest one that an assessment covers as
    /// ``AssessmentRecord/through``.
    public var messageID: Int64
    /// The stay; nil when the delivery had no subject or was a repetition.
    public var encounterID: EncounterID?
    /// The newest message that had brought the stay an observation before this one; 0 when none had.
    public var previousMessageID: Int64 = 0
    /// Whether the message was known before: then nothing at all was stored.
    public var isRepetition: Bool
    /// The versions that were not known before, in the order of the delivery.
    public var stored: [Observation]
    /// The events that were not known before.
    public var outcomes: [OutcomeEvent]
    /// Whether something about the patient is new: the patient, a birth date, a sex.
    public var patientChanged: Bool
    /// Whether something about the stay is new: the stay, its place, its admission or discharge.
    public var encounterChanged: Bool
    /// How many entries went to quarantine, those included that only the store could notice.
    public var quarantined: Int

    /// The outcome of a repetition.
    static func repetition(of messageID: Int64) -> AppendOutcome {
        AppendOutcome(
            messageID: messageID, encounterID: nil, isRepetition: true, stored: [], outcomes: [],
            patientChanged: false, encounterChanged: false, quarantined: 0)
    }
}
