/// What one message, line or file record brought: everything that one acknowledgement covers.
///
/// It is stored in one transaction, all of it or nothing.
public struct Delivery: Sendable {
    /// The message as it arrived, with what identifies a repetition.
    public struct Message: Sendable {
        /// How a message came in.
        public enum Format: String, Sendable, Codable, CaseIterable {
            /// HL7 v2 over MLLP or in a file.
            case hl7v2
            /// A FHIR resource over HTTP or in a file.
            case fhir
            /// One JSON object on a line.
            case ndjson
            /// A row of a CSV file.
            case csv
            /// A record of the PhysioNet challenge 2012.
            case physionet2012
            /// A record of the PhysioNet challenge 2019.
            case physionet2019
        }

        /// How it came in.
        public var format: Format
        /// The sending application, device or file.
        public var source: String
        /// What identifies the message: two messages with the same identity are one.
        public var identity: [UInt8]
        /// The bytes as they arrived, or empty where they can be read again from the source.
        public var body: [UInt8]
        /// When it arrived.
        public var received: Instant

        /// A message of its parts.
        public init(format: Format, source: String, identity: [UInt8], body: [UInt8], received: Instant) {
            (self.format, self.source, self.identity) = (format, source, identity)
            (self.body, self.received) = (body, received)
        }
    }

    /// Whom the data are about, and the stay they belong to.
    public struct Subject: Hashable, Sendable {
        /// The patient.
        public var patient: Patient
        /// The stay.
        public var encounter: Encounter
        /// The units of the stay, in order; empty where only that of ``encounter`` is known.
        public var units: [UnitStay]

        /// A subject of its parts.
        public init(patient: Patient, encounter: Encounter, units: [UnitStay] = []) {
            (self.patient, self.encounter, self.units) = (patient, encounter, units)
        }

        /// The unit where the patient lay just before a moment, the first one before that was known; empty when unknown.
        public func unit(before moment: Instant) -> String {
            units.last { $0.since < moment }?.unit ?? units.first?.unit ?? encounter.unit
        }
    }

    /// The message.
    public var message: Message
    /// Whom it is about; nil when that cannot be told, and then there are no observations.
    public var subject: Subject?
    /// What was measured.
    public var observations: [Observation]
    /// What happened.
    public var outcomes: [OutcomeEvent]
    /// What could not be used.
    public var quarantine: [QuarantineEntry]
    /// The bed of a device that knows no patient: the observations belong to whoever lay in it when they were true.
    ///
    /// Looked at only where ``subject`` is nil.
    public var bed: BedLocation?
    /// What the message does to the stay.
    public var stayEvent: StayEvent
    /// When that happened (EVN-6, EVN-2 or MSH-7); nil where no time is known, and then the reception counts.
    public var eventTime: Instant?
    /// Patients that turned out to be this one.
    public var merges: [PatientMerge]

    /// A delivery of its parts.
    public init(
        message: Message, subject: Subject?, observations: [Observation] = [], outcomes: [OutcomeEvent] = [],
        quarantine: [QuarantineEntry] = [], bed: BedLocation? = nil, stayEvent: StayEvent = .observation,
        eventTime: Instant? = nil, merges: [PatientMerge] = []
    ) {
        (self.message, self.subject, self.observations) = (message, subject, observations)
        (self.outcomes, self.quarantine, self.bed) = (outcomes, quarantine, bed)
        (self.stayEvent, self.eventTime, self.merges) = (stayEvent, eventTime, merges)
    }
}
