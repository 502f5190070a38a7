public import ClinicalDomain

/// A stay as a model sees it: its steps with their features, cut at long gaps.
public struct EncodedSequence: Sendable {
    /// The steps on the grid.
    public let steps: [StepSequence.Element]
    /// The features, row-major `[steps, featureCount]`.
    public let features: [Float]

    /// Encodes a whole stay.
    public init(
        timeline: ObservationTimeline, subject: Delivery.Subject, extractor: FeatureExtractor
    ) {
        let rows = StepRows(timeline: timeline, subject: subject, extractor: extractor)
        (steps, features) = (rows.steps, rows.features(rows.steps.indices))
    }
}
