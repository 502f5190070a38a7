/// What is on record of the wards in a period: what a report on them is made of.
///
/// A person has a number here, the same for all identifiers that turned out to be one patient.
public struct WardRecord: Hashable, Sendable {
    /// A stay for as long as it was watched: from its admission or its first value, whichever came later, to its
    /// discharge; one without, to its newest value.
    public struct Stay: Hashable, Sendable {
        /// Its number.
        public var id: EncounterID
        /// Whose stay it is.
        public var person: Int64
        /// Its beginning.
        public var begins: Instant
        /// Its end as far as it is known.
        public var ends: Instant
        /// The unit at times that ``places`` say nothing of; empty when unknown.
        public var unit: String
        /// Where the patient lay, oldest first.
        public var places: [Place]

        /// A stay of its parts.
        public init(
            id: EncounterID, person: Int64, begins: Instant, ends: Instant, unit: String, places: [Place] = []
        ) {
            (self.id, self.person, self.begins, self.ends) = (id, person, begins, ends)
            (self.unit, self.places) = (unit, places)
        }
    }

    /// A time in one unit.
    public struct Place: Hashable, Sendable {
        /// The unit; empty when unknown.
        public var unit: String
        /// Since when.
        public var since: Instant
        /// Until when; nil: still there.
        public var until: Instant?

        /// A place of its parts.
        public init(unit: String, since: Instant, until: Instant? = nil) {
            (self.unit, self.since, self.until) = (unit, since, until)
        }
    }

    /// An alert with all that was done about it.
    public struct AlertCourse: Hashable, Sendable {
        /// The alert as it stands now.
        public var alert: Alert
        /// The stay that it belongs to now, after merges; nil where it concerns no patient.
        public var stay: EncounterID?
        /// Whom it concerns; nil where that is no patient.
        public var person: Int64?
        /// The identifier of the patient; empty where it concerns none.
        public var patient: String
        /// Where the patient was when it was raised; empty when unknown.
        public var unit: String
        /// Until when, by the clock, nobody was to be told when it was raised (quiet hours); nil for at once.
        public var quietUntil: Instant?
        /// Whether somebody who tells of outcome events told of the stay, so that no event on record means that there
        /// was none.
        public var isOutcomeKnown: Bool
        /// What happened to it, in order.
        public var changes: [Change]

        /// A course of its parts.
        public init(
            alert: Alert, stay: EncounterID?, person: Int64?, patient: String, unit: String,
            quietUntil: Instant? = nil, isOutcomeKnown: Bool = false, changes: [Change]
        ) {
            (self.alert, self.stay, self.person, self.patient) = (alert, stay, person, patient)
            (self.unit, self.quietUntil, self.isOutcomeKnown) = (unit, quietUntil, isOutcomeKnown)
            self.changes = changes
        }
    }

    /// One change of an alert.
    public struct Change: Hashable, Sendable {
        /// When, by the clock.
        public var at: Instant
        /// What: `raise`, or the name of an ``AlertChange``.
        public var name: String
        /// The tier that the alert was at then.
        public var tier: Int

        /// A change of its parts.
        public init(at: Instant, name: String, tier: Int = 1) { (self.at, self.name, self.tier) = (at, name, tier) }
    }

    /// An outcome event.
    public struct Event: Hashable, Sendable {
        /// Whom it happened to.
        public var person: Int64
        /// The name of the outcome.
        public var name: String
        /// When.
        public var at: Instant
        /// Where the patient was before it; empty when unknown.
        public var unit: String

        /// An event of its parts.
        public init(person: Int64, name: String, at: Instant, unit: String) {
            (self.person, self.name, self.at, self.unit) = (person, name, at, unit)
        }
    }

    /// A run of retraining that has ended, with what it measured of the newest stays.
    public struct Night: Hashable, Sendable, Codable {
        /// The name of the question.
        public var outcome: String
        /// When it ended, by the clock.
        public var ended: Instant
        /// `promote`, `recalibrate` or `keep`.
        public var decision: String
        /// Why.
        public var reason: String
        /// The model in use when it decided; nil for none.
        public var model: String?
        /// What was put into use; nil for nothing.
        public var promoted: String?
        /// Observed events for each that the model expected, in the newest stays; nil when it was not measured.
        public var observedExpectedRatio: Double?
        /// Population stability index of the newest stays against those before, by channel.
        public var populationStability: [String: Double]

        /// A run of its parts.
        public init(
            outcome: String, ended: Instant, decision: String, reason: String, model: String? = nil,
            promoted: String? = nil, observedExpectedRatio: Double? = nil, populationStability: [String: Double] = [:]
        ) {
            (self.outcome, self.ended, self.decision, self.reason) = (outcome, ended, decision, reason)
            (self.model, self.promoted, self.observedExpectedRatio) = (model, promoted, observedExpectedRatio)
            self.populationStability = populationStability
        }
    }

    /// What a sender sent in a format.
    public struct Source: Hashable, Sendable, Codable {
        /// Sending application, device or file; empty when it does not say.
        public var name: String
        /// The format of its messages.
        public var format: String
        /// Messages received.
        public var messages: Int
        /// When the newest of them was received; nil for none in the period.
        public var last: Instant?
        /// Entries in quarantine by reason.
        public var quarantined: [String: Int]
        /// Values of the sample.
        public var sampled: Int
        /// Those of them that were received more than an hour after they had been issued.
        public var late: Int

        /// A source of its parts.
        public init(
            name: String, format: String, messages: Int = 0, last: Instant? = nil, quarantined: [String: Int] = [:],
            sampled: Int = 0, late: Int = 0
        ) {
            (self.name, self.format, self.messages, self.last) = (name, format, messages, last)
            (self.quarantined, self.sampled, self.late) = (quarantined, sampled, late)
        }
    }

    /// The beginning of the period.
    public var since: Instant
    /// Its end; nothing after it is known.
    public var until: Instant
    /// Stays that overlap the period.
    public var stays: [Stay]
    /// Alerts that were in force in the period or in the 24 hours before, oldest first.
    public var alerts: [AlertCourse]
    /// Outcome events of the period and of the 24 hours before it, oldest first.
    public var events: [Event]
    /// Runs of retraining that ended in the period, or the last one of each question; oldest first.
    public var nights: [Night]
    /// Who sent what in the period.
    public var sources: [Source]
    /// Whether there were more messages in the period than were counted by source.
    public var isCountCut: Bool

    /// A record of its parts.
    public init(
        since: Instant, until: Instant, stays: [Stay] = [], alerts: [AlertCourse] = [], events: [Event] = [],
        nights: [Night] = [], sources: [Source] = [], isCountCut: Bool = false
    ) {
        (self.since, self.until, self.stays, self.alerts) = (since, until, stays, alerts)
        (self.events, self.nights, self.sources, self.isCountCut) = (events, nights, sources, isCountCut)
    }
}
