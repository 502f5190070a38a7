public import ClinicalDomain

/// What one delivery changed.
public struct AppendOutcome: Sendable {
    /// What it changed about one stay.
    public struct StayChange: Sendable {
        /// The stay; one that was merged or cancelled is named here too, so that what is held of it can be dropped.
        public let encounterID: EncounterID
        /// The newest message that had brought the stay an observation before this one; 0 when none had.
        public internal(set) var previousMessageID: Int64
        /// The versions that were not known before, in the order of the delivery.
        public internal(set) var stored: [Observation] = []
        /// Whether something else is new, so that the stay must be read again: the stay itself, its place, admission,
        /// discharge or state, or observations that came from another stay or left for one.
        public internal(set) var isChanged = false
        /// Alerts that ended because the stay was cancelled or turned out to be another one.
        public internal(set) var clearedAlerts: [Alert] = []
    }

    /// The number of the message; grows with every message.
    ///
    /// Pass the greatest one that an assessment covers as
    /// ``AssessmentRecord/through``.
    public internal(set) var messageID: Int64
    /// Whether the message was known before: then nothing at all was stored.
    public internal(set) var isRepetition = false
    /// The stays that were named or changed, the one that the delivery names first; empty for a repetition.
    public internal(set) var stays: [StayChange] = []
    /// The events that were not known before, those concluded from transfers included.
    public internal(set) var outcomes: [OutcomeEvent] = []
    /// Whether something about the patient is new: the patient, a birth date, a sex, an identifier.
    public internal(set) var patientChanged = false
    /// How many entries went to quarantine, those included that only the store could notice.
    public internal(set) var quarantined = 0

    /// The outcome of a message that changed nothing yet.
    init(messageID: Int64, isRepetition: Bool = false) {
        (self.messageID, self.isRepetition) = (messageID, isRepetition)
    }

    /// The stay that the delivery names, or the first that it changed; nil when there is none.
    public var encounterID: EncounterID? { stays.first?.encounterID }
    /// The versions that were not known before, of all stays.
    public var stored: [Observation] { stays.count == 1 ? stays[0].stored : stays.flatMap(\.stored) }
    /// How many versions were not known before.
    public var storedCount: Int { stays.reduce(0) { $0 + $1.stored.count } }
    /// Whether something about a stay is new besides its observations.
    public var encounterChanged: Bool { stays.contains(where: \.isChanged) }

    /// Notes something about a stay.
    mutating func note(_ stay: StayRow, _ change: (inout StayChange) -> Void = { _ in }) {
        let id = EncounterID(rawValue: stay.id)
        let index = stays.firstIndex { $0.encounterID == id } ?? stays.count
        if index == stays.count {
            stays.append(StayChange(encounterID: id, previousMessageID: stay.changedBy))
        }
        change(&stays[index])
    }

    /// Lets the stay that the delivery names be the first.
    mutating func putFirst(_ stay: StayRow) {
        guard let index = stays.firstIndex(where: { $0.encounterID.rawValue == stay.id }), index > 0 else { return }
        stays.insert(stays.remove(at: index), at: 0)
    }
}
