public import ClinicalDomain

/// A stay as a model reads it before features are made of it: one short row for each step.
///
/// Features are many times as long, and quickly made anew.
public struct StepRows: Sendable {
    /// The steps on the grid.
    public let steps: [StepSequence.Element]
    /// What is true in each step, row-major: a value of each channel, then age, sex, hours and perhaps the unit; NaN
    /// where nothing is known.
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

    /// The largest strangeness of its values, see ``Familiarity``.
    public var strangeness: Double {
        var largest = 0.0
        for step in steps.indices {
            for (index, channel) in extractor.schema.channels.enumerated() {
                let value = values[step * extractor.rowSize + index]
                if !value.isNaN { largest = max(largest, Familiarity.strangeness(of: Double(value), in: channel)) }
            }
        }
        return largest
    }

    /// The features of some steps, row-major `[range, featureCount]`.
    ///
    /// - Parameter range: indices of ``steps``; a sequence must begin at the first.
    public func features(_ range: Range<Int>) -> [Float] {
        let width = extractor.featureCount
        return [Float](unsafeUninitializedCapacity: range.count * width) { features, count in
            values.withUnsafeBufferPointer { values in
                var state = extractor.initialState()
                for (place, index) in range.enumerated() {
                    if steps[index].isStart { state = extractor.initialState() }
                    extractor.advance(
                        &state,
                        row: .init(rebasing: values[(index * extractor.rowSize)..<((index + 1) * extractor.rowSize)]),
                        into: .init(rebasing: features[(place * width)..<((place + 1) * width)]))
                }
            }
            count = range.count * width
        }
    }
}
