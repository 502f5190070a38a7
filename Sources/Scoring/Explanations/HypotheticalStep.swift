internal import ClinicalDomain

/// The newest step of a stay, to be scored again with other values: one forward pass of one step for each question.
struct HypotheticalStep {
    private let model: RiskModel
    private let timeline: ObservationTimeline
    private let subject: Delivery.Subject
    private let extractor: FeatureExtractor
    private let step: Int
    private let featureState: FeatureExtractor.State
    private let networkState: RiskModel.State
    /// Forward passes since the beginning.
    private(set) var passCount = 0

    /// Walks to the state before the newest step; nil for a stay without any step.
    init?(timeline: ObservationTimeline, subject: Delivery.Subject, model: RiskModel) {
        (self.model, self.timeline, self.subject) = (model, timeline, subject)
        extractor = FeatureExtractor(schema: model.schema)
        let sequence = StepSequence(timeline, maximumGapSteps: model.schema.maximumGapSteps)
        guard let newest = timeline.steps.last else { return nil }
        step = newest
        var states = (features: extractor.initialState(), network: model.initialState())
        var last: Int?
        var features: [Float] = []
        while let element = sequence.element(after: last) {
            if element.isStart { states = (extractor.initialState(), model.initialState()) }
            if element.step == newest { break }
            features.removeAll(keepingCapacity: true)
            extractor.advance(
                &states.features, step: element.step, timeline: timeline, subject: subject, into: &features)
            _ = model.step(features, &states.network)
            last = element.step
        }
        (featureState, networkState) = states
    }

    /// The calibrated probability, had some channels just been measured with these values.
    mutating func probability(_ values: [(channel: ChannelID, value: Double)]) -> Double {
        passCount += 1
        var timeline = timeline
        // The last moment and the first rank: of all results in the step this one counts.
        let effective = timeline.grid.end(of: step).advanced(bySeconds: -0.001)
        for (channel, value) in values {
            timeline.apply(
                Observation(
                    key: Observation.Key(channel: channel, effective: effective, source: "hypothetical"), code: "",
                    value: value, issued: effective, rank: .min))
        }
        var (features, featureState, networkState) = ([Float](), featureState, networkState)
        extractor.advance(&featureState, step: step, timeline: timeline, subject: subject, into: &features)
        return model.probability(ofLogit: model.step(features, &networkState))
    }
}
