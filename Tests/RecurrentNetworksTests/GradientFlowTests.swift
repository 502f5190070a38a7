import Testing

@testable import RecurrentNetworks

/// The gradient by every hidden activation against central differences and where its norm is known.
struct GradientFlowTests {
    /// Sequences, in the order of a batch, whose whole loss is the mean squared error of every step.
    private static let data = TestBatch(inputSize: 3, outputSize: 2, lengths: [4, 7, 0, 5], seed: 41)

    private static func network(_ architecture: NetworkArchitecture) -> RecurrentNetwork<Double> {
        var network = RecurrentNetwork<Double>(architecture: architecture, seed: 42)
        var generator = CounterBasedGenerator(seed: 43)
        for index in network.parameters.indices { network.parameters[index] += 0.3 * generator.nextNormal() }
        return network
    }

    @Test(arguments: [CellKind.elman, .gru, .lstm])
    func `the gradient by h equals central differences of the rest of the sequence`(cell: CellKind) throws {
        let architecture = try NetworkArchitecture.small(cell)
        let network = Self.network(architecture)
        let (data, batchSize) = (Self.data, 4)
        let flow = try GradientFlow(network: network, batch: data.batch(), loss: .meanSquaredError)
        let weightSum = data.lossWeights.joined().reduce(0, +)
        let layout = ParameterLayout(architecture)
        let size = architecture.hiddenSize
        var worst = 0.0
        for (sequence, length) in [4, 7, 0, 5].enumerated() {
            var state = network.initialState()
            for step in 0..<length {
                _ = network.step(input: Array(data.inputs[sequence][(3 * step)..<(3 * step + 3)]), state: &state)
                for unit in 0..<size {
                    let place = (step * batchSize + sequence) * size + unit
                    #expect(abs(flow.layers[0].activations[place] - state[unit]) < 1e-12)
                    // The loss at this step and later ones, as a function of h after this step.
                    let difference = CentralDifference.derivative { offset in
                        var moved = state
                        moved[unit] += offset
                        var sum = 0.0
                        for later in step..<length {
                            var logits = [Double](repeating: 0, count: 2)
                            if later == step {
                                for output in 0..<2 {
                                    logits[output] = network.parameters[layout.headBias + output]
                                    for index in 0..<size {
                                        let weight = network.parameters[layout.headWeights + output * size + index]
                                        logits[output] += weight * moved[index]
                                    }
                                }
                            } else {
                                let input = Array(data.inputs[sequence][(3 * later)..<(3 * later + 3)])
                                logits = network.step(input: input, state: &moved)
                            }
                            for output in 0..<2 {
                                let error = logits[output] - data.targets[sequence][later * 2 + output]
                                sum += data.lossWeights[sequence][later] * error * error / 2
                            }
                        }
                        return sum / weightSum
                    }
                    worst = max(worst, abs(difference - flow.layers[0].gradients[place]))
                }
            }
        }
        print("\(cell.rawValue): gradient by h, largest error \(worst)")
        #expect(worst < 1e-9)
    }

    @Test(arguments: [CellKind.elman, .jordan, .elmanJordan], [false, true])
    func `in a stack, Wᵀ (φ' ⊙ dh) of the lowest layer equals central differences by the inputs`(
        cell: CellKind, isBidirectional: Bool
    ) throws {
        guard !isBidirectional || cell == .elman else { return }
        let architecture = try NetworkArchitecture(
            cell: cell, inputSize: 3, hiddenSize: 5, outputSize: 2, contextDecay: cell.feedsOutputBack ? 0.5 : 0,
            layerCount: 2, isBidirectional: isBidirectional)
        let network = Self.network(architecture)
        let flow = try GradientFlow(network: network, batch: Self.data.batch(), loss: .meanSquaredError)
        let engine = BackpropagationThroughTime<Double>(architecture: architecture, implementation: .reference)
        let shapes = ParameterLayout(architecture).layers
        #expect(flow.layers.map(\.layer) == shapes.map(\.layer))
        #expect(flow.layers.map(\.isReverse) == shapes.map(\.isReverse))
        var worst = 0.0
        for (sequence, length) in flow.lengths.enumerated() {
            for (step, feature) in (0..<length).flatMap({ step in (0..<3).map { (step, $0) } }) {
                var expected = 0.0
                for (layer, shape) in zip(flow.layers, shapes) where layer.layer == 0 {
                    for unit in 0..<5 {
                        let place = (step * 4 + sequence) * 5 + unit
                        let slope = 1 - layer.activations[place] * layer.activations[place]
                        expected +=
                            network.parameters[shape.inputWeights + unit * 3 + feature] * slope
                            * layer.gradients[place]
                    }
                }
                let difference = try CentralDifference.derivative { offset in
                    var moved = Self.data
                    moved.inputs[sequence][step * 3 + feature] += offset
                    return try engine.loss(network: network, batch: moved.batch(), loss: .meanSquaredError).mean
                }
                worst = max(worst, abs(difference - expected))
                worst = max(worst, abs(difference - flow.dInputs[(step * 4 + sequence) * 3 + feature]))
            }
        }
        print("\(cell.rawValue), \(isBidirectional ? "both directions" : "forward"): largest error \(worst)")
        #expect(worst < 1e-9)
    }

    @Test func `φ' ⊙ dh summed over the steps is the gradient by the bias, in every layer and direction`() throws {
        let architecture = try NetworkArchitecture(
            cell: .elman, inputSize: 3, hiddenSize: 5, outputSize: 2, layerCount: 3, isBidirectional: true)
        let network = Self.network(architecture)
        let batch: SequenceBatch<Double> = try Self.data.batch()
        let loss = Loss.binaryCrossEntropy(positiveWeight: 2)
        let flow = try GradientFlow(network: network, batch: batch, loss: loss)
        var gradients: [Double] = []
        _ = try BackpropagationThroughTime<Double>(architecture: architecture).lossAndGradients(
            network: network, batch: batch, loss: loss, gradients: &gradients)
        #expect(flow.layers.count == 6)
        for (layer, shape) in zip(flow.layers, ParameterLayout(architecture).layers) {
            for unit in 0..<5 {
                let sum = stride(from: unit, to: layer.gradients.count, by: 5).reduce(0.0) { sum, place in
                    let h = layer.activations[place]
                    return sum + (1 - h * h) * layer.gradients[place]
                }
                #expect(abs(sum - gradients[shape.bias + unit]) < 1e-12)
            }
        }
    }

    @Test(arguments: [1, 0.5, 1.25])
    func `without input the norm is multiplied with the gain of the recurrent weights at every step`(
        gain: Double
    ) throws {
        let architecture = try NetworkArchitecture(cell: .elman, inputSize: 1, hiddenSize: 8, outputSize: 1)
        var network = RecurrentNetwork<Double>(architecture: architecture, seed: 3, initialization: .orthogonal)
        let shape = ParameterLayout(architecture).layers[0]
        for index in 0..<64 { network.parameters[shape.recurrentWeights + index] *= gain }
        let steps = 60
        let zeros = [Double](repeating: 0, count: steps)
        let batch = try SequenceBatch<Double>(
            inputSize: 1, targetSize: 1, inputs: [zeros], targets: [zeros], lossWeights: [zeros])
        let flow = try GradientFlow(network: network, batch: batch, dLogits: zeros.dropLast() + [1])
        let norms = flow.layers[0].norms
        for distance in 0..<steps {
            let norm = norms[steps - 1 - distance]
            let expected = (0..<distance).reduce(norms[steps - 1]) { result, _ in result * gain }
            #expect(abs(norm / expected - 1) < 1e-12, "distance \(distance)")
        }
    }

    @Test func `an open forget gate carries the gradient over a hundred steps, small recurrent weights do not`() throws
    {
        var norms: [Double] = []
        for cell in [CellKind.elman, .lstm] {
            let architecture = try NetworkArchitecture(cell: cell, inputSize: 1, hiddenSize: 8, outputSize: 1)
            let network = RecurrentNetwork<Double>(
                architecture: architecture, seed: 4, initialization: .glorot, forgetGateBias: 6)
            var generator = CounterBasedGenerator(seed: 5)
            let inputs = (0..<100).map { _ in generator.nextNormal() }
            let targets = [Double](repeating: 1, count: 100)
            let batch = try SequenceBatch<Double>(
                inputSize: 1, targetSize: 1, inputs: [inputs], targets: [targets],
                lossWeights: [targets.dropLast().map { _ in 0 } + [1]])
            let flow = try GradientFlow(network: network, batch: batch, loss: .binaryCrossEntropy(positiveWeight: 1))
            norms.append(flow.layers[0].norms[0] / flow.layers[0].norms[99])
        }
        print("norm at the first step by that at the last: Elman \(norms[0]), LSTM \(norms[1])")
        #expect(norms[0] < 1e-6)
        #expect(norms[1] > 1e-2)
    }

    @Test func `norms by distance count from the last step that enters the loss of each sequence`() throws {
        let architecture = try NetworkArchitecture.small(.elman)
        var data = TestBatch(inputSize: 3, outputSize: 2, lengths: [3, 6, 2], seed: 6)
        // Of the second sequence step 3 is the last that counts, the third has no loss.
        data.lossWeights = [[0, 0, 1], [0, 1, 0, 1, 0, 0], [0, 0]]
        let flow = try GradientFlow(
            network: Self.network(architecture), batch: data.batch(), loss: .meanSquaredError)
        let (first, second) = (flow.layers[0].norms(ofSequence: 0), flow.layers[0].norms(ofSequence: 1))
        #expect(first.count == 6 && first[3...].allSatisfy { $0 == 0 })
        #expect(second[3] > 0 && second[4...].allSatisfy { $0 == 0 })
        #expect(flow.layers[0].norms(ofSequence: 2).allSatisfy { $0 == 0 })
        func root(_ a: Double, _ b: Double) -> Double { (a * a + b * b).squareRoot() }
        let expected = [
            root(first[2], second[3]), root(first[1], second[2]), root(first[0], second[1]), second[0], 0, 0,
        ]
        for (norm, expected) in zip(flow.normsByDistance(layer: 0), expected) { #expect(abs(norm - expected) < 1e-15) }
        for (step, norm) in flow.layers[0].norms.enumerated() {
            #expect(abs(norm - root(first[step], second[step])) < 1e-15)
        }
    }

    @Test func `an empty batch has an empty flow, and a batch of another size is refused`() throws {
        let network = Self.network(try NetworkArchitecture.small(.lstm))
        let empty = TestBatch(inputSize: 3, outputSize: 2, lengths: [], seed: 1)
        let flow = try GradientFlow(network: network, batch: empty.batch(), loss: .meanSquaredError)
        #expect(flow.stepCount == 0 && flow.layers[0].norms.isEmpty && flow.normsByDistance(layer: 0).isEmpty)
        let other = TestBatch(inputSize: 4, outputSize: 2, lengths: [2], seed: 1)
        #expect(throws: NetworkError.batchSizeMismatch(name: "inputSize", network: 3, batch: 4)) {
            try GradientFlow(network: network, batch: other.batch(), loss: .meanSquaredError)
        }
    }
}
