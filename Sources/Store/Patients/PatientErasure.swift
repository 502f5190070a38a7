/// What the deletion of a patient took away, or would take away.
public struct PatientErasure: Sendable, Hashable {
    /// Stays.
    public var stays = 0
    /// Observation versions.
    public var observations = 0
    /// Assessments.
    public var assessments = 0
    /// Outcome events.
    public var outcomes = 0
    /// The numbers of the alerts, with their evidence and what was in the outbox of them.
    public var alerts: [Int64] = []
    /// FHIR resources with all versions.
    public var resources = 0
    /// Messages whose text was emptied; their digests stay, so that a repetition is still known as one.
    public var messages = 0
    /// Entries of the quarantine.
    public var quarantined = 0
    /// Models from runs of retraining that saw data of the patient; what they learnt cannot be taken out of them.
    public var models: [String] = []
    /// Outcomes among whose fixed reference stays one was the patient's.
    public var references: [String] = []
    /// Whether a stay was not discharged: what its senders send from now on is stored anew.
    public var isOpen = false

    /// What stands before the number where an identifier or a visit number was.
    static let mark = "deleted/"
    /// Whether a column holds what is left of a deleted patient or stay.
    static func isDeleted(_ column: String) -> String { "\(column) GLOB '\(mark)[0-9]*'" }

    /// Nothing yet.
    public init() {}
}
