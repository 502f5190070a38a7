public import ClinicalDomain

/// A stay as a model sees it: its steps with their features, cut at long gaps.
public struct EncodedSequence: Sendable {
    /// The steps on the grid.
    public var steps: [StepSequence.Element] = []
    /// The features, row-major `[steps, featureCount]`.
    public var features: [Float] = []

    /// Encodes a whole stay.
    public init(
        timeline: ObservationTimeline, subject: Delivery.Subject, extractor: FeatureExtractor
    ) {
        let sequence = StepSequence(timeline, maximumGapSteps: extractor.schema.maximumGapSteps)
        var state = extractor.initialState()
        var last: Int?
        while let element = sequence.element(after: last) {
            if element.isStart { state = extractor.initialState() }
            extractor.advance(&state, step: element.step, timeline: timeline, subject: subject, into: &features)
            steps.append(element)
            last = element.step
        }
    }
}
