/// A call for attention to one patient, with everything it was based on: the story of one deterioration.
///
/// A patient has one clinical alert at a time, whatever asks for it: the network's risk and NEWS2 join one story. What
/// is wrong with the data, not with the patient, has technical alerts of its own.
public struct Alert: Hashable, Sendable {
    /// What asks for attention.
    public enum Reason: String, Sendable, Codable, CaseIterable {
        /// The risk given by the network.
        case networkRisk = "network-risk"
        /// The total of the National Early Warning Score 2.
        case news2
        /// A single parameter of NEWS2 that scores 3.
        case redParameter = "news2-red-parameter"
        /// A patient of whom values came in, and then none for long.
        case noData = "no-data"
        /// A sensor that gives the same value again and again.
        case sensorFault = "sensor-fault"
        /// A receiver of alerts that cannot be reached.
        case receiver

        /// Whether it tells of the data or the equipment, not of the patient.
        public var isTechnical: Bool {
            switch self {
            case .networkRisk, .news2, .redParameter: false
            case .noData, .sensorFault, .receiver: true
            }
        }
    }

    /// Where an alert stands.
    public enum State: String, Sendable, Codable, CaseIterable {
        /// Raised or presented again, nobody has acknowledged it.
        case open
        /// Somebody has taken note; it is still in force.
        case acknowledged
        /// Put off until a time, with a reason; it is still in force.
        case snoozed
        /// No longer in force.
        case cleared
    }

    /// Why an alert is no longer in force.
    public enum Clearing: String, Sendable, Codable, CaseIterable {
        /// What asked for it has ended.
        case recovery
        /// It stood for as long as the policy lets it.
        case lapse
        /// The patient has left, or the stay was cancelled or turned out to be another one.
        case departure
        /// It went into another alert of the same patient.
        case merged
    }

    /// The database's number of the alert.
    public var id: Int64
    /// The stay; nil for what concerns no patient.
    public var encounterID: EncounterID?
    /// A channel, or what it concerns where that is no patient, such as a receiver; empty for the whole patient.
    public var subject: String
    /// What asked first.
    public var reason: Reason
    /// All that has asked since, ``reason`` first.
    public var reasons: [Reason]
    /// Where it stands.
    public var state: State
    /// When it was raised, in the time of the data.
    public var raised: Instant
    /// When it asked for attention last, by the clock: from here on escalation counts.
    public var presented: Instant
    /// How often it has asked for attention, from 1.
    public var presentations: Int
    /// Whom it has reached, from 1 for those who look after the patient.
    public var tier: Int
    /// How bad it was when it last asked for attention.
    public var level: AlertLevel
    /// When it was acknowledged last, by the clock; nil when nobody has, or it was presented again since.
    public var acknowledged: Instant?
    /// Who acknowledged it.
    public var acknowledgedBy: String?
    /// Until when it is put off, by the clock.
    public var snoozedUntil: Instant?
    /// When it was cleared, in the time of the data.
    public var cleared: Instant?
    /// Why it was cleared; nil while it is in force, and where it was not kept.
    public var clearing: Clearing?
    /// Whether it was only recorded, and nobody alerted.
    public var isShadow: Bool
    /// Until when, by the clock, nobody is told of it (quiet hours); nil where it was told at once.
    public var quietUntil: Instant?

    /// An alert of its parts.
    public init(
        id: Int64, encounterID: EncounterID?, reason: Reason, state: State = .open, raised: Instant,
        presented: Instant? = nil, reasons: [Reason]? = nil, subject: String = "", level: AlertLevel = AlertLevel(),
        acknowledged: Instant? = nil, cleared: Instant? = nil, isShadow: Bool = false, quietUntil: Instant? = nil
    ) {
        (self.id, self.encounterID, self.reason, self.subject) = (id, encounterID, reason, subject)
        (self.reasons, self.state, self.raised) = (reasons ?? [reason], state, raised)
        (self.presented, self.presentations, self.tier, self.level) = (presented ?? raised, 1, 1, level)
        (self.acknowledged, self.cleared, self.isShadow, self.quietUntil) = (
            acknowledged, cleared, isShadow, quietUntil
        )
    }

    /// Whether it is still in force.
    public var isInForce: Bool { state != .cleared }
}
