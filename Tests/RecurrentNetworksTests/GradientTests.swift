import Testing

@testable import RecurrentNetworks

/// Central differences in `Double` against backpropagation.
struct GradientTests {
    static let lengths = [3, 7, 1, 5, 0, 5]

    @Test(arguments: CellKind.allCases, [Loss.binaryCrossEntropy(positiveWeight: 2.5), .meanSquaredError])
    func `the gradient by every parameter equals central differences`(cell: CellKind, loss: Loss) throws {
        let architecture = try NetworkArchitecture.small(cell)
        var network = RecurrentNetwork<Double>(architecture: architecture, seed: 11)
        // Biases start at zero and the context's share is small: make every path count.
        var generator = CounterBasedGenerator(seed: 12)
        for index in network.parameters.indices { network.parameters[index] += 0.4 * generator.nextNormal() }
        let batch: SequenceBatch<Double> = try TestBatch(
            inputSize: 3, outputSize: 2, lengths: Self.lengths, seed: 13
        ).batch()
        let backpropagation = BackpropagationThroughTime<Double>(architecture: architecture)
        var gradients: [Double] = []
        _ = try backpropagation.lossAndGradients(network: network, batch: batch, loss: loss, gradients: &gradients)

        var worst = 0.0
        for index in network.parameters.indices {
            let difference = try centralDifference { offset in
                var moved = network
                moved.parameters[index] += offset
                return try backpropagation.loss(network: moved, batch: batch, loss: loss).mean
            }
            worst = max(worst, relativeError(gradients[index], difference))
        }
        print("\(cell.rawValue), \(loss): \(gradients.count) parameters, largest relative error \(worst)")
        #expect(worst < 1e-6)
    }

    @Test(arguments: CellKind.allCases)
    func `the gradients by inputs and initial states equal central differences`(cell: CellKind) throws {
        let architecture = try NetworkArchitecture.small(cell)
        let network = RecurrentNetwork<Double>(architecture: architecture, seed: 21)
        let data = TestBatch(inputSize: 3, outputSize: 2, lengths: Self.lengths, seed: 22)
        let batch: SequenceBatch<Double> = try data.batch()
        var generator = CounterBasedGenerator(seed: 23)
        func normal(_ count: Int) -> [Double] { (0..<count).map { _ in generator.nextNormal() } }
        let rows = batch.sequenceLength * batch.batchSize
        let dLogits = normal(rows * 2)
        let dHidden = normal(rows * architecture.hiddenSize)
        let states = normal(batch.batchSize * architecture.stateSize)
        let backpropagation = BackpropagationThroughTime<Double>(architecture: architecture)
        let gradients = try backpropagation.gradients(
            network: network, batch: batch, dLogits: dLogits, dHidden: dHidden, initialStates: states)

        // The loss whose derivatives by logits and hidden activations are the numbers above.
        func loss(_ batch: SequenceBatch<Double>, _ states: [Double]) throws -> Double {
            let trace = try backpropagation.trace(network: network, batch: batch, initialStates: states)
            return zip(trace.logits, dLogits).reduce(0) { $0 + $1.0 * $1.1 }
                + zip(trace.hidden, dHidden).reduce(0) { $0 + $1.0 * $1.1 }
        }
        var worst = 0.0
        for index in states.indices {
            let difference = try centralDifference { offset in
                var moved = states
                moved[index] += offset
                return try loss(batch, moved)
            }
            worst = max(worst, relativeError(gradients.initialStates[index], difference))
        }
        for sequence in data.inputs.indices {
            for index in data.inputs[sequence].indices {
                let difference = try centralDifference { offset in
                    var moved = data
                    moved.inputs[sequence][index] += offset
                    return try loss(moved.batch(), states)
                }
                let place = (index / 3 * batch.batchSize + sequence) * 3 + index % 3
                worst = max(worst, relativeError(gradients.inputs[place], difference))
            }
        }
        print("\(cell.rawValue): inputs and initial states, largest relative error \(worst)")
        #expect(worst < 1e-6)
    }

    @Test(arguments: CellKind.allCases)
    func `Float gradients equal Double gradients`(cell: CellKind) throws {
        let architecture = try NetworkArchitecture.small(cell, inputSize: 7, hiddenSize: 19, outputSize: 3)
        let data = TestBatch(inputSize: 7, outputSize: 3, lengths: [4, 12, 9, 12, 1], seed: 31)
        let loss = Loss.binaryCrossEntropy(positiveWeight: 1)
        var single: [Float] = []
        var double: [Double] = []
        let singleLoss = try BackpropagationThroughTime(architecture: architecture).lossAndGradients(
            network: RecurrentNetwork<Float>(architecture: architecture, seed: 5), batch: data.batch(), loss: loss,
            gradients: &single)
        let doubleLoss = try BackpropagationThroughTime(architecture: architecture).lossAndGradients(
            network: RecurrentNetwork<Double>(architecture: architecture, seed: 5), batch: data.batch(), loss: loss,
            gradients: &double)
        let difference = largestDifference(single, double)
        print("\(cell.rawValue): Float and Double gradients differ by at most \(difference)")
        #expect(difference < 2e-6)
        #expect(abs(singleLoss.mean - doubleLoss.mean) < 2e-6)
    }

    @Test(arguments: CellKind.allCases)
    func `inputs and targets after the last counted step do not matter`(cell: CellKind) throws {
        let architecture = try NetworkArchitecture.small(cell)
        let network = RecurrentNetwork<Double>(architecture: architecture, seed: 1)
        var data = TestBatch(inputSize: 3, outputSize: 2, lengths: [6], seed: 2)
        data.lossWeights = [[0, 1, 0, 0, 0, 0]]
        let loss = Loss.binaryCrossEntropy(positiveWeight: 1)
        var long: [Double] = []
        var short: [Double] = []
        let backpropagation = BackpropagationThroughTime<Double>(architecture: architecture)
        let longLoss = try backpropagation.lossAndGradients(
            network: network, batch: data.batch(), loss: loss, gradients: &long)
        data.inputs[0].removeLast(12)
        data.targets[0].removeLast(8)
        data.lossWeights[0].removeLast(4)
        let shortLoss = try backpropagation.lossAndGradients(
            network: network, batch: data.batch(), loss: loss, gradients: &short)
        #expect(longLoss == shortLoss)
        #expect(largestDifference(long, short) < 1e-15)
    }

    @Test func `a batch in which no step counts has the loss 0 and no gradient`() throws {
        let architecture = try NetworkArchitecture.small(.lstm)
        var data = TestBatch(inputSize: 3, outputSize: 2, lengths: [2, 3], seed: 2)
        data.lossWeights = [[0, 0], [0, 0, 0]]
        var gradients = [Double](repeating: 7, count: 3)
        let loss = try BackpropagationThroughTime<Double>(architecture: architecture).lossAndGradients(
            network: RecurrentNetwork(architecture: architecture, seed: 1), batch: data.batch(),
            loss: .meanSquaredError, gradients: &gradients)
        #expect(loss == BatchLoss())
        #expect(gradients == [Double](repeating: 0, count: architecture.parameterCount))
    }

    @Test func `an empty batch has the loss 0 and no gradient`() throws {
        let architecture = try NetworkArchitecture.small(.elmanJordan)
        for lengths in [[], [0, 0]] {
            let data = TestBatch(inputSize: 3, outputSize: 2, lengths: lengths, seed: 2)
            var gradients: [Double] = []
            let backpropagation = BackpropagationThroughTime<Double>(architecture: architecture)
            let network = RecurrentNetwork<Double>(architecture: architecture, seed: 1)
            let loss = try backpropagation.lossAndGradients(
                network: network, batch: data.batch(), loss: .meanSquaredError, gradients: &gradients)
            #expect(loss.mean == 0)
            #expect(gradients.allSatisfy { $0 == 0 })
            #expect(try network.forward(data.batch()).isEmpty)
        }
    }

    /// The derivative at 0 by a five-point rule, error O(h⁴).
    private func centralDifference(_ function: (Double) throws -> Double) rethrows -> Double {
        let h = 1e-3
        return try (8 * (function(h) - function(-h)) - (function(2 * h) - function(-2 * h))) / (12 * h)
    }

    /// |a − b| relative to the larger of both, not below 1e-3: rounding of the loss swamps smaller derivatives.
    private func relativeError(_ a: Double, _ b: Double) -> Double {
        abs(a - b) / max(abs(a), abs(b), 1e-3)
    }
}
