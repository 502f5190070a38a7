internal import ClinicalDomain
internal import RecurrentNetworks
internal import Scoring
internal import Training

extension RetrainingJob.Request {
    /// What is asked for as a text, so that the same question is known again: everything that the weights depend on.
    public var settings: String {
        let fold = split.testFold.map { " fold=\($0.number)/\($0.count)" } ?? ""
        let cross = split.crossFoldCount.map { " crossFit=\($0)" } ?? ""
        let without = excludedChannels.map(\.rawValue).sorted().joined(separator: ",")
        let names = networks.map(\.rawValue).joined(separator: ",")
        return "outcome=\(outcome.name) networks=\(names) members=\(options.memberCount) hidden=\(options.hiddenSize) "
            + "layers=\(options.layerCount) dropout=\(options.dropout) window=\(options.windowSize) "
            + "epochs=\(options.maximumEpochs) patience=\(options.patience) batch=\(options.batchSize) "
            + "rate=\(options.learningRate) decay=\(options.weightDecay) norm=\(options.gradientNormLimit) "
            + "seed=\(options.seed) clock=\(includesClock) vitalSigns=\(vitalSignsOnly) "
            + "\(includesUnit ? "unit=true " : "")without=\(without) test=\(split.isWithoutTest != true)\(fold)\(cross) "
            + "budget=\(alertBudget.alertsPer100PatientDays)"
    }

    /// Whether the deadline has passed.
    var isOutOfTime: Bool { deadline.map { ContinuousClock.now >= $0 } ?? false }

    /// Whether the gate can compare models of the run: validation patients train in none of them.
    var hasStandardSplit: Bool { split == PatientSplit(seed: TrainingData.seed) }

    /// Whether models may see a channel.
    func sees(_ channel: Channel) -> Bool {
        (!vitalSignsOnly || channel.category == .vitalSign) && !excludedChannels.contains(channel.id)
    }
}
