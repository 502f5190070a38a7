public import ClinicalDomain
public import Scoring

/// A model measured on one part of the patients.
public struct ModelEvaluation: Sendable {
    /// The figures.
    public let figures: EvaluationFigures

    /// Scores the stays of a part and measures.
    ///
    /// Alerts, where the options ask for them, are raised at the model's alert threshold unless the options name one. For
    /// an outcome of the whole stay, one prediction for each stay is measured as well.
    public init(
        model: RiskModel, sequences: [TrainingSequence], part: PatientSplit.Part?,
        options: EvaluationOptions = EvaluationOptions()
    ) throws {
        figures = Self.figures(
            of: try Self.scored(model: model, sequences: sequences, part: part), model: model, options: options)
    }

    /// The figures of stays that carry the probabilities of a model, or of the networks of it that did not learn from
    /// them.
    public static func figures(
        of scored: [ScoredStay], model: RiskModel, options: EvaluationOptions = EvaluationOptions()
    ) -> EvaluationFigures {
        var options = options
        options.alertThreshold = options.alertThreshold ?? model.alertThreshold
        options.predictsStay = options.predictsStay || model.outcome.horizonHours == nil
        return EvaluationFigures(
            scored: scored, threshold: model.threshold, isProbability: true,
            hasUtility: NormalizedUtility.applies(to: model.outcome), options: options)
    }

    /// The stays of a part with the model's probabilities.
    ///
    /// The validation patients of a cross-fitted model are all that it was trained on, each scored by the networks that
    /// left them out.
    public static func scored(
        model: RiskModel, sequences: [TrainingSequence], part: PatientSplit.Part?
    ) throws -> [ScoredStay] {
        if part == .validation, let split = model.provenance.split, let folds = model.folds {
            return try heldOut(model, split, folds, sequences)
        }
        let logits = try NetworkTrainer.logits(of: model, sequences: sequences, part: part)
        return zip(sequences, logits).filter { part == nil || $0.0.part == part }.map { sequence, logits in
            ScoredStay(sequence, scores: logits.map { model.probability(ofLogit: $0) })
        }
    }

    private static func heldOut(
        _ model: RiskModel, _ split: PatientSplit, _ folds: [Int], _ sequences: [TrainingSequence]
    ) throws -> [ScoredStay] {
        let byFold = Dictionary(grouping: sequences.filter { $0.part != .test }) {
            split.crossFold(of: $0.patient.identifier)
        }
        return try byFold.sorted { $0.key < $1.key }.flatMap { fold, sequences in
            let networks = zip(folds, model.networks).filter { $0.0 == fold }.map(\.1)
            let logits = try NetworkTrainer.meanLogits(of: networks, sequences: sequences)
            return zip(sequences, logits).map { sequence, logits in
                ScoredStay(sequence, scores: logits.map { model.probability(ofLogit: $0) })
            }
        }
    }
}

/// NEWS2 measured as if it were an alarm for the same outcome on the same stays.
public enum NEWS2Evaluation {
    /// The figures with calls, and alerts, from the given total on.
    public static func figures(
        sequences: [TrainingSequence], part: PatientSplit.Part?, outcome: OutcomeDefinition, threshold: Int,
        options: EvaluationOptions = EvaluationOptions()
    ) -> EvaluationFigures {
        let scored = sequences.filter { part == nil || $0.part == part }.map { sequence in
            ScoredStay(sequence, scores: sequence.news2.map(Double.init))
        }
        var options = options
        options.policy?.riskThreshold = nil
        (options.alertThreshold, options.predictsStay) = (nil, outcome.horizonHours == nil)
        return EvaluationFigures(
            scored: scored, threshold: Double(threshold), isProbability: false,
            hasUtility: NormalizedUtility.applies(to: outcome), options: options)
    }
}

extension ScoredStay {
    /// A stay with the scores of its steps.
    init(_ sequence: TrainingSequence, scores: [Double]) {
        self.init(
            labels: sequence.labels, scores: scores, hours: sequence.hours, stepHours: sequence.stepHours,
            firstEvent: sequence.firstEvent, patient: sequence.patient.identifier, age: sequence.age,
            sex: sequence.patient.sex, unit: sequence.unit)
    }
}
