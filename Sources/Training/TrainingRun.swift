public import ClinicalDomain
public import RecurrentNetworks
public import Scoring

/// The stays of a training run, all encoded by one schema and labelled by one outcome.
public struct TrainingRun: Sendable {
    /// The question.
    public let outcome: OutcomeDefinition
    /// What the models see.
    public let schema: SequenceSchema
    /// The stays.
    public let sequences: [TrainingSequence]
    /// SHA-256 of the data, in hexadecimal.
    public let dataDigest: String
    /// How the patients are dealt.
    public let split: PatientSplit

    /// A run of its parts.
    ///
    /// - Throws: ``TrainingError`` when a part lacks positive steps.
    public init(
        outcome: OutcomeDefinition, schema: SequenceSchema, sequences: [TrainingSequence], dataDigest: String,
        split: PatientSplit
    ) throws {
        guard !sequences.isEmpty else { throw TrainingError.noHistory }
        guard !schema.channels.isEmpty else { throw TrainingError.noChannels }
        for part in [PatientSplit.Part.training, .validation] {
            guard sequences.contains(where: { $0.part == part && $0.labels.contains(true) }) else {
                throw TrainingError.noEvents(part: part.rawValue, outcome: outcome.name)
            }
        }
        (self.outcome, self.schema, self.sequences, self.dataDigest) = (outcome, schema, sequences, dataDigest)
        self.split = split
    }

    /// Trains one network and makes a complete model of it: calibrated, with a threshold, and measured on the test
    /// patients.
    ///
    /// - Parameters:
    ///   - name: the name of the model.
    ///   - kind: the network.
    ///   - options: how to train.
    ///   - trained: the time to record.
    ///   - shouldStop: asked between batches.
    ///   - progress: told after every epoch.
    public func candidate(
        name: String, kind: CellKind, options: TrainingOptions, trained: Instant, shouldStop: () -> Bool,
        progress: (EpochReport) -> Void
    ) throws -> RiskModel {
        let network = try NetworkTrainer(kind: kind, options: options).train(
            on: sequences, featureCount: schema.featureCount, shouldStop: shouldStop, progress: progress)
        let validation = try NetworkTrainer.logits(of: network, sequences: sequences, part: .validation)
        let (logits, labels) = NetworkTrainer.askedSteps(validation, sequences, part: .validation)
        var model = RiskModel(
            name: name, outcome: outcome, schema: schema, networks: [network],
            calibration: PlattScaling.fit(logits: logits, labels: labels), threshold: 0.5,
            provenance: RiskModel.Provenance(
                trained: trained, seed: options.seed, dataDigest: dataDigest,
                patients: PatientSplit.Part.allCases.map { part in sequences.count { $0.part == part } },
                metrics: [:], split: split))
        let scored = zip(sequences, validation).filter { $0.0.part == .validation }.map { sequence, logits in
            ScoredStay(labels: sequence.labels, scores: logits.map { model.probability(ofLogit: $0) })
        }
        model.threshold = ThresholdChoice.threshold(for: outcome, stays: scored)
        // Never below what counts as a positive step: a budget need not be used up.
        model.alertThreshold = max(
            model.threshold,
            AlertBudget.standard.threshold(
                stays: scored.map(\.scores), stepHours: Double(schema.timeStepSeconds) / 3600))
        model.provenance.metrics = try ModelEvaluation(model: model, sequences: sequences, part: .validation)
            .figures.metrics(prefix: "validation")
        let test = try ModelEvaluation(model: model, sequences: sequences, part: .test)
        model.provenance.metrics.merge(test.figures.metrics(prefix: "test")) { $1 }
        return model
    }
}
