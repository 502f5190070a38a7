internal import Foundation
public import RecurrentNetworks
public import Scoring

/// Trains one network on the training patients and keeps the weights of the epoch that did best on the validation
/// patients.
///
/// Every step of a stay has its own target (many-to-many); steps that are not asked about are masked out of the loss.
/// Where all others count alike, positive steps weigh √(negatives / positives), which speeds up learning of rare
/// outcomes; calibration on the validation patients takes the bias back that this brings.
public struct NetworkTrainer: Sendable {
    /// A piece of a stay without a long gap: what the network reads from an empty state on.
    struct Segment {
        let sequence: Int
        let range: Range<Int>
    }

    /// The networks that are trained where none is named.
    public static let standardKinds: [CellKind] = [.elman, .jordan, .elmanJordan, .lstm]

    /// The network that is trained.
    public let kind: CellKind
    /// Which of several networks of the kind, from 1; each draws other numbers.
    public let member: Int
    /// How it is trained.
    public let options: TrainingOptions
    /// The fold of cross-fitting that validates it; nil for the validation patients of the split.
    public let fold: Int?

    /// The network whose weights are trained on; nil to start from random ones.
    public let start: RecurrentNetwork<Float>?

    /// A trainer for one kind of network.
    public init(
        kind: CellKind, member: Int = 1, options: TrainingOptions, fold: Int? = nil,
        start: RecurrentNetwork<Float>? = nil
    ) {
        (self.kind, self.member, self.options) = (kind, member, options)
        (self.fold, self.start) = (fold, start)
    }

    private var seed: UInt64 { options.seed &+ UInt64(member - 1) &* 0x9e37_79b9_7f4a_7c15 }

    /// Trains.
    ///
    /// - Parameters:
    ///   - sequences: all stays; only the training and validation parts are read.
    ///   - featureCount: features of a step.
    ///   - shouldStop: asked between batches; when it says yes, the best epoch so far is the result.
    ///   - resuming: where an interrupted training of the same on the same was; the result has the same bits as without
    ///     the interruption.
    ///   - checkpoint: gets where the training is after every epoch.
    ///   - progress: told after every epoch.
    /// - Returns: the weights of the best epoch.
    /// - Throws: ``TrainingError``, or a `NetworkError` for values that are not finite.
    public func train(
        on sequences: [TrainingSequence], featureCount: Int, shouldStop: () -> Bool = { false },
        resuming: TrainingProgress? = nil, checkpoint: (TrainingProgress) throws -> Void = { _ in },
        progress: (EpochReport) -> Void
    ) throws -> RecurrentNetwork<Float> {
        let architecture =
            try start?.architecture
            ?? NetworkArchitecture(
                cell: kind, inputSize: featureCount, hiddenSize: options.hiddenSize, outputSize: 1,
                layerCount: options.layerCount, dropout: options.layerCount > 1 ? options.dropout : 0,
                windowSize: kind == .feedForward ? options.windowSize : 1)
        let training = Self.segments(of: sequences, part: .training)
        let validation = Self.segments(of: sequences, part: .validation)
        let batchesPerEpoch = (training.count + options.batchSize - 1) / options.batchSize
        let positiveWeight = try Self.positiveWeight(sequences)
        var trainer =
            try resuming?.trainer(threadCount: options.threadCount)
            ?? Trainer(
                network: start ?? RecurrentNetwork<Float>(architecture: architecture, seed: seed),
                loss: .binaryCrossEntropy(positiveWeight: positiveWeight),
                optimizer: .adamW(learningRate: options.learningRate, weightDecay: options.weightDecay),
                options: TrainerOptions(
                    schedule: .cosine(
                        warmUp: batchesPerEpoch / 2, total: max(1, options.maximumEpochs * batchesPerEpoch), floor: 0.02
                    ),
                    gradientNormLimit: GradientNormLimit(options.gradientNormLimit),
                    earlyStopping: EarlyStopping(patience: options.patience), seed: seed
                ),
                threadCount: options.threadCount)
        var best = try resuming?.best(architecture: architecture)
        var epochsDone = resuming?.epoch ?? 0
        epochs: while epochsDone < options.maximumEpochs, !trainer.shouldStop {
            let epoch = epochsDone + 1
            var epochLoss = BatchLoss()
            for batch in batches(training, shuffledBy: &trainer.generator) {
                if shouldStop() { break epochs }
                do {
                    epochLoss += try trainer.train(onBatch: Self.batch(batch, sequences, featureCount))
                } catch NetworkError.divergence {
                    throw TrainingError.diverged(network: kind.rawValue, epoch: epoch)
                }
            }
            let logits = try Self.logits(of: trainer.network, segments: validation, sequences: sequences)
            let (scores, labels) = Self.askedSteps(logits, sequences, part: .validation)
            let auprc = BinaryClassificationMetrics.auprc(scores: scores, labels: labels) ?? 0
            let validationLoss = Self.loss(logits, sequences, part: .validation, positiveWeight: positiveWeight)
            let isBest = trainer.record(validationScore: validationLoss)
            if isBest { best = trainer.network }
            progress(
                EpochReport(
                    network: kind, member: member, epoch: epoch, maximumEpochs: options.maximumEpochs,
                    trainingLoss: epochLoss.mean, validationLoss: validationLoss, validationAUPRC: auprc,
                    validationAUROC: BinaryClassificationMetrics.auroc(scores: scores, labels: labels) ?? 0.5,
                    isBest: isBest))
            epochsDone = epoch
            try checkpoint(TrainingProgress(epoch: epoch, trainer: trainer, best: best))
        }
        guard let best else { throw TrainingError.interrupted(network: kind.rawValue) }
        return best
    }

    /// The raw output of a network at every step of the stays of a part (or of all stays), by stay.
    public static func logits(
        of network: RecurrentNetwork<Float>, sequences: [TrainingSequence], part: PatientSplit.Part?
    ) throws -> [[Float]] {
        try logits(of: network, segments: segments(of: sequences, part: part), sequences: sequences)
    }

    /// The raw output of a model at every step of the stays of a part (or of all stays), by stay.
    public static func logits(
        of model: RiskModel, sequences: [TrainingSequence], part: PatientSplit.Part?
    ) throws -> [[Float]] {
        try meanLogits(of: model.networks, sequences: sequences, part: part)
    }

    /// The mean raw output of some networks at every step of the stays of a part (or of all stays), by stay.
    static func meanLogits(
        of networks: [RecurrentNetwork<Float>], sequences: [TrainingSequence], part: PatientSplit.Part? = nil
    ) throws -> [[Float]] {
        var sum: [[Float]] = []
        for network in networks {
            let logits = try logits(of: network, sequences: sequences, part: part)
            sum = sum.isEmpty ? logits : zip(sum, logits).map { zip($0, $1).map(+) }
        }
        return sum.map { logits in logits.map { $0 / Float(networks.count) } }
    }

    /// The scores and labels of the steps that the outcome asks about, in the order of the stays.
    static func askedSteps(
        _ logits: [[Float]], _ sequences: [TrainingSequence], part: PatientSplit.Part
    ) -> (scores: [Double], labels: [Bool]) {
        var scores: [Double] = []
        var labels: [Bool] = []
        for (sequence, logits) in zip(sequences, logits) where sequence.part == part {
            for (label, logit) in zip(sequence.labels, logits) {
                guard let label else { continue }
                scores.append(Double(logit))
                labels.append(label)
            }
        }
        return (scores, labels)
    }

    /// The mean loss of the steps of a part.
    private static func loss(
        _ logits: [[Float]], _ sequences: [TrainingSequence], part: PatientSplit.Part, positiveWeight: Double
    ) -> Double {
        var (sum, weights) = (0.0, 0.0)
        for (sequence, logits) in zip(sequences, logits) where sequence.part == part {
            for (target, logit) in zip(sequence.targets, logits) where target.weight > 0 {
                let (weight, value, logit) = (Double(target.weight), Double(target.value), Double(logit))
                // −p y ln σ(l) − (1 − y) ln(1 − σ(l)), without overflow.
                let softplus = max(logit, 0) + log1p(exp(-abs(logit)))
                sum += weight * (positiveWeight * value * (softplus - logit) + (1 - value) * softplus)
                weights += weight
            }
        }
        return weights > 0 ? sum / weights : 0
    }

    private static func logits(
        of network: RecurrentNetwork<Float>, segments: [Segment], sequences: [TrainingSequence]
    ) throws -> [[Float]] {
        var result = sequences.map { [Float](repeating: 0, count: $0.length) }
        let engine = BackpropagationThroughTime<Float>(architecture: network.architecture)
        let byLength = segments.sorted { $0.range.count > $1.range.count }
        for start in stride(from: 0, to: byLength.count, by: 64) {
            let chunk = Array(byLength[start..<min(start + 64, byLength.count)])
            let batch = try batch(chunk, sequences, network.architecture.inputSize)
            let logits = try engine.forward(network: network, batch: batch)
            for (column, segment) in chunk.enumerated() {
                for (time, step) in segment.range.enumerated() {
                    result[segment.sequence][step] = logits[time * chunk.count + column]
                }
            }
        }
        return result
    }

    private static func segments(of sequences: [TrainingSequence], part: PatientSplit.Part?) -> [Segment] {
        sequences.indices.flatMap { index -> [Segment] in
            let sequence = sequences[index]
            guard sequence.length > 0, part == nil || sequence.part == part else { return [] }
            return sequence.starts.indices.map { position in
                let end = position + 1 < sequence.starts.count ? sequence.starts[position + 1] : sequence.length
                return Segment(sequence: index, range: sequence.starts[position]..<end)
            }
        }
    }

    private static func positiveWeight(_ sequences: [TrainingSequence]) throws -> Double {
        var (positives, negatives, isWeighted) = (0.0, 0.0, false)
        for sequence in sequences where sequence.part == .training {
            for target in sequence.targets where target.weight > 0 {
                if target.value > 0 { positives += 1 } else { negatives += 1 }
                isWeighted = isWeighted || target.weight != 1
            }
        }
        guard positives > 0 else { throw TrainingError.noEvents(part: "training", outcome: "asked for") }
        return isWeighted ? 1 : max(1, (negatives / positives).squareRoot())
    }

    /// Batches of segments of similar length, in random order: sorted within random blocks of 16 batches.
    private func batches(_ segments: [Segment], shuffledBy generator: inout CounterBasedGenerator) -> [[Segment]] {
        let shuffled = segments.shuffled(using: &generator)
        let block = options.batchSize * 16
        var result: [[Segment]] = []
        for start in stride(from: 0, to: shuffled.count, by: block) {
            let sorted = shuffled[start..<min(start + block, shuffled.count)].sorted { $0.range.count < $1.range.count }
            for first in stride(from: 0, to: sorted.count, by: options.batchSize) {
                result.append(Array(sorted[first..<min(first + options.batchSize, sorted.count)]))
            }
        }
        return result.shuffled(using: &generator)
    }

    private static func batch(
        _ segments: [Segment], _ sequences: [TrainingSequence], _ featureCount: Int
    ) throws -> SequenceBatch<Float> {
        try SequenceBatch(
            inputSize: featureCount, targetSize: 1,
            inputs: segments.map { sequences[$0.sequence].rows.features($0.range) },
            targets: segments.map { sequences[$0.sequence].targets[$0.range].map(\.value) },
            lossWeights: segments.map { sequences[$0.sequence].targets[$0.range].map(\.weight) })
    }
}
