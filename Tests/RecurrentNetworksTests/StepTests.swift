import Testing

@testable import RecurrentNetworks

/// One step at a time, and over a cut: the same function as the whole sequence.
struct StepTests {
    private static let forms = NetworkArchitecture.ofEveryForm(
        layerCounts: [1, 2], inputSize: 21, hiddenSize: 37, outputSize: 2
    ).filter { !$0.isBidirectional }

    /// Whether the logits of steps, each computed by `step` from the state of a sequence, are those of the batch.
    private static func check<Scalar: NetworkScalar, State>(
        _ network: RecurrentNetwork<Scalar>, tolerance: Double, begin: ([Scalar]) -> State,
        step: ([Scalar], inout State) -> [Scalar], states: ([State]) throws -> Void = { _ in }
    ) throws {
        let architecture = network.architecture
        let data = try TestBatch(
            architecture, .binaryCrossEntropy(positiveWeight: 1), lengths: [10, 30, 20], seed: 4)
        let batch = try data.batch(Scalar.self)
        let logits = try network.forward(batch)
        var (worst, finals) = (0.0, [State]())
        for (sequence, length) in batch.lengths.enumerated() {
            var state = begin((data.staticInputs?[sequence] ?? []).map { Scalar($0) })
            for time in 0..<length {
                let input = data.inputs[sequence][(time * 21)..<((time + 1) * 21)].map { Scalar($0) }
                let start = (time * batch.batchSize + sequence) * 2
                worst = max(worst, largestDifference(step(input, &state), Array(logits[start..<(start + 2)])))
            }
            finals.append(state)
        }
        print("\(architecture.summary) \(Scalar.self): steps and forward differ by at most \(worst)")
        #expect(worst < tolerance)
        try states(finals)
    }

    private static func checkPlain<Scalar: NetworkScalar>(
        _ network: RecurrentNetwork<Scalar>, tolerance: Double
    ) throws {
        let data = try TestBatch(
            network.architecture, .binaryCrossEntropy(positiveWeight: 1), lengths: [10, 30, 20], seed: 4)
        let expected = try BackpropagationThroughTime<Scalar>(architecture: network.architecture)
            .forwardWithStates(network: network, batch: data.batch()).states
        try check(
            network, tolerance: tolerance, begin: { network.initialState(staticInputs: $0) },
            step: { network.step(input: $0, state: &$1) },
            states: { #expect(largestDifference($0.flatMap(\.self), expected) < 4 * tolerance) })
    }

    @Test(arguments: forms)
    func `step by step equals the whole batch`(architecture: NetworkArchitecture) throws {
        try Self.checkPlain(RecurrentNetwork<Float>.stirred(architecture, seed: 3), tolerance: 5e-6)
        try Self.checkPlain(RecurrentNetwork<Double>.stirred(architecture, seed: 3), tolerance: 1e-12)
    }

    @Test(arguments: [CellKind.jordan, .elmanJordan], Activation.allCases)
    func `step by step equals the whole batch with linear feedback`(cell: CellKind, activation: Activation) throws {
        let architecture = try NetworkArchitecture.small(
            cell, inputSize: 21, hiddenSize: 37, contextFeedback: .identity, activation: activation)
        // Linear feedback with large weights grows without end.
        let network = RecurrentNetwork<Double>(architecture: architecture, seed: 3)
        try Self.checkPlain(network, tolerance: 1e-12)
    }

    @Test(arguments: forms)
    func `a streaming network equals the whole batch`(architecture: NetworkArchitecture) throws {
        let network = RecurrentNetwork<Float>.stirred(architecture, seed: 3)
        let streaming = StreamingNetwork(network)
        try Self.check(
            network, tolerance: 5e-6, begin: { streaming.initialState(staticInputs: $0) },
            step: { streaming.step(input: $0, state: &$1) })
    }

    /// The forms without static inputs of which sequences can advance together.
    private static let formsOfBatches = [CellKind.elman, .jordan, .elmanJordan, .lstm].flatMap { cell in
        [1, 2].compactMap { try? NetworkArchitecture.small(cell, inputSize: 21, hiddenSize: 37, layerCount: $0) }
    }

    @Test(arguments: formsOfBatches, [1, 2])
    func `sequences that advance together equal the whole batch`(
        architecture: NetworkArchitecture, threadCount: Int
    ) throws {
        let network = RecurrentNetwork<Float>.stirred(architecture, seed: 3)
        let count = 37
        let data = TestBatch(
            inputSize: 21, outputSize: 2, lengths: [Int](repeating: 6, count: count), seed: 5)
        let logits = try network.forward(data.batch())
        let streaming = StreamingBatch(StreamingNetwork(network), count: count, threadCount: threadCount)
        var found = [Float](repeating: .nan, count: count * 2)
        for round in 0..<2 {
            for time in 0..<6 {
                let inputs = data.inputs.flatMap { $0[(time * 21)..<((time + 1) * 21)].map { Float($0) } }
                inputs.withUnsafeBufferPointer { inputs in
                    found.withUnsafeMutableBufferPointer { streaming.step(inputs: inputs, logits: $0) }
                }
                let expected = Array(logits[(time * count * 2)..<((time + 1) * count * 2)])
                #expect(largestDifference(found, expected) < 5e-6, "round \(round), step \(time)")
            }
            for sequence in 0..<count { streaming.reset(sequence) }
        }
    }

    @Test(arguments: forms)
    func `carrying the state over a cut equals the whole sequence`(architecture: NetworkArchitecture) throws {
        let network = RecurrentNetwork<Double>.stirred(architecture, seed: 3)
        let whole = try TestBatch(architecture, .binaryCrossEntropy(positiveWeight: 1), lengths: [9, 7, 4], seed: 7)
        var (head, tail) = (whole, whole)
        for sequence in 0..<3 {
            head.inputs[sequence] = Array(whole.inputs[sequence].prefix(4 * 21))
            head.targets[sequence] = Array(whole.targets[sequence].prefix(8))
            head.lossWeights[sequence] = Array(whole.lossWeights[sequence].prefix(4))
            tail.inputs[sequence] = Array(whole.inputs[sequence].dropFirst(4 * 21))
            tail.targets[sequence] = Array(whole.targets[sequence].dropFirst(8))
            tail.lossWeights[sequence] = Array(whole.lossWeights[sequence].dropFirst(4))
        }
        (head.targetWeights, tail.targetWeights) = (nil, nil)
        let backpropagation = BackpropagationThroughTime<Double>(architecture: architecture)
        let expected = try backpropagation.forwardWithStates(network: network, batch: whole.batch())
        let first = try backpropagation.forwardWithStates(network: network, batch: head.batch())
        let second = try backpropagation.forwardWithStates(
            network: network, batch: tail.batch(), initialStates: first.states)
        #expect(largestDifference(first.logits + second.logits, expected.logits) < 1e-13)
        #expect(largestDifference(second.states, expected.states) < 1e-13)
    }

    @Test(arguments: [CellKind.lstm, .gru, .elman, .jordan, .elmanJordan])
    func `the state of a sequence without steps is the one it began with`(cell: CellKind) throws {
        let architecture = try NetworkArchitecture.small(cell, staticSize: 2)
        let network = RecurrentNetwork<Float>.stirred(architecture, seed: 3)
        let data = try TestBatch(architecture, .meanSquaredError, lengths: [0, 2, 0], seed: 7)
        let engine = BackpropagationThroughTime<Float>(architecture: architecture)
        let size = architecture.stateSize
        let states = try engine.forwardWithStates(network: network, batch: data.batch()).states
        for sequence in [0, 2] {
            let begun = network.initialState(staticInputs: (data.staticInputs?[sequence] ?? []).map { Float($0) })
            #expect(largestDifference(Array(states[(sequence * size)..<((sequence + 1) * size)]), begun) < 1e-6)
        }
        let given = (0..<(3 * size)).map { Float($0) / 100 }
        let kept = try engine.forwardWithStates(network: network, batch: data.batch(), initialStates: given).states
        #expect(kept[..<size] == given[..<size] && kept[(2 * size)...] == given[(2 * size)...])
    }
}
