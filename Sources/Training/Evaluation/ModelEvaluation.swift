public import ClinicalDomain
public import Scoring

/// A model measured on one part of the patients.
public struct ModelEvaluation: Sendable {
    /// The figures.
    public let figures: EvaluationFigures

    /// Scores the stays of a part and measures.
    public init(model: RiskModel, sequences: [TrainingSequence], part: PatientSplit.Part?) throws {
        let logits = try NetworkTrainer.logits(of: model, sequences: sequences, part: part)
        let scored = zip(sequences, logits).filter { part == nil || $0.0.part == part }.map { sequence, logits in
            ScoredStay(labels: sequence.labels, scores: logits.map { model.probability(ofLogit: $0) })
        }
        figures = EvaluationFigures(
            scored: scored, threshold: model.threshold, isProbability: true,
            hasUtility: NormalizedUtility.applies(to: model.outcome))
    }
}

/// NEWS2 measured as if it were an alarm for the same outcome on the same stays.
public enum NEWS2Evaluation {
    /// The figures with calls from the given total on.
    public static func figures(
        sequences: [TrainingSequence], part: PatientSplit.Part?, outcome: OutcomeDefinition, threshold: Int
    ) -> EvaluationFigures {
        let scored = sequences.filter { part == nil || $0.part == part }.map { sequence in
            ScoredStay(labels: sequence.labels, scores: sequence.news2.map(Double.init))
        }
        return EvaluationFigures(
            scored: scored, threshold: Double(threshold), isProbability: false,
            hasUtility: NormalizedUtility.applies(to: outcome))
    }
}
