public import ClinicalDomain

/// What the web shows, answered by whoever holds the data.
public protocol WardStatus: Sendable {
    /// Whether the process does its work at this moment.
    func readiness() async -> Readiness

    /// The latest risks of a patient, empty when there are none.
    ///
    /// - Parameter identifier: The patient's identifier as stored, such as `HOSP:123`.
    func riskAssessments(patient identifier: String) async throws -> [PatientRisk]
}

/// Whether work is being done, and what is in the way if not.
public struct Readiness: Hashable, Sendable {
    /// True when messages are accepted and scored.
    public var isReady: Bool
    /// What is in the way, or worth knowing, for a person; nothing about patients.
    public var reasons: [String]

    /// A readiness of its parts.
    public init(isReady: Bool, reasons: [String] = []) {
        (self.isReady, self.reasons) = (isReady, reasons)
    }
}

/// The risk of one patient at one time step.
public struct PatientRisk: Hashable, Sendable {
    /// The visit number of the stay; empty where the sender names none.
    public var visitNumber: String
    /// Start of the time step.
    public var step: Instant
    /// The last moment whose values were used.
    public var effective: Instant
    /// The probability, the model that gave it and the model's threshold.
    public var risk: NetworkRisk
    /// The name of the outcome that the model foresees.
    public var outcome: String
    /// How far ahead the model looks, in hours; nil for the whole rest of the stay.
    public var horizonHours: Double?

    /// A risk of its parts.
    public init(
        visitNumber: String, step: Instant, effective: Instant, risk: NetworkRisk, outcome: String,
        horizonHours: Double?
    ) {
        (self.visitNumber, self.step, self.effective) = (visitNumber, step, effective)
        (self.risk, self.outcome, self.horizonHours) = (risk, outcome, horizonHours)
    }
}
