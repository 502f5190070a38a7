public import ClinicalDomain
public import Scoring
public import Store
public import Training

/// Measures models on stored history, with NEWS2 beside them on the same stays.
public struct EvaluationJob: Sendable {
    private let store: WardwatchStore

    /// A job on a store.
    public init(store: WardwatchStore) { self.store = store }

    /// Measures models.
    ///
    /// - Parameters:
    ///   - models: the models.
    ///   - part: on which patients; nil for all.
    ///   - options: what is measured beside the figures that cost little.
    /// - Returns: a line for each model, then NEWS2 at 5 and 7 for each outcome.
    public func run(
        models: [RiskModel], part: PatientSplit.Part?, options: EvaluationOptions = EvaluationOptions()
    ) throws -> [EvaluatedScorer] {
        var rows: [EvaluatedScorer] = []
        var baselines: [EvaluatedScorer] = []
        var encoded:
            (outcome: OutcomeDefinition, schema: SequenceSchema, split: PatientSplit, sequences: [TrainingSequence])?
        for model in models {
            // Of a cross-fitted model every patient validates, scored by the networks that left them out.
            let isHeldOut = part == .validation && model.folds != nil
            let parts: Set<PatientSplit.Part>? = isHeldOut ? [.training] : part.map { [$0] }
            // The patients that were unseen when this model was trained.
            let split = model.provenance.split ?? TrainingData.firstSplit
            if encoded?.outcome != model.outcome || encoded?.schema != model.schema || encoded?.split != split {
                let data = TrainingData(store: store, split: split)
                let sequences = try data.sequences(
                    outcome: model.outcome, schema: model.schema, parts: parts)
                encoded = (model.outcome, model.schema, split, sequences)
                if !baselines.contains(where: { $0.outcome.name == model.outcome.name }) {
                    baselines += [5, 7].map { threshold in
                        EvaluatedScorer(
                            news2Threshold: threshold, outcome: model.outcome, period: Self.period(sequences),
                            figures: NEWS2Evaluation.figures(
                                sequences: sequences, part: nil, outcome: model.outcome, threshold: threshold,
                                options: options))
                    }
                }
            }
            guard let sequences = encoded?.sequences, !sequences.isEmpty else {
                throw part.map { TrainingError.noPatients(part: $0.rawValue) } ?? .noHistory
            }
            let evaluation = try ModelEvaluation(
                model: model, sequences: sequences, part: part, options: options)
            rows.append(
                EvaluatedScorer(model: model, period: Self.period(sequences), figures: evaluation.figures))
        }
        return rows + baselines
    }

    /// Beginning of the first step of all and of the last.
    private static func period(_ sequences: [TrainingSequence]) -> ClosedRange<Instant>? {
        let periods = sequences.compactMap(\.period)
        guard let first = periods.map(\.lowerBound).min(), let last = periods.map(\.upperBound).max() else {
            return nil
        }
        return first...last
    }

    /// Replays the alert policy on the scores of a model for each of some budgets.
    ///
    /// - Returns: the rows.
    /// - Throws: `TrainingError/noHistory` when there are no such patients.
    public func backtest(
        _ model: RiskModel, budgets: [Double], part: PatientSplit.Part?, policy: AlertPolicy
    ) throws -> [AlertBacktest.Row] {
        let data = TrainingData(store: store, split: model.provenance.split ?? TrainingData.firstSplit)
        let isHeldOut = part == .validation && model.folds != nil
        let sequences = try data.sequences(
            outcome: model.outcome, schema: model.schema, parts: isHeldOut ? [.training] : part.map { [$0] })
        let scored = try ModelEvaluation.scored(model: model, sequences: sequences, part: part)
        guard !scored.isEmpty else { throw part.map { TrainingError.noPatients(part: $0.rawValue) } ?? .noHistory }
        guard let backtest = AlertBacktest(scored: scored, budgets: budgets, policy: policy) else {
            throw TrainingError.noHistory
        }
        return backtest.rows
    }
}
