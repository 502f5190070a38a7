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
        (self.outcome, self.schema, self.sequences, self.dataDigest) = (outcome, schema, sequences, dataDigest)
        self.split = split
        for fold in folds {
            let dealt = self.sequences(leavingOut: fold)
            for part in [PatientSplit.Part.training, .validation] {
                guard dealt.contains(where: { $0.part == part && $0.labels.contains(true) }) else {
                    throw TrainingError.noEvents(part: part.rawValue, outcome: outcome.name)
                }
            }
        }
    }

    /// The folds of cross-fitting; a single nil without it.
    private var folds: [Int?] { split.crossFoldCount.map { (1...$0).map(\.self) } ?? [nil] }

    /// The trainers of networks of some kinds: ``TrainingOptions/memberCount`` of each, for each fold of cross-fitting.
    public func trainers(of kinds: [CellKind], options: TrainingOptions) -> [NetworkTrainer] {
        kinds.flatMap { kind in
            folds.flatMap { fold in
                (1...options.memberCount).map { member in
                    NetworkTrainer(
                        kind: kind, member: ((fold ?? 1) - 1) * options.memberCount + member, options: options,
                        fold: fold)
                }
            }
        }
    }

    /// The stays where one fold of cross-fitting validates and the others train.
    private func sequences(leavingOut fold: Int?) -> [TrainingSequence] {
        guard let fold else { return sequences }
        return sequences.map { sequence in
            let isLeftOut =
                sequence.part == .training && split.crossFold(of: sequence.patient.identifier) == fold
            return isLeftOut ? sequence.moved(to: .validation) : sequence
        }
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
    ) throws -> TrainedNetwork {
        TrainedNetwork(
            network: try trainer.train(
                on: sequences(leavingOut: trainer.fold), featureCount: schema.featureCount, shouldStop: shouldStop,
                resuming: resuming, checkpoint: checkpoint, progress: progress),
            fold: trainer.fold)
    }

    /// Makes a complete model of trained networks: calibrated, with thresholds, and measured on the test patients.
    ///
    /// Calibration and thresholds are chosen on patients that the networks did not learn from: the validation patients,
    /// or with cross-fitting all who train, each scored by the networks that left them out.
    ///
    /// - Parameters:
    ///   - networks: one, or those of an ensemble.
    ///   - name: the name of the model.
    ///   - seed: the seed to record.
    ///   - trained: the time to record.
    ///   - budget: the alerts that people can live with.
    public func model(
        of networks: [TrainedNetwork], name: String, seed: UInt64, trained: Instant,
        budget: AlertBudget = .standard
    ) throws -> RiskModel {
        var model = RiskModel(
            name: name, outcome: outcome, schema: schema, networks: networks.map(\.network),
            calibration: RiskModel.Calibration(), threshold: 0.5,
            provenance: RiskModel.Provenance(
                trained: trained, seed: seed, dataDigest: dataDigest, patients: patientCounts, metrics: [:],
                split: split))
        let folds = networks.compactMap(\.fold)
        if folds.count == networks.count { model.folds = folds }
        let heldOut = try heldOut(by: networks)
        // An ensemble cannot be written as ONNX, so it may be calibrated by a curve, which cannot either.
        model.calibration =
            CalibrationChoice(
                stays: isAskedOnce ? heldOut.map(\.lastAsked) : heldOut, seed: split.seed,
                methods: networks.count == 1 ? [.none, .temperature, .platt] : CalibrationChoice.Method.allCases
            ).calibration
        let scored = heldOut.map { stay in
            stay.with(scores: stay.scores.map { model.probability(ofLogit: Float($0)) })
        }
        model.threshold = ThresholdChoice.threshold(for: outcome, stays: scored)
        // Never below what counts as a positive step: a budget need not be used up.
        model.alertThreshold = max(model.threshold, budget.threshold(stays: scored))
        model.strangenessLimit = Familiarity.limit(
            strangenesses: sequences.filter(isHeldOut).map(\.rows.strangeness))
        model.provenance.metrics = ModelEvaluation.figures(of: scored, model: model).metrics(prefix: "validation")
        if sequences.contains(where: { $0.part == .test }) {
            let test = try ModelEvaluation(model: model, sequences: sequences, part: .test)
            model.provenance.metrics.merge(test.figures.metrics(prefix: "test")) { $1 }
        }
        return model
    }

    /// Whether some network did not learn from the stay before it calibrates.
    private func isHeldOut(_ sequence: TrainingSequence) -> Bool {
        sequence.part == (split.crossFoldCount == nil ? .validation : .training)
    }

    /// Whether the outcome is one answer for the whole stay: its last step is what counts then.
    private var isAskedOnce: Bool { outcome.horizonHours == nil }

    /// Patients that were trained on, chosen on, and tested on; with cross-fitting the first two are the same.
    private var patientCounts: [Int] {
        let counts = PatientSplit.Part.allCases.map { part in sequences.count { $0.part == part } }
        return split.crossFoldCount == nil ? counts : [counts[0], counts[0], counts[2]]
    }

    /// The stays that calibrate, with the mean raw output of the networks that did not learn from them.
    public func heldOut(by networks: [TrainedNetwork]) throws -> [ScoredStay] {
        try Dictionary(grouping: networks, by: \.fold).sorted { $0.key ?? 0 < $1.key ?? 0 }.flatMap { fold, networks in
            let stays = sequences(leavingOut: fold).filter { $0.part == .validation }
            let logits = try NetworkTrainer.meanLogits(of: networks.map(\.network), sequences: stays)
            return zip(stays, logits).map { stay, logits in ScoredStay(stay, scores: logits.map { Double($0) }) }
        }
    }
}

/// A network with the fold of cross-fitting whose patients it did not learn from; nil for the validation patients.
public struct TrainedNetwork: Sendable {
    /// The network.
    public var network: RecurrentNetwork<Float>
    /// The fold, from 1 on.
    public var fold: Int?

    /// A network with its fold.
    public init(network: RecurrentNetwork<Float>, fold: Int? = nil) { (self.network, self.fold) = (network, fold) }
}
