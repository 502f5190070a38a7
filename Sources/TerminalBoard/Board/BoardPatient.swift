public import ClinicalDomain

/// A stay as a line of the board shows it.
public struct BoardPatient: Hashable, Sendable {
    /// The stay.
    public var id: EncounterID
    /// The patient's identifier.
    public var patient: String
    /// The unit; empty when unknown.
    public var unit: String
    /// Room and bed; empty when unknown.
    public var bed: String
    /// The network's risk, 0 to 1; nil without a model.
    public var risk: Double?
    /// From which risk on the model asks for attention, 0 to 1; nil without a model.
    public var threshold: Double?
    /// NEWS2; nil when no parameter is known.
    public var news2: Int?
    /// Whether NEWS2 is "at least".
    public var news2IsPartial: Bool
    /// Time of the newest value; nil when there is none.
    public var newest: Instant?
    /// The alerts in force.
    public var alerts: [BoardAlert]

    /// A stay of its parts.
    public init(
        id: EncounterID, patient: String, unit: String = "", bed: String = "", risk: Double? = nil,
        threshold: Double? = nil, news2: Int? = nil, news2IsPartial: Bool = false, newest: Instant? = nil,
        alerts: [BoardAlert] = []
    ) {
        (self.id, self.patient, self.unit, self.bed) = (id, patient, unit, bed)
        (self.risk, self.threshold, self.news2) = (risk, threshold, news2)
        (self.news2IsPartial, self.newest, self.alerts) = (news2IsPartial, newest, alerts)
    }

    /// The NEWS2 total that counts as much as a risk at the model's threshold: the Royal College's emergency response.
    private static let news2Threshold = 7.0

    /// How near the patient is to an alert, 1 at the threshold: by the network's risk or by NEWS2, whichever is nearer;
    /// -1 without either.
    var urgency: Double {
        let byNEWS2 = news2.map { Double($0) / BoardPatient.news2Threshold } ?? -1
        guard let risk, let threshold, threshold > 0 else { return byNEWS2 }
        return max(risk / threshold, byNEWS2)
    }

    /// The alert that matters most; nil when none is in force.
    var mainAlert: BoardAlert? { alerts.min { ($0.rank, $0.id) < ($1.rank, $1.id) } }

    /// Unit and bed.
    var place: String { [unit, bed].filter { !$0.isEmpty }.joined(separator: " ") }

    /// Whether a text occurs in what names the patient, without regard to case.
    func matches(_ text: String) -> Bool {
        text.isEmpty || "\(patient) \(unit) \(bed)".lowercased().contains(text.lowercased())
    }
}
