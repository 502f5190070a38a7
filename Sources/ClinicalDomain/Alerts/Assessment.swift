/// What the models and NEWS2 say about one patient at one time step.
public struct Assessment: Hashable, Sendable {
    /// The stay.
    public var encounterID: EncounterID
    /// Start of the time step.
    public var step: Instant
    /// The last moment whose values were used; never later than the end of the step.
    public var effective: Instant
    /// The network risk and the model that gave it; nil when there is no model.
    public var risk: NetworkRisk?
    /// NEWS2 of the vital signs in force; nil when there is none.
    public var news2: NEWS2?

    /// An assessment of its parts.
    public init(encounterID: EncounterID, step: Instant, effective: Instant, risk: NetworkRisk?, news2: NEWS2?) {
        (self.encounterID, self.step, self.effective) = (encounterID, step, effective)
        (self.risk, self.news2) = (risk, news2)
    }
}

/// The risk that a network gives, and from which probability on it asks for attention.
public struct NetworkRisk: Hashable, Sendable, Codable {
    /// The name of the model.
    public var model: String
    /// The probability of the model's outcome within its horizon, 0 to 1.
    public var probability: Double
    /// The probability from which on the model raises an alert, 0 to 1.
    public var threshold: Double

    /// A risk of its parts.
    public init(model: String, probability: Double, threshold: Double) {
        (self.model, self.probability, self.threshold) = (model, probability, threshold)
    }
}
