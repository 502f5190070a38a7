import RecurrentNetworks
import Testing

/// Every cell learns something only a memory can do.
struct TrainingTests {
    private func train<Scalar: NetworkScalar>(
        _ cell: CellKind, _ type: Scalar.Type, updates: Int
    ) throws -> (first: Double, last: Double, network: RecurrentNetwork<Scalar>) {
        // Without feedback only a window that holds the whole sequence remembers.
        let architecture = try NetworkArchitecture.small(
            cell, inputSize: 2, hiddenSize: 12, outputSize: 1, windowSize: cell == .feedForward ? 8 : 1)
        var network = RecurrentNetwork<Scalar>(architecture: architecture, seed: 77)
        var adam = Adam<Scalar>(parameterCount: architecture.parameterCount, learningRate: 0.02)
        let limit = GradientNormLimit(1)
        var generator = CounterBasedGenerator(seed: 78)
        let backpropagation = BackpropagationThroughTime<Scalar>(architecture: architecture)
        var gradients: [Scalar] = []
        var losses: [Double] = []
        for _ in 0..<updates {
            let batch: SequenceBatch<Scalar> = try Self.rememberedBits(32, &generator)
            let loss = try backpropagation.lossAndGradients(
                network: network, batch: batch, loss: .binaryCrossEntropy(positiveWeight: 1), gradients: &gradients)
            _ = limit.apply(to: &gradients)
            adam.update(parameters: &network.parameters, gradients: gradients)
            losses.append(loss.mean)
        }
        return (losses[0], losses.suffix(10).reduce(0, +) / 10, network)
    }

    /// The first input is a bit, the second noise; from the second step on the target is the bit.
    private static func rememberedBits<Scalar: NetworkScalar>(
        _ count: Int, _ generator: inout CounterBasedGenerator
    ) throws -> SequenceBatch<Scalar> {
        var (inputs, targets, weights): ([[Scalar]], [[Scalar]], [[Scalar]]) = ([], [], [])
        for _ in 0..<count {
            let length = 3 + Int(generator.next() % 6)
            let bit: Scalar = generator.next() & 1 == 1 ? 1 : 0
            inputs.append(
                (0..<length).flatMap { step in [step == 0 ? 2 * bit - 1 : 0, Scalar(0.3 * generator.nextNormal())] })
            targets.append([Scalar](repeating: bit, count: length))
            weights.append((0..<length).map { $0 == 0 ? 0 : 1 })
        }
        return try SequenceBatch(
            inputSize: 2, targetSize: 1, inputs: inputs, targets: targets, lossWeights: weights)
    }

    @Test(arguments: CellKind.allCases)
    func `a network learns to remember a bit`(cell: CellKind) throws {
        let result = try train(cell, Float.self, updates: 300)
        print("\(cell.rawValue): loss of a remembered bit \(result.first) → \(result.last)")
        #expect(result.last < 0.1 * result.first)
    }

    @Test func `without a window a feed-forward network cannot remember`() throws {
        var generator = CounterBasedGenerator(seed: 79)
        let architecture = try NetworkArchitecture.small(.feedForward, inputSize: 2, hiddenSize: 12, outputSize: 1)
        let network = RecurrentNetwork<Float>(architecture: architecture, seed: 77)
        let batch: SequenceBatch<Float> = try Self.rememberedBits(32, &generator)
        let gradients = try BackpropagationThroughTime<Float>(architecture: architecture).gradients(
            network: network, batch: batch,
            dLogits: (0..<batch.sequenceLength).flatMap { time in
                [Float](repeating: time == batch.sequenceLength - 1 ? 1 : 0, count: batch.batchSize)
            })
        #expect(gradients.inputs.prefix(batch.batchSize * 2 * (batch.sequenceLength - 1)).allSatisfy { $0 == 0 })
    }

    @Test(arguments: CellKind.allCases)
    func `the same seed trains to the same bits`(cell: CellKind) throws {
        #expect(try train(cell, Float.self, updates: 20).network == train(cell, Float.self, updates: 20).network)
    }
}
