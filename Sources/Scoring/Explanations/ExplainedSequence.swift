internal import ClinicalDomain
internal import RecurrentNetworks

/// The newest sequence of a stay as the model sees it, and as it would have been with average values.
struct ExplainedSequence {
    /// At most so many latest steps are explained; what was before them is in the state they begin with.
    static let maximumSteps = 96

    let model: RiskModel
    let channelOfFeature: [ChannelID?]
    /// Start of every explained step.
    let steps: [Instant]
    /// `[T, D]`.
    let features: [Float]
    /// `[T, D]`, with the mean of the training patients for every value of every channel.
    let baseline: [Float]
    /// By network, `[stateSize]`; nil where the explained steps begin with the sequence.
    let initialStates: [[Float]?]

    /// Encodes the stay twice.
    ///
    /// - Returns: nil for a stay without any step, and for features that are not finite.
    init?(timeline: ObservationTimeline, subject: Delivery.Subject, model: RiskModel) {
        let extractor = FeatureExtractor(schema: model.schema)
        let seen = EncodedSequence(timeline: timeline, subject: subject, extractor: extractor)
        guard let start = seen.steps.lastIndex(where: \.isStart) else { return nil }
        var averaged = timeline
        for channel in model.schema.channels {
            averaged = averaged.replacingValues(of: channel.id, with: channel.mean)
        }
        let average = EncodedSequence(timeline: averaged, subject: subject, extractor: extractor)
        let size = model.schema.featureCount
        let first = max(start, seen.steps.count - Self.maximumSteps)
        self.model = model
        channelOfFeature = model.schema.channelOfFeature
        steps = seen.steps[first...].map { timeline.grid.start(of: $0.step) }
        features = Array(seen.features[(first * size)...])
        baseline = Array(average.features[(first * size)...])
        let before = Array(seen.features[(start * size)..<(first * size)])
        guard (features + baseline + before).allSatisfy(\.isFinite) else { return nil }
        initialStates = model.networks.map { before.isEmpty ? nil : Self.state(of: $0, after: before) }
    }

    private static func state(of network: RecurrentNetwork<Float>, after features: [Float]) -> [Float]? {
        let architecture = network.architecture
        guard let batch = try? SequenceBatch(inputSize: architecture.inputSize, inputs: [features]) else { return nil }
        return try? BackpropagationThroughTime(architecture: architecture)
            .forwardWithStates(network: network, batch: batch).states
    }
}
