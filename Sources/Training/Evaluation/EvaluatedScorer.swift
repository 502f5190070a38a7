public import ClinicalDomain
public import Scoring

/// The figures of a model, or of NEWS2 taken as an alarm, with what is known of where they come from.
public struct EvaluatedScorer: Sendable, Hashable {
    /// A model's name, or NEWS2 with its threshold.
    public var name: String
    /// What gives the scores: the same for scorers that differ in their threshold alone.
    public var score: String
    /// The network's name, or `ensemble`; nil for NEWS2.
    public var network: String?
    /// The question that was asked.
    public var outcome: OutcomeDefinition
    /// Where a model came from; nil for NEWS2.
    public var provenance: RiskModel.Provenance?
    /// Beginning of the first step and of the last that were measured; nil without steps.
    public var period: ClosedRange<Instant>?
    /// The figures.
    public var figures: EvaluationFigures

    /// A model with its figures.
    public init(model: RiskModel, period: ClosedRange<Instant>?, figures: EvaluationFigures) {
        (name, score, network, outcome) = (model.name, model.name, model.networkName, model.outcome)
        (provenance, self.period, self.figures) = (model.provenance, period, figures)
    }

    /// NEWS2 from a total on, with its figures.
    public init(
        news2Threshold: Int, outcome: OutcomeDefinition, period: ClosedRange<Instant>?, figures: EvaluationFigures
    ) {
        (name, score, self.outcome) = ("NEWS2 >= \(news2Threshold)", "NEWS2", outcome)
        (self.period, self.figures) = (period, figures)
    }
}
