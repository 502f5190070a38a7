public import ClinicalDomain
internal import RecurrentNetworks

/// A network unfolded over the newest steps of one patient's sequence: inputs, activations, outputs, and the gradient
/// that flows back from the newest step.
///
/// With l the calibrated log-odds of the risk at the newest step T and h_t the activations of a layer, the error flow
/// is ‖∂L/∂h_t‖ of the ``Objective`` L, and the attribution of an input at step t the sum of ∂l/∂x · x over its
/// features x. That product is the first-order share of x in l as seen from x = 0, which stands for the mean of the
/// training patients; shares need not add up, because a network is not linear. (Gradient × input is one of the methods
/// compared in Shrikumar, Greenside and Kundaje, "Learning important features through propagating activation
/// differences", ICML 2017.) Everything is computed in `Double` by the plain reference, over the whole sequence; only
/// the newest steps are kept.
public struct UnfoldedSequence: Sendable, Encodable {
    /// What is differentiated.
    public enum Objective: String, Sendable, Encodable {
        /// L = l, where the label of the newest step is not known.
        case logOdds
        /// L = −ln p for a label of 1, with p = σ(l).
        case crossEntropyOfPositive
        /// L = −ln(1 − p) for a label of 0.
        case crossEntropyOfNegative
    }

    /// What the network is told about one quantity.
    public struct Input: Sendable, Encodable {
        /// The name of the channel, or `age`, `sex` or `clock`.
        public let name: String
        /// UCUM; empty for what is no channel.
        public let unit: String
        /// The value measured within each step, in ``unit``; nil where there was none.
        public let measured: [Double?]
        /// What the network reads as the value of each step, standardized; nil before the first one.
        public let standardized: [Double?]
        /// Σ ∂l/∂x · x over the features of each step, in log-odds.
        public let attribution: [Double]
    }

    /// What went through one layer.
    public struct Layer: Sendable, Encodable {
        /// The layer, 0 reads the inputs.
        public let layer: Int
        /// h by step and unit.
        public let activations: [[Double]]
        /// ‖∂L/∂h‖ by step.
        public let errorNorms: [Double]
    }

    /// The name of the model.
    public let model: String
    /// The kind of its cells.
    public let network: String
    /// What it foresees.
    public let outcome: String
    /// How far ahead, in hours; nil for the whole stay.
    public let horizonHours: Double?
    /// The patient's identifier.
    public let patient: String
    /// The visit number; may be empty.
    public let visit: String
    /// The length of a step in seconds.
    public let stepSeconds: Int
    /// The beginning of each step, oldest first.
    public let steps: [Instant]
    /// Steps of the sequence before these.
    public let earlierSteps: Int
    /// The calibrated risk of each step.
    public let probabilities: [Double]
    /// The probability from which on a step counts as positive.
    public let threshold: Double
    /// The probability from which on an alert is raised.
    public let alertThreshold: Double
    /// What is differentiated at the newest step.
    public let objective: Objective
    /// The inputs in the order of the features.
    public let inputs: [Input]
    /// Layer by layer, bottom first.
    public let layers: [Layer]

    /// Unfolds a model over a stay.
    ///
    /// - Parameters:
    ///   - model: the model; it reads forward in time only, as every risk model does.
    ///   - history: the stay; its last sequence without a long gap is taken.
    ///   - until: the newest step is the last that begins at or before this time; nil for the last of all.
    ///   - stepCount: at most so many steps, at least 1.
    ///   - label: the label of a step by its beginning; nil where it is not known.
    /// - Returns: nil if no step begins by then.
    /// - Throws: `NetworkError` for a network whose features are not finite.
    public init?(
        model: RiskModel, history: EncounterHistory, until: Instant? = nil, stepCount: Int,
        label: (Instant) -> Bool?
    ) throws {
        precondition(stepCount >= 1, "\(stepCount) steps")
        let extractor = FeatureExtractor(schema: model.schema)
        let grid = extractor.grid
        let timeline = ObservationTimeline(grid: grid, observations: history.observations)
        let encoded = EncodedSequence(timeline: timeline, subject: history.subject, extractor: extractor)
        let end =
            encoded.steps.firstIndex { until.map(grid.start(of: $0.step).isAfter) ?? false } ?? encoded.steps.count
        guard let start = encoded.steps[..<end].lastIndex(where: \.isStart) else { return nil }
        let size = model.schema.featureCount
        let features = encoded.features[(start * size)..<(end * size)].map { Double($0) }
        let (length, shown) = (end - start, min(stepCount, end - start))

        let zeros = [Double](repeating: 0, count: length)
        let flow = try GradientFlow(
            network: RecurrentNetwork<Double>(model.onlyNetwork(to: "be drawn")),
            batch: SequenceBatch(
                inputSize: size, targetSize: 1, inputs: [features], targets: [zeros], lossWeights: [zeros]),
            dLogits: zeros.dropLast() + [model.calibration.scale])
        let window = (length - shown)..<length

        (self.model, network, outcome) = (model.name, model.networkName, model.outcome.name)
        horizonHours = model.outcome.horizonHours
        (patient, visit) = (history.patient.identifier, history.encounter.visitNumber)
        stepSeconds = model.schema.timeStepSeconds
        let numbers = encoded.steps[(end - shown)..<end].map(\.step)
        steps = numbers.map(grid.start)
        earlierSteps = length - shown
        let probabilities = window.map { model.probability(ofLogit: Float(flow.logits[$0])) }
        self.probabilities = probabilities
        (threshold, alertThreshold) = (model.threshold, model.alertThreshold)
        let label = label(grid.start(of: numbers[shown - 1]))
        objective = label.map { $0 ? .crossEntropyOfPositive : .crossEntropyOfNegative } ?? .logOdds
        // ∂L/∂l is p − y.
        let factor = label.map { abs(probabilities[shown - 1] - ($0 ? 1 : 0)) } ?? 1
        layers = flow.layers.map { layer in
            let norms = layer.norms
            return Layer(
                layer: layer.layer,
                activations: window.map {
                    Array(layer.activations[($0 * layer.hiddenSize)..<(($0 + 1) * layer.hiddenSize)])
                },
                errorNorms: window.map { factor * norms[$0] })
        }
        inputs = Self.inputs(
            model.schema, numbers, timeline, since: grid.start(of: encoded.steps[start].step),
            features: Array(features[(window.lowerBound * size)...]),
            gradients: Array(flow.dInputs[(window.lowerBound * size)...]))
    }

    /// The parts of `[steps, featureCount]` that belong to each quantity, in the order of ``SequenceSchema``.
    private static func inputs(
        _ schema: SequenceSchema, _ steps: [Int], _ timeline: ObservationTimeline, since first: Instant,
        features: [Double], gradients: [Double]
    ) -> [Input] {
        func attribution(_ columns: Range<Int>) -> [Double] {
            steps.indices.map { step in
                columns.reduce(0) { sum, column in
                    let index = step * schema.featureCount + column
                    return sum + gradients[index] * features[index]
                }
            }
        }
        let columns = schema.columns
        var inputs = zip(schema.channels, columns).map { channel, column in
            Input(
                name: channel.id.rawValue, unit: ChannelTable.standard[channel.id]?.unit ?? "",
                measured: steps.map { step in
                    let (start, end) = (timeline.grid.start(of: step), timeline.grid.end(of: step))
                    return timeline.last(channel.id, before: end, from: start)?.value
                },
                standardized: steps.map { step in
                    timeline.last(channel.id, before: timeline.grid.end(of: step), from: first).map {
                        max(-5, min(5, ($0.value - channel.mean) / channel.deviation))
                    }
                },
                attribution: attribution(column.range))
        }
        // A quantity in levels has no one number: what is drawn is the share of its levels that are reached.
        for (name, range) in columns.dropFirst(inputs.count) {
            let values = steps.indices.map { step in
                range.reduce(0) { $0 + features[step * schema.featureCount + $1] } / Double(range.count)
            }
            inputs.append(
                Input(
                    name: name, unit: "", measured: steps.map { _ in nil }, standardized: values,
                    attribution: attribution(range)))
        }
        return inputs
    }
}

extension Instant {
    fileprivate func isAfter(_ other: Instant) -> Bool { other < self }
}
