/// What receivers are told of a change of an alert, kept in the outbox as JSON.
public struct AlertMessage: Hashable, Sendable, Codable {
    /// The version of this layout.
    public var version = 1
    /// Names the change everywhere and for ever: a receiver that gets it twice drops the second.
    ///
    /// A UUID made from the hash of the change's row in the audit trail.
    public var identity: String
    /// What happened: `raise`, or the name of an ``AlertChange``.
    public var event: String
    /// Whether it asks for attention; else it informs only.
    public var asksForAttention: Bool
    /// When, by the clock.
    public var written: Instant
    /// The number of the alert.
    public var alert: Int64
    /// What asked first.
    public var reason: Alert.Reason
    /// All that asks.
    public var reasons: [Alert.Reason]
    /// Where the alert stands now.
    public var state: Alert.State
    /// Whom it is for, from 1.
    public var tier: Int
    /// How often it has asked for attention.
    public var presentations: Int
    /// When the alert was raised, in the time of the data.
    public var raised: Instant
    /// When it was cleared, in the time of the data.
    public var cleared: Instant?
    /// Who acknowledged it.
    public var acknowledgedBy: String?
    /// Until when it is put off.
    public var snoozedUntil: Instant?
    /// The channel or receiver that a technical alert is about; empty for none.
    public var subject: String
    /// The patient's identifier; empty where it concerns none.
    public var patient: String
    /// The visit number; empty for an implicit stay.
    public var visit: String
    /// Where the patient lies; empty when unknown.
    public var unit: String
    /// Room and bed; empty when unknown.
    public var bed: String
    /// The network's risk when the alert was raised.
    public var risk: NetworkRisk?
    /// The total of NEWS2 when the alert was raised, or what it was at least.
    public var news2: Int?
    /// Whether parameters of NEWS2 were missing.
    public var news2IsPartial: Bool?
    /// What moved the risk most, as a nurse would say it.
    public var words: [String]
    /// That this is no medical device.
    public var note = "Research software, not a medical device."

    /// The message of an alert as it stands.
    ///
    /// - Parameters:
    ///   - alert: the alert after the change.
    ///   - event: what happened.
    ///   - asksForAttention: whether somebody should look.
    ///   - identity: the name of the change.
    ///   - written: when, by the clock.
    ///   - evidence: what the alert was raised on; nil for a technical one.
    public init(
        _ alert: Alert, event: String, asksForAttention: Bool, identity: String, written: Instant,
        evidence: AlertEvidence?, patient: String, visit: String, unit: String, bed: String
    ) {
        (self.identity, self.event, self.asksForAttention) = (identity, event, asksForAttention)
        (self.written, self.alert, self.reason, self.reasons) = (written, alert.id, alert.reason, alert.reasons)
        (state, tier, presentations) = (alert.state, alert.tier, alert.presentations)
        (raised, cleared, acknowledgedBy) = (alert.raised, alert.cleared, alert.acknowledgedBy)
        (snoozedUntil, subject) = (alert.snoozedUntil, alert.subject)
        (self.patient, self.visit, self.unit, self.bed) = (patient, visit, unit, bed)
        (risk, news2, news2IsPartial) = (evidence?.risk, evidence?.news2?.total, evidence?.news2?.isPartial)
        words = (evidence?.contributions ?? []).filter { $0.logOdds >= 0.01 }.prefix(5).compactMap(\.words)
    }
}
