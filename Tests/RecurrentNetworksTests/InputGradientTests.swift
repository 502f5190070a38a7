import Testing

@testable import RecurrentNetworks

/// Central differences in `Double` of a function of logits, hidden activations and final states.
///
/// A head that is the identity makes the hidden activations visible as logits.
struct InputGradientTests {
    private static let forms = [1, 2].flatMap { layerCount in
        CellKind.allCases.flatMap { cell in
            [false, true].compactMap { isBidirectional in
                try? NetworkArchitecture.small(
                    cell, hiddenSize: 4, outputSize: isBidirectional ? 8 : 4,
                    contextFeedback: layerCount > 1 && cell.feedsOutputBack ? .identity : .sigmoid,
                    layerCount: layerCount, isBidirectional: isBidirectional, windowSize: cell == .feedForward ? 3 : 1)
            }
        }
    }

    /// Σ a · logits + Σ b · hidden + Σ c · final states.
    private struct Function {
        let backpropagation: BackpropagationThroughTime<Double>
        let dLogits, dHidden, dFinalStates: [Double]

        init(_ architecture: NetworkArchitecture, lengths: [Int], seed: UInt64) {
            var generator = CounterBasedGenerator(seed: seed)
            func normal(_ count: Int) -> [Double] { (0..<count).map { _ in generator.nextNormal() } }
            backpropagation = BackpropagationThroughTime(architecture: architecture)
            let rows = lengths.count * (lengths.max() ?? 0)
            dLogits = normal(rows * architecture.outputSize)
            dHidden = normal(rows * architecture.outputSize)
            dFinalStates = normal(lengths.count * architecture.stateSize)
        }

        func value(
            _ network: RecurrentNetwork<Double>, _ batch: SequenceBatch<Double>, _ states: [Double]?
        ) throws -> Double {
            let found = try backpropagation.forwardWithStates(network: network, batch: batch, initialStates: states)
            func product(_ left: [Double], _ right: [Double]) -> Double {
                zip(left, right).reduce(0) { $0 + $1.0 * $1.1 }
            }
            return product(found.logits, dLogits) + product(found.logits, dHidden) + product(found.states, dFinalStates)
        }

        func gradients(
            _ network: RecurrentNetwork<Double>, _ batch: SequenceBatch<Double>, _ states: [Double]?
        ) throws -> BackpropagationThroughTime<Double>.Flow {
            try backpropagation.gradients(
                network: network, batch: batch, dLogits: dLogits, dHidden: dHidden, dFinalStates: dFinalStates,
                initialStates: states)
        }
    }

    @Test(arguments: forms)
    func `the gradients by inputs, initial states and parameters`(architecture: NetworkArchitecture) throws {
        let network = RecurrentNetwork<Double>.stirred(architecture, seed: 21).withIdentityHead
        let data = TestBatch(inputSize: 3, outputSize: 1, lengths: GradientTests.lengths, seed: 22)
        let batch: SequenceBatch<Double> = try data.batch()
        let function = Function(architecture, lengths: batch.lengths, seed: 23)
        var generator = CounterBasedGenerator(seed: 24)
        let states = (0..<(batch.batchSize * architecture.stateSize)).map { _ in generator.nextNormal() }
        let found = try function.gradients(network, batch, states)

        var worst = (inputs: 0.0, states: 0.0, parameters: 0.0)
        for index in states.indices {
            let difference = try CentralDifference.derivative { offset in
                var moved = states
                moved[index] += offset
                return try function.value(network, batch, moved)
            }
            worst.states = max(worst.states, CentralDifference.relativeError(found.initialStates[index], difference))
        }
        for sequence in data.inputs.indices {
            for index in data.inputs[sequence].indices {
                let difference = try CentralDifference.derivative { offset in
                    var moved = data
                    moved.inputs[sequence][index] += offset
                    return try function.value(network, moved.batch(), states)
                }
                let place = (index / 3 * batch.batchSize + sequence) * 3 + index % 3
                worst.inputs = max(worst.inputs, CentralDifference.relativeError(found.inputs[place], difference))
            }
        }
        // The head is the identity only where it is not moved.
        for block in architecture.parameterBlocks where !block.name.hasPrefix("head") {
            for index in block.range {
                let difference = try CentralDifference.derivative { offset in
                    var moved = network
                    moved.parameters[index] += offset
                    return try function.value(moved, batch, states)
                }
                worst.parameters = max(
                    worst.parameters, CentralDifference.relativeError(found.parameters[index], difference))
            }
        }
        print("\(architecture.summary): worst relative errors \(worst)")
        #expect(max(worst.inputs, worst.states, worst.parameters) < 1e-7)
    }

    @Test(arguments: [CellKind.elman, .lstm, .gru, .jordan, .elmanJordan])
    func `the gradients by what computes the initial state, also of sequences without steps`(cell: CellKind) throws {
        let architecture = try NetworkArchitecture.small(cell, hiddenSize: 4, outputSize: 4, staticSize: 2)
        let network = RecurrentNetwork<Double>.stirred(architecture, seed: 31).withIdentityHead
        let batch: SequenceBatch<Double> = try TestBatch(
            architecture, .meanSquaredError, lengths: [2, 0, 3], seed: 32
        ).batch()
        let function = Function(architecture, lengths: batch.lengths, seed: 33)
        let found = try function.gradients(network, batch, nil)
        var worst = 0.0
        for block in architecture.parameterBlocks where block.name.hasPrefix("initial_state") {
            for index in block.range {
                let difference = try CentralDifference.derivative { offset in
                    var moved = network
                    moved.parameters[index] += offset
                    return try function.value(moved, batch, nil)
                }
                worst = max(worst, CentralDifference.relativeError(found.parameters[index], difference))
            }
        }
        print("\(cell.rawValue): initial state from static inputs, worst relative error \(worst)")
        #expect(worst < 1e-7)
    }
}
