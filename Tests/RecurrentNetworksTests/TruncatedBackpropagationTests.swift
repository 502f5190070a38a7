import Testing

@testable import RecurrentNetworks

/// Backpropagation in chunks against the full one and against its definition.
struct TruncatedBackpropagationTests {
    @Test(arguments: CellKind.allCases)
    func `it equals the full gradient where the look-back covers the sequence`(cell: CellKind) throws {
        let architecture = try NetworkArchitecture.ragged(cell)
        let network = RecurrentNetwork<Double>.shaken(architecture, seed: 1)
        let batch = try RaggedSequences(seed: 2).batch(hasStatics: cell != .feedForward)
        var (full, truncated): ([Double], [Double]) = ([], [])
        let expected = try BackpropagationThroughTime<Double>(architecture: architecture).lossAndGradients(
            network: network, batch: batch, loss: .meanSquaredError, gradients: &full)
        for (chunkLength, lookBack) in [(1, 11), (2, 12), (3, 100), (4, 12), (11, 11), (16, 16)] {
            let engine = try TruncatedBackpropagation<Double>(
                architecture: architecture, chunkLength: chunkLength, lookBack: lookBack)
            let loss = try engine.lossAndGradients(
                network: network, batch: batch, loss: .meanSquaredError, gradients: &truncated)
            #expect(abs(loss.weightedSum - expected.weightedSum) < 1e-12)
            #expect(abs(loss.weightSum - expected.weightSum) < 1e-12)
            #expect(largestDifference(truncated, full) < 1e-12, "chunks of \(chunkLength), look-back \(lookBack)")
        }
    }

    @Test(arguments: CellKind.allCases.filter { $0 != .feedForward })
    func `it differs from the full gradient where the look-back is shorter, but not in the loss`(
        cell: CellKind
    ) throws {
        let architecture = try NetworkArchitecture.ragged(cell)
        let network = RecurrentNetwork<Double>.shaken(architecture, seed: 1)
        let batch = try RaggedSequences(seed: 2).batch(hasStatics: cell != .feedForward)
        var (full, truncated): ([Double], [Double]) = ([], [])
        let expected = try BackpropagationThroughTime<Double>(architecture: architecture).lossAndGradients(
            network: network, batch: batch, loss: .meanSquaredError, gradients: &full)
        var differences: [Double] = []
        for lookBack in [2, 4, 10] {
            let engine = try TruncatedBackpropagation<Double>(
                architecture: architecture, chunkLength: 2, lookBack: lookBack)
            let loss = try engine.lossAndGradients(
                network: network, batch: batch, loss: .meanSquaredError, gradients: &truncated)
            #expect(abs(loss.mean - expected.mean) < 1e-12)
            differences.append(largestDifference(truncated, full))
        }
        print("\(cell.rawValue): truncated after 2, 4, 10 of 11 steps, the gradient differs by \(differences)")
        #expect(differences[0] > 1e-3)
        #expect(differences[2] > 1e-12)
    }

    @Test func `a feed-forward network has no error that could be cut off`() throws {
        let architecture = try NetworkArchitecture.ragged(.feedForward)
        let network = RecurrentNetwork<Double>.shaken(architecture, seed: 1)
        let batch = try RaggedSequences(seed: 2).batch(hasStatics: false)
        var (full, truncated): ([Double], [Double]) = ([], [])
        _ = try BackpropagationThroughTime<Double>(architecture: architecture).lossAndGradients(
            network: network, batch: batch, loss: .meanSquaredError, gradients: &full)
        _ = try TruncatedBackpropagation<Double>(architecture: architecture, chunkLength: 2).lossAndGradients(
            network: network, batch: batch, loss: .meanSquaredError, gradients: &truncated)
        #expect(largestDifference(truncated, full) < 1e-12)
    }

    @Test(arguments: CellKind.allCases.filter { $0 != .feedForward }, [(2, 2), (2, 3), (3, 7)])
    func `it is the derivative with the states before the windows held fast`(
        cell: CellKind, lengths: (chunk: Int, lookBack: Int)
    ) throws {
        let architecture = try NetworkArchitecture.ragged(cell)
        let network = RecurrentNetwork<Double>.shaken(architecture, seed: 3)
        let sequences = RaggedSequences(seed: 4)
        let plain = BackpropagationThroughTime<Double>(architecture: architecture, implementation: .reference)
        var gradients: [Double] = []
        _ = try TruncatedBackpropagation<Double>(
            architecture: architecture, chunkLength: lengths.chunk, lookBack: lengths.lookBack
        ).lossAndGradients(
            network: network, batch: sequences.batch(), loss: .meanSquaredError, gradients: &gradients)

        // Windows cut out of the arrays, each with the states that plain steps lead to.
        let weightSum = try sequences.batch().lossWeightSum
        var windows: [(batch: SequenceBatch<Double>, states: [Double]?)] = []
        for start in stride(from: 0, to: 11, by: lengths.chunk) {
            let end = start + lengths.chunk
            let first = max(0, end - lengths.lookBack)
            let states = sequences.inputs.indices.flatMap { sequence in
                var state = network.initialState(staticInputs: sequences.statics[sequence])
                for step in 0..<min(first, RaggedSequences.lengths[sequence]) {
                    let input = Array(sequences.inputs[sequence][(3 * step)..<(3 * step + 3)])
                    _ = network.step(input: input, state: &state)
                }
                return state
            }
            windows.append((try sequences.batch(first..<end, lossStart: start), first == 0 ? nil : states))
        }
        let worst = try Differences.worstError(of: gradients, at: network.parameters) { parameters in
            let moved = try RecurrentNetwork(architecture: architecture, parameters: parameters)
            return try windows.reduce(0) { sum, window in
                try sum
                    + plain.loss(
                        network: moved, batch: window.batch, loss: .meanSquaredError, initialStates: window.states
                    ).weightedSum / weightSum
            }
        }
        print("\(cell.rawValue), chunks of \(lengths): largest relative error \(worst)")
        #expect(worst < 1e-7)
    }

    @Test func `what a sequence contributes does not depend on the others in its batch`() throws {
        let architecture = try NetworkArchitecture.ragged(.lstm)
        let network = RecurrentNetwork<Double>.shaken(architecture, seed: 3)
        let sequences = RaggedSequences(seed: 4)
        let engine = try TruncatedBackpropagation<Double>(architecture: architecture, chunkLength: 3, lookBack: 4)
        var (together, alone): ([Double], [Double]) = ([], [])
        let all = try sequences.batch()
        _ = try engine.lossAndGradients(
            network: network, batch: all, loss: .meanSquaredError, gradients: &together)
        var sum = [Double](repeating: 0, count: together.count)
        for sequence in sequences.inputs.indices {
            let single = try sequences.batch(indices: [sequence])
            _ = try engine.lossAndGradients(
                network: network, batch: single, loss: .meanSquaredError, gradients: &alone)
            for index in sum.indices { sum[index] += alone[index] * single.lossWeightSum / all.lossWeightSum }
        }
        #expect(largestDifference(sum, together) < 1e-13)
    }

    @Test(arguments: CellKind.allCases)
    func `the vector kernels give the gradient of the reference in Double`(cell: CellKind) throws {
        let architecture = try NetworkArchitecture.ragged(cell)
        let network = RecurrentNetwork<Double>.shaken(architecture, seed: 3)
        let sequences = RaggedSequences(seed: 4)
        let batch = try sequences.batch(hasStatics: cell != .feedForward)
        func floats(_ values: [[Double]]) -> [[Float]] { values.map { $0.map { Float($0) } } }
        let floatBatch = try SequenceBatch(
            inputSize: 3, targetSize: 2, inputs: floats(sequences.inputs), targets: floats(sequences.targets),
            lossWeights: floats(sequences.weights), targetWeights: floats(sequences.targetWeights),
            staticInputs: cell == .feedForward ? nil : floats(sequences.statics))
        var (single, double): ([Float], [Double]) = ([], [])
        _ = try TruncatedBackpropagation<Double>(
            architecture: architecture, chunkLength: 2, lookBack: 5
        ).lossAndGradients(network: network, batch: batch, loss: .meanSquaredError, gradients: &double)
        var bits: [[Float]] = []
        for threadCount in [1, 2] {
            _ = try TruncatedBackpropagation<Float>(
                architecture: architecture, chunkLength: 2, lookBack: 5, threadCount: threadCount
            ).lossAndGradients(
                network: RecurrentNetwork<Float>(network), batch: floatBatch, loss: .meanSquaredError,
                gradients: &single)
            bits.append(single)
        }
        let difference = largestDifference(single, double)
        print("\(cell.rawValue), chunks: Float and Double gradients differ by at most \(difference)")
        #expect(difference < 1e-5)
        #expect(bits[0] == bits[1])
    }

    @Test func `a batch without steps has no chunks`() throws {
        let architecture = try NetworkArchitecture.ragged(.lstm)
        let engine = try TruncatedBackpropagation<Double>(architecture: architecture, chunkLength: 3)
        let network = RecurrentNetwork<Double>(architecture: architecture, seed: 1)
        for inputs in [[], [[], []]] as [[[Double]]] {
            let batch = try SequenceBatch(
                inputSize: 3, targetSize: 2, inputs: inputs, targets: inputs, lossWeights: inputs,
                staticInputs: inputs.map { _ in [0, 0] })
            let states = [Double](repeating: 0.5, count: inputs.count * architecture.stateSize)
            var walk = engine.chunks(of: batch, loss: .meanSquaredError, initialStates: states)
            #expect(try walk.next(network: network) == nil)
            #expect(walk.finalStates == states)
            var gradients: [Double] = []
            let loss = try engine.lossAndGradients(
                network: network, batch: batch, loss: .meanSquaredError, initialStates: states, gradients: &gradients)
            #expect(loss == BatchLoss())
            #expect(gradients == [Double](repeating: 0, count: architecture.parameterCount))
        }
    }

    @Test func `a bidirectional network and a loss that does not fit are refused`() throws {
        let both = try NetworkArchitecture(
            cell: .lstm, inputSize: 3, hiddenSize: 4, outputSize: 2, isBidirectional: true)
        let error = #expect(throws: NetworkError.self) {
            try TruncatedBackpropagation<Double>(architecture: both, chunkLength: 4)
        }
        #expect(error?.description.hasPrefix("a bidirectional network cannot be trained in chunks") == true)
        let architecture = try NetworkArchitecture.ragged(.lstm)
        let engine = try TruncatedBackpropagation<Double>(architecture: architecture, chunkLength: 3)
        let network = RecurrentNetwork<Double>(architecture: architecture, seed: 1)
        var gradients = [7.0]
        #expect(throws: NetworkError.batchSizeMismatch(name: "targetSize", network: 1, batch: 2)) {
            _ = try engine.lossAndGradients(
                network: network, batch: RaggedSequences(seed: 1).batch(), loss: .gaussian, gradients: &gradients)
        }
        #expect(gradients == [7])
    }
}
