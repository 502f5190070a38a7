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

    /// Trains one network.
    ///
    /// - Parameters:
    ///   - trainer: the network and how to train it.
    ///   - shouldStop: asked between batches.
    ///   - resuming: where an interrupted training of the same on the same was.
    ///   - checkpoint: gets where the training is after every epoch.
    ///   - progress: told after every epoch.
    public func network(
        _ trainer: NetworkTrainer, shouldStop: () -> Bool, resuming: TrainingProgress? = nil,
        checkpoint: (TrainingProgress) throws -> Void = { _ in }, progress: (EpochReport) -> Void
    ) throws -> RecurrentNetwork<Float> {
        try trainer.train(
            on: sequences, featureCount: schema.featureCount, shouldStop: shouldStop, resuming: resuming,
            checkpoint: checkpoint, progress: progress)
    }

    /// Makes a complete model of trained networks: calibrated, with a threshold, and measured on the test patients.
    ///
    /// - Parameters:
    ///   - networks: one, or those of an ensemble.
    ///   - name: the name of the model.
    ///   - seed: the seed to record.
    ///   - trained: the time to record.
    public func model(
        of networks: [RecurrentNetwork<Float>], name: String, seed: UInt64, trained: Instant
    ) throws -> RiskModel {
        var model = RiskModel(
            name: name, outcome: outcome, schema: schema, networks: networks, calibration: RiskModel.Calibration(),
            threshold: 0.5,
            provenance: RiskModel.Provenance(
                trained: trained, seed: seed, dataDigest: dataDigest,
                patients: PatientSplit.Part.allCases.map { part in sequences.count { $0.part == part } },
                metrics: [:], split: split))
        let validation = try NetworkTrainer.logits(of: model, sequences: sequences, part: .validation)
        let (logits, labels) = NetworkTrainer.askedSteps(validation, sequences, part: .validation)
        model.calibration = PlattScaling.fit(logits: logits, labels: labels)
        let scored = zip(sequences, validation).filter { $0.0.part == .validation }.map { sequence, logits in
            ScoredStay(sequence, scores: logits.map { model.probability(ofLogit: $0) })
        }
        model.threshold = ThresholdChoice.threshold(for: outcome, stays: scored)
        // Never below what counts as a positive step: a budget need not be used up.
        model.alertThreshold = max(
            model.threshold,
            AlertBudget.standard.threshold(stays: scored))
        model.provenance.metrics = try ModelEvaluation(model: model, sequences: sequences, part: .validation)
            .figures.metrics(prefix: "validation")
        let test = try ModelEvaluation(model: model, sequences: sequences, part: .test)
        model.provenance.metrics.merge(test.figures.metrics(prefix: "test")) { $1 }
        return model
    }
}
