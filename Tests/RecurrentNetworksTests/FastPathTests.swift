import Testing

@testable import RecurrentNetworks

/// The vector kernels of every instruction set of this machine against the plain reference, in `Float`.
struct FastPathTests {
    typealias Engine = BackpropagationThroughTime<Float>

    /// Everything an engine computes, for random derivatives of the outputs and random initial states.
    private struct Results {
        var arrays: [(name: String, values: [Float])] = []

        init(
            _ engine: Engine, _ network: RecurrentNetwork<Float>, _ batch: SequenceBatch<Float>, _ loss: Loss,
            dropout: Dropout?, seed: UInt64
        ) throws {
            let architecture = network.architecture
            var generator = CounterBasedGenerator(seed: seed)
            func normal(_ count: Int) -> [Float] { (0..<count).map { _ in Float(generator.nextNormal()) } }
            let rows = batch.sequenceLength * batch.batchSize
            let states = normal(batch.batchSize * architecture.stateSize)
            let forward = try engine.forwardWithStates(network: network, batch: batch, initialStates: states)
            arrays.append(("logits", forward.logits))
            arrays.append(("states", forward.states))
            var gradients: [Float] = []
            let mean = try engine.lossAndGradients(
                network: network, batch: batch, loss: loss, dropout: dropout, gradients: &gradients
            ).mean
            arrays.append(("loss", [Float(mean)]))
            arrays.append(("gradient of the loss", gradients))
            let flow = try engine.gradients(
                network: network, batch: batch, dLogits: normal(rows * architecture.outputSize),
                dHidden: normal(rows * architecture.directionCount * architecture.hiddenSize),
                dFinalStates: normal(states.count), initialStates: states)
            arrays.append(("by inputs", flow.inputs))
            arrays.append(("by initial states", flow.initialStates))
            arrays.append(("by parameters", flow.parameters))
        }

        /// The largest difference from a reference relative to the largest number of the same array.
        func worstError(_ reference: Results) -> (error: Double, name: String) {
            var worst = (error: 0.0, name: "")
            for (found, expected) in zip(arrays, reference.arrays) {
                let size = expected.values.reduce(0) { max($0, abs(Double($1))) }
                let error = largestDifference(found.values, expected.values) / max(size, 1e-30)
                if !(error <= worst.error) { worst = (error, found.name) }
            }
            return worst
        }
    }

    private static func check(
        _ architecture: NetworkArchitecture, lengths: [Int], seed: UInt64, loss: Loss = .meanSquaredError
    ) throws -> Double {
        let network = RecurrentNetwork<Float>.stirred(architecture, seed: seed)
        let batch: SequenceBatch<Float> = try TestBatch(architecture, loss, lengths: lengths, seed: seed + 1).batch()
        let dropout = architecture.dropout > 0 ? Dropout(seed: seed, index: 5) : nil
        func results(_ implementation: Engine.Implementation) throws -> Results {
            try Results(
                Engine(architecture: architecture, implementation: implementation), network, batch, loss,
                dropout: dropout, seed: seed)
        }
        let reference = try results(.reference)
        var largest = 0.0
        for name in Engine.Implementation.instructionSets {
            let worst = try results(.fusedFor(instructionSet: name)).worstError(reference)
            largest = max(largest, worst.error)
            #expect(worst.error < 1e-5, "\(name), \(architecture.summary), \(lengths): \(worst.name)")
        }
        return largest
    }

    /// Lengths of a batch: all of one step, all alike, or ragged with some of none.
    private static func lengths(_ count: Int, _ form: Int, _ generator: inout CounterBasedGenerator) -> [Int] {
        switch form % 4 {
        case 0: [Int](repeating: 1, count: count)
        case 1: [Int](repeating: 7, count: count)
        default: (0..<count).map { _ in Int(generator.next() % 10) }
        }
    }

    static let fusedCells = CellKind.allCases.filter { $0 != .gru }

    @Test(arguments: fusedCells, [1, 5, 16, 17, 32, 33, 64, 100, 128])
    func `every size of a layer`(cell: CellKind, hiddenSize: Int) throws {
        var generator = CounterBasedGenerator(seed: UInt64(hiddenSize))
        var largest = 0.0
        let batchSizes = [1, 2, 15, 16, 17, 40]
        for (index, inputSize) in [1, 3, 40, 1, 3, 40].enumerated() {
            let count = batchSizes[(index + hiddenSize) % 6]
            let architecture = try NetworkArchitecture.small(
                cell, inputSize: inputSize, hiddenSize: hiddenSize, outputSize: index.isMultiple(of: 2) ? 1 : 18,
                activation: cell != .lstm && index > 2 ? .relu : .tanh, windowSize: cell == .feedForward ? 2 : 1)
            largest = max(
                largest,
                try Self.check(
                    architecture, lengths: Self.lengths(count, index, &generator), seed: generator.next() >> 1))
        }
        print("\(cell.rawValue) of \(hiddenSize): kernels and reference differ by at most \(largest) of the size")
    }

    @Test(arguments: fusedCells, [5, 16, 33])
    func `stacks, both directions, dropout, static inputs and both feedbacks`(cell: CellKind, hiddenSize: Int) throws {
        var generator = CounterBasedGenerator(seed: UInt64(100 + hiddenSize))
        var largest = 0.0
        for (index, count) in [1, 17, 40].enumerated() {
            for isBidirectional in cell == .elman || cell == .lstm ? [false, true] : [false] {
                let architecture = try NetworkArchitecture.small(
                    cell, inputSize: 6, hiddenSize: hiddenSize, outputSize: 3,
                    contextFeedback: cell.feedsOutputBack && index > 0 ? .identity : .sigmoid, layerCount: 1 + index,
                    isBidirectional: isBidirectional, dropout: index > 0 ? 0.4 : 0,
                    windowSize: cell == .feedForward ? 3 : 1, staticSize: cell == .feedForward ? 0 : 4)
                largest = max(
                    largest,
                    try Self.check(
                        architecture, lengths: Self.lengths(count, 2, &generator), seed: generator.next() >> 1,
                        loss: .binaryCrossEntropy(positiveWeight: 3)))
            }
        }
        print("\(cell.rawValue) stacks of \(hiddenSize): at most \(largest) of the size")
    }

    @Test(arguments: fusedCells)
    func `long sequences`(cell: CellKind) throws {
        let largest = try Self.check(.small(cell, hiddenSize: 20), lengths: [300, 170, 5, 300], seed: 9)
        print("\(cell.rawValue) over 300 steps: at most \(largest) of the size")
    }

    @Test(arguments: fusedCells)
    func `masked rows and masked sequences`(cell: CellKind) throws {
        let architecture = try NetworkArchitecture.small(cell, hiddenSize: 17)
        var data = TestBatch(inputSize: 3, outputSize: 2, lengths: [6, 4, 9], seed: 3)
        data.lossWeights[0] = [0, 0, 1, 0, 0, 0]
        data.lossWeights[1] = [0, 0, 0, 0]
        let network = RecurrentNetwork<Float>.stirred(architecture, seed: 4)
        let loss = Loss.binaryCrossEntropy(positiveWeight: 2)
        func gradients(_ implementation: Engine.Implementation, _ indices: [Int]) throws -> [Float] {
            var gradients: [Float] = []
            _ = try Engine(architecture: architecture, implementation: implementation).lossAndGradients(
                network: network, batch: data.batch(Float.self, indices: indices), loss: loss, gradients: &gradients)
            return gradients
        }
        for name in Engine.Implementation.instructionSets {
            let found = try gradients(.fusedFor(instructionSet: name), [0, 1, 2])
            #expect(largestDifference(found, try gradients(.reference, [0, 1, 2])) < 1e-6, "\(name)")
            // What does not count may as well not be there.
            #expect(largestDifference(found, try gradients(.fusedFor(instructionSet: name), [0, 2])) < 1e-6, "\(name)")
            #expect(try gradients(.fusedFor(instructionSet: name), [1]).allSatisfy { $0 == 0 })
        }
    }

    @Test(arguments: [CellKind.gru, .elman, .jordan])
    func `what has no kernel runs plainly, to the same bits`(cell: CellKind) throws {
        let architecture = try NetworkArchitecture.small(cell, activation: cell == .gru ? .tanh : .sigmoid)
        let network = RecurrentNetwork<Float>.stirred(architecture, seed: 1)
        let batch: SequenceBatch<Float> = try TestBatch(inputSize: 3, outputSize: 2, lengths: [5, 3], seed: 2).batch()
        let fused = try Engine(architecture: architecture).forward(network: network, batch: batch)
        let plain = try Engine(architecture: architecture, implementation: .reference)
            .forward(network: network, batch: batch)
        #expect(fused == plain)
    }

    @Test func `there are portable kernels on every machine`() {
        #expect(Engine.Implementation.instructionSets.last == "portable")
    }
}
