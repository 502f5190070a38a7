import Foundation
import Testing

@testable import RecurrentNetworks

/// tanh and σ: the plain ones, and those of the kernels as they come out of a network.
struct NetworkScalarTests {
    typealias Engine = BackpropagationThroughTime<Float>

    private static let grid: [Float] =
        stride(from: Float(-12), through: 12, by: 0.001).map { $0 } + [-1e30, -100, 100, 1e30]

    /// The network h = φ(x) with the logit w h + c and the context σ(w h + c) after a step, one sequence per value.
    private static func evaluate(
        _ cell: CellKind, _ activation: Activation, headWeight: Float, headBias: Float, _ values: [Float],
        _ instructionSet: String
    ) throws -> (logits: [Float], states: [Float]) {
        let architecture = try NetworkArchitecture(
            cell: cell, inputSize: 1, hiddenSize: 1, outputSize: 1, activation: activation)
        let layer: [Float] = cell == .jordan ? [1, 0, 0] : [1, 0]
        let network = try RecurrentNetwork<Float>(
            architecture: architecture, parameters: layer + [headWeight, headBias])
        let batch = try SequenceBatch<Float>(
            inputSize: 1, targetSize: 1, inputs: values.map { [$0] }, targets: values.map { _ in [0] },
            lossWeights: values.map { _ in [1] })
        return try Engine(architecture: architecture, implementation: .fusedFor(instructionSet: instructionSet))
            .forwardWithStates(network: network, batch: batch)
    }

    @Test(arguments: Engine.Implementation.instructionSets)
    func `tanh in the kernels is within 2.2e-7 and not beyond 1`(instructionSet: String) throws {
        let found = try Self.evaluate(
            .feedForward, .tanh, headWeight: 1, headBias: 0, Self.grid, instructionSet
        ).logits
        let worst = largestDifference(found, Self.grid.map { tanh(Double($0)) })
        print("tanh, \(instructionSet): largest error \(worst)")
        #expect(worst < 2.2e-7)
        #expect(found.allSatisfy { abs($0) <= 1 })
    }

    @Test(arguments: Engine.Implementation.instructionSets)
    func `the sigmoid in the kernels is within 1e-7 and in 0...1`(instructionSet: String) throws {
        // h = max(x, 0), so the logits −h and h − 0 cover both signs.
        for sign: Float in [1, -1] {
            let found = try Self.evaluate(.jordan, .relu, headWeight: sign, headBias: 0, Self.grid, instructionSet)
            let worst = largestDifference(found.states, found.logits.map { 1 / (1 + exp(-Double($0))) })
            print("σ, \(instructionSet), sign \(sign): largest error \(worst)")
            #expect(worst < 1e-7)
            #expect(found.states.allSatisfy { (0...1).contains($0) })
            #expect(found.logits.contains { $0 * sign > 11 })
        }
    }

    @Test func `the plain sigmoid keeps its relative precision in the tail`() {
        #expect(abs(Double(Float.sigmoid(-30)) / (1 / (1 + exp(30.0))) - 1) < 1e-6)
        #expect(Float.sigmoid(-200) == 0)
        #expect(Float.sigmoid(200) == 1)
        #expect(Double.sigmoid(0) == 0.5)
    }

    @Test func `the plain tanh is within two units in the last place of the C library's in Double`() throws {
        let worst = Self.grid.map { abs(Double(Float.tanh($0)) - tanh(Double($0))) / Double(Float.tanh($0).ulp) }.max()
        #expect(try #require(worst) <= 2)
        #expect(Float.tanh(.nan).isNaN && Float.sigmoid(.nan).isNaN)
        #expect(Double.tanh(0.5) == tanh(0.5))
    }
}
