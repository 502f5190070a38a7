import Foundation
import Testing

@testable import RecurrentNetworks

/// Many-to-one and one-to-many on the plain network.
struct ShapesOfUseTests {
    /// Only the last step counts: the target is whether the inputs, of any length, have a positive sum.
    private static func sums(_ count: Int, seed: UInt64) throws -> SequenceBatch<Float> {
        var generator = CounterBasedGenerator(seed: seed)
        var (inputs, targets, weights): ([[Float]], [[Float]], [[Float]]) = ([], [], [])
        for _ in 0..<count {
            let length = 4 + Int(generator.next() % 9)
            let input = generator.normals(length).map { Float($0) }
            inputs.append(input)
            targets.append([Float](repeating: input.reduce(0, +) > 0 ? 1 : 0, count: length))
            weights.append([Float](repeating: 0, count: length - 1) + [1])
        }
        return try SequenceBatch(inputSize: 1, targetSize: 1, inputs: inputs, targets: targets, lossWeights: weights)
    }

    @Test(arguments: [CellKind.elman, .elmanJordan, .lstm, .gru])
    func `many to one: the sign of a sum of any number of inputs is learnt`(cell: CellKind) throws {
        let architecture = try NetworkArchitecture(cell: cell, inputSize: 1, hiddenSize: 16, outputSize: 1)
        let options = TrainerOptions(gradientNormLimit: GradientNormLimit(1))
        var trainer = try Trainer<Float>(
            network: RecurrentNetwork(architecture: architecture, seed: 1),
            loss: .binaryCrossEntropy(positiveWeight: 1),
            optimizer: .adam(learningRate: 0.01), options: options)
        for update in 0..<150 { try trainer.train(onBatch: Self.sums(32, seed: UInt64(update))) }
        let loss = try trainer.validate(onBatch: Self.sums(256, seed: 1000)).mean
        print("\(cell.rawValue): loss of the sign of a sum \(loss)")
        #expect(loss < 0.25)
    }

    /// A sequence of amplitude · e^(−rate · t) from its two static inputs; the inputs of the steps say nothing.
    private static func decays<Scalar: NetworkScalar>(
        _ count: Int, seed: UInt64, as: Scalar.Type = Scalar.self
    ) throws -> SequenceBatch<Scalar> {
        var generator = CounterBasedGenerator(seed: seed)
        let statics = (0..<count).map { _ in [2 * generator.nextUnit() - 1, generator.nextUnit()] }
        let lengths = (0..<count).map { _ in 3 + Int(generator.next() % 6) }
        return try SequenceBatch(
            inputSize: 1, targetSize: 1, inputs: lengths.map { [Scalar](repeating: 0, count: $0) },
            targets: zip(statics, lengths).map { values, length in
                (0..<length).map { Scalar(values[0] * exp(-values[1] * Double($0))) }
            },
            lossWeights: lengths.map { [Scalar](repeating: 1, count: $0) },
            staticInputs: statics.map { $0.map { Scalar($0) } })
    }

    @Test(arguments: [CellKind.elman, .elmanJordan, .jordan, .lstm, .gru])
    func `one to many: the gradient by what makes the initial state equals central differences`(
        cell: CellKind
    ) throws {
        let architecture = try NetworkArchitecture(
            cell: cell, inputSize: 1, hiddenSize: 4, outputSize: 1, contextDecay: cell.feedsOutputBack ? 0.5 : 0,
            layerCount: 2, staticSize: 2)
        let network = RecurrentNetwork<Double>.shaken(architecture, seed: 2)
        let batch: SequenceBatch<Double> = try Self.decays(5, seed: 3)
        let engine = BackpropagationThroughTime<Double>(architecture: architecture)
        var gradients: [Double] = []
        _ = try engine.lossAndGradients(
            network: network, batch: batch, loss: .meanSquaredError, gradients: &gradients)
        let worst = try Differences.worstError(of: gradients, at: network.parameters) { parameters in
            try engine.loss(
                network: RecurrentNetwork(architecture: architecture, parameters: parameters), batch: batch,
                loss: .meanSquaredError
            ).mean
        }
        print("\(cell.rawValue), one to many: largest relative error \(worst)")
        #expect(worst < 1e-7)
        for block in architecture.parameterBlocks where block.name.hasPrefix("initial_state") {
            #expect(gradients[block.range].contains { abs($0) > 1e-4 })
        }
    }

    @Test(arguments: [CellKind.elman, .lstm, .gru])
    func `one to many: a sequence is learnt from static inputs alone`(cell: CellKind) throws {
        let architecture = try NetworkArchitecture(
            cell: cell, inputSize: 1, hiddenSize: 16, outputSize: 1, staticSize: 2)
        let options = TrainerOptions(gradientNormLimit: GradientNormLimit(1))
        var trainer = try Trainer<Float>(
            network: RecurrentNetwork(architecture: architecture, seed: 1), loss: .meanSquaredError,
            optimizer: .adam(learningRate: 0.01), options: options)
        for update in 0..<300 { try trainer.train(onBatch: Self.decays(32, seed: UInt64(update))) }
        let validation: SequenceBatch<Float> = try Self.decays(200, seed: 1000)
        let loss = try trainer.validate(onBatch: validation).mean
        print("\(cell.rawValue): ½ squared error of a decay from its static inputs \(loss)")
        #expect(loss < 0.002)
    }
}
