public import ClinicalDomain

/// A stay as a model reads it before features are made of it: one short row for each step.
///
/// Features are many times as long, and quickly made anew.
public struct StepRows: Sendable {
    /// The steps on the grid.
    public let steps: [StepSequence.Element]
    /// What is true in each step, row-major `[steps, channels + 3]`, NaN where nothing is known.
    public let values: [Float]
    private let extractor: FeatureExtractor

    /// Reads a whole stay.
    public init(timeline: ObservationTimeline, subject: Delivery.Subject, extractor: FeatureExtractor) {
        let sequence = StepSequence(timeline, maximumGapSteps: extractor.schema.maximumGapSteps)
        var steps: [StepSequence.Element] = []
        var values: [Float] = []
        while let element = sequence.element(after: steps.last?.step) {
            extractor.read(step: element.step, timeline: timeline, subject: subject, into: &values)
            steps.append(element)
        }
        (self.steps, self.values, self.extractor) = (steps, values, extractor)
    }

    /// The features of some steps, row-major `[range, featureCount]`.
    ///
    /// - Parameter range: indices of ``steps``; a sequence must begin at the first.
    public func features(_ range: Range<Int>) -> [Float] {
        var features: [Float] = []
        features.reserveCapacity(range.count * extractor.schema.featureCount)
        var state = extractor.initialState()
        for index in range {
            if steps[index].isStart { state = extractor.initialState() }
            let row = values[(index * extractor.rowSize)..<((index + 1) * extractor.rowSize)]
            extractor.advance(&state, row: row, into: &features)
        }
        return features
    }
}
