import Testing

@testable import RecurrentNetworks

/// Inputs and weights so large that gates are shut or open: kernels and reference stay finite and agree.
struct ExtremeInputTests {
    typealias Engine = BackpropagationThroughTime<Float>

    /// A gate of the LSTM, by its place among the four, and the bias that holds it open or shut.
    static let gates: [(gate: Int, bias: Float)] = (0..<4).flatMap { gate in
        [-1e4, -200, -90, -30, 30, 200, 1e4].map { (gate, $0) }
    }

    private static func check(
        _ network: RecurrentNetwork<Float>, inputScale: Double, lengths: [Int] = [6, 3], tolerance: Double = 1e-5
    ) throws {
        let architecture = network.architecture
        var data = TestBatch(inputSize: 3, outputSize: 2, lengths: lengths, seed: 5)
        for sequence in data.inputs.indices { data.inputs[sequence] = data.inputs[sequence].map { $0 * inputScale } }
        let batch: SequenceBatch<Float> = try data.batch()
        let ones = [Float](repeating: 1, count: batch.batchSize * architecture.stateSize)
        func results(_ implementation: Engine.Implementation) throws -> [[Float]] {
            let engine = Engine(architecture: architecture, implementation: implementation)
            let forward = try engine.forwardWithStates(network: network, batch: batch, initialStates: ones)
            let flow = try engine.gradients(
                network: network, batch: batch, dLogits: forward.logits.map { _ in 1 }, dFinalStates: ones,
                initialStates: ones)
            var gradients: [Float] = []
            _ = try engine.lossAndGradients(
                network: network, batch: batch, loss: .binaryCrossEntropy(positiveWeight: 2), gradients: &gradients)
            return [forward.logits, forward.states, flow.inputs, flow.initialStates, flow.parameters, gradients]
        }
        let reference = try results(.reference)
        #expect(reference.allSatisfy { $0.allSatisfy { $0.isFinite } })
        for name in Engine.Implementation.instructionSets {
            for (found, expected) in zip(try results(.fusedFor(instructionSet: name)), reference) {
                #expect(found.allSatisfy { $0.isFinite }, "\(name)")
                let size = expected.reduce(1e-3) { max($0, abs(Double($1))) }
                #expect(largestDifference(found, expected) / size < tolerance, "\(name)")
            }
        }
    }

    @Test(arguments: gates)
    func `a gate of an LSTM that is shut or open`(gate: Int, bias: Float) throws {
        let architecture = try NetworkArchitecture.small(.lstm, hiddenSize: 17)
        var network = RecurrentNetwork<Float>.stirred(architecture, seed: 1)
        let block = try #require(architecture.parameterBlocks.first { $0.name == "bias_ih_l0" })
        for unit in 0..<17 { network.parameters[block.range.lowerBound + gate * 17 + unit] = bias }
        try Self.check(network, inputScale: 1)
    }

    @Test(arguments: CellKind.allCases, [1e2, 1e4, 1e8])
    func `inputs far outside the usual`(cell: CellKind, scale: Double) throws {
        let architecture = try NetworkArchitecture.small(cell, hiddenSize: 17)
        // The sums before a gate are so large that the rounding of one moves the gate, if it is not shut or open.
        try Self.check(.stirred(architecture, seed: 2), inputScale: scale, tolerance: scale > 1e2 ? 1e-3 : 1e-5)
    }

    @Test(arguments: CellKind.allCases)
    func `weights far outside the usual`(cell: CellKind) throws {
        let architecture = try NetworkArchitecture.small(cell, hiddenSize: 17)
        var network = RecurrentNetwork<Float>.stirred(architecture, seed: 3)
        for index in network.parameters.indices { network.parameters[index] *= 1e4 }
        // So steep a network doubles the last bit of a difference at every step: one step tells what is wrong.
        try Self.check(network, inputScale: 1, lengths: [1, 1], tolerance: 1e-4)
    }

    @Test(arguments: CellKind.allCases)
    func `a parameter that is NaN is not hidden`(cell: CellKind) throws {
        let architecture = try NetworkArchitecture.small(cell, hiddenSize: 17)
        var network = RecurrentNetwork<Float>.stirred(architecture, seed: 4)
        network.parameters[0] = .nan
        let batch: SequenceBatch<Float> = try TestBatch(inputSize: 3, outputSize: 2, lengths: [3], seed: 5).batch()
        for name in Engine.Implementation.instructionSets {
            let engine = Engine(architecture: architecture, implementation: .fusedFor(instructionSet: name))
            #expect(try engine.forward(network: network, batch: batch).allSatisfy { $0.isNaN }, "\(name)")
            var gradients: [Float] = []
            let loss = try engine.lossAndGradients(
                network: network, batch: batch, loss: .meanSquaredError, gradients: &gradients)
            #expect(loss.mean.isNaN, "\(name)")
        }
    }
}
