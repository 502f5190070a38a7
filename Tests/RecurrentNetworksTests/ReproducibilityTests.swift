import Testing

@testable import RecurrentNetworks

/// The same bits whatever the threads and whatever was computed before; rows do not see each other.
struct ReproducibilityTests {
    private static let forms = NetworkArchitecture.ofEveryForm(layerCounts: [1, 2], hiddenSize: 19)
    private static let loss = Loss.binaryCrossEntropy(positiveWeight: 3)

    /// All that an engine computes of a batch.
    private struct Results<Scalar: NetworkScalar>: Equatable {
        var loss: BatchLoss
        var gradients: [Scalar] = []
        let logits, states, inputs, initialStates: [Scalar]

        init(
            _ engine: BackpropagationThroughTime<Scalar>, _ network: RecurrentNetwork<Scalar>,
            _ batch: SequenceBatch<Scalar>
        ) throws {
            loss = try engine.lossAndGradients(
                network: network, batch: batch, loss: ReproducibilityTests.loss, dropout: Dropout(seed: 1, index: 1),
                gradients: &gradients)
            (logits, states) = try engine.forwardWithStates(network: network, batch: batch)
            let flow = try engine.gradients(network: network, batch: batch, dLogits: logits)
            (inputs, initialStates) = (flow.inputs, flow.initialStates)
        }
    }

    private static func batch<Scalar: NetworkScalar>(
        _ architecture: NetworkArchitecture, count: Int, seed: UInt64, as: Scalar.Type = Scalar.self
    ) throws -> SequenceBatch<Scalar> {
        var generator = CounterBasedGenerator(seed: seed)
        let lengths = (0..<count).map { _ in Int(generator.next() % 12) }
        return try TestBatch(architecture, loss, lengths: lengths, seed: seed).batch()
    }

    private static func checkThreads<Scalar: NetworkScalar>(
        _ architecture: NetworkArchitecture, _: Scalar.Type
    ) throws {
        let network = RecurrentNetwork<Scalar>.stirred(architecture, seed: 1)
        let one = BackpropagationThroughTime<Scalar>(architecture: architecture, threadCount: 1)
        let two = BackpropagationThroughTime<Scalar>(architecture: architecture, threadCount: 2)
        for count in [1, 16, 17, 40, 100] {
            let batch: SequenceBatch<Scalar> = try batch(architecture, count: count, seed: UInt64(count))
            #expect(try Results(one, network, batch) == Results(two, network, batch), "\(count) sequences")
        }
    }

    @Test(arguments: forms)
    func `one thread and two give the same bits`(architecture: NetworkArchitecture) throws {
        try Self.checkThreads(architecture, Float.self)
        try Self.checkThreads(architecture, Double.self)
    }

    @Test(arguments: forms)
    func `what an engine computed before does not matter`(architecture: NetworkArchitecture) throws {
        let network = RecurrentNetwork<Float>.stirred(architecture, seed: 2)
        let other = RecurrentNetwork<Float>.stirred(architecture, seed: 3)
        let used = BackpropagationThroughTime<Float>(architecture: architecture)
        for count in [3, 40, 1, 17, 90, 0, 2, 17] {
            let batch: SequenceBatch<Float> = try Self.batch(architecture, count: count, seed: UInt64(count))
            let found = try Results(used, network, batch)
            #expect(try Results(used, network, batch) == found)
            let fresh = BackpropagationThroughTime<Float>(architecture: architecture)
            #expect(try Results(fresh, network, batch) == found, "\(count) sequences")
            _ = try Results(used, other, batch)
        }
    }

    private static func checkSingles<Scalar: NetworkScalar>(
        _ architecture: NetworkArchitecture, _: Scalar.Type, tolerance: Double
    ) throws -> Double {
        let network = RecurrentNetwork<Scalar>.stirred(architecture, seed: 3)
        let data = try TestBatch(
            architecture, loss, lengths: [4, 9, 9, 1, 6, 0] + (0..<14).map { 2 + $0 % 5 }, seed: 5)
        let backpropagation = BackpropagationThroughTime<Scalar>(architecture: architecture)
        let all = try data.batch(Scalar.self)
        let (logits, states) = try backpropagation.forwardWithStates(network: network, batch: all)
        var together: [Scalar] = []
        let batchLoss = try backpropagation.lossAndGradients(
            network: network, batch: all, loss: loss, gradients: &together)

        let (width, stateSize) = (architecture.outputSize, architecture.stateSize)
        var sum = BatchLoss()
        var added = [Double](repeating: 0, count: together.count)
        for sequence in 0..<all.batchSize {
            let single = try data.batch(Scalar.self, indices: [sequence])
            let alone = try backpropagation.forwardWithStates(network: network, batch: single)
            for time in 0..<all.lengths[sequence] {
                let start = (time * all.batchSize + sequence) * width
                // The kernels promise it: a row's results do not depend on the other rows.
                #expect(alone.logits[(width * time)..<(width * (time + 1))] == logits[start..<(start + width)])
            }
            #expect(alone.states[...] == states[(sequence * stateSize)..<((sequence + 1) * stateSize)])
            var gradients: [Scalar] = []
            let part = try backpropagation.lossAndGradients(
                network: network, batch: single, loss: loss, gradients: &gradients)
            sum += part
            for index in added.indices { added[index] += Double(gradients[index]) * part.weightSum }
        }
        let worst = max(
            abs(sum.mean - batchLoss.mean), largestDifference(added.map { $0 / sum.weightSum }, together))
        #expect(worst < tolerance)
        return worst
    }

    @Test(arguments: forms)
    func `a batch of n equals n single batches`(architecture: NetworkArchitecture) throws {
        let single = try Self.checkSingles(architecture, Float.self, tolerance: 1e-6)
        let double = try Self.checkSingles(architecture, Double.self, tolerance: 1e-12)
        print("\(architecture.summary): batch and singles differ by \(single) in Float, \(double) in Double")
    }

    @Test(arguments: forms)
    func `permuting the sequences permutes the outputs`(architecture: NetworkArchitecture) throws {
        let network = RecurrentNetwork<Float>.stirred(architecture, seed: 3)
        let data = try TestBatch(architecture, Self.loss, lengths: [4, 9, 9, 0, 6], seed: 6)
        let permutation = [3, 1, 4, 0, 2]
        let straight = try data.batch(Float.self)
        let width = architecture.outputSize
        let logits = try network.forward(straight)
        let permuted = try network.forward(data.batch(Float.self, indices: permutation))
        for time in 0..<straight.sequenceLength {
            for (place, sequence) in permutation.enumerated() {
                let left = (time * 5 + place) * width
                let right = (time * 5 + sequence) * width
                #expect(permuted[left..<(left + width)] == logits[right..<(right + width)])
            }
        }
    }

    @Test func `another draw drops other values and the same draw the same`() throws {
        let architecture = try NetworkArchitecture.small(.lstm, layerCount: 2, dropout: 0.5)
        let network = RecurrentNetwork<Float>.stirred(architecture, seed: 1)
        let batch: SequenceBatch<Float> = try Self.batch(architecture, count: 20, seed: 2)
        let engine = BackpropagationThroughTime<Float>(architecture: architecture, threadCount: 2)
        func gradients(_ dropout: Dropout?) throws -> [Float] {
            var gradients: [Float] = []
            _ = try engine.lossAndGradients(
                network: network, batch: batch, loss: Self.loss, dropout: dropout, gradients: &gradients)
            return gradients
        }
        let first = try gradients(Dropout(seed: 1, index: 1))
        #expect(try gradients(Dropout(seed: 1, index: 1)) == first)
        #expect(try gradients(Dropout(seed: 1, index: 2)) != first)
        #expect(try gradients(Dropout(seed: 2, index: 1)) != first)
        #expect(try gradients(nil) != first)
    }

    @Test func `the share of values dropped is the probability and the others are scaled up`() {
        var factors = [Double](repeating: .nan, count: 1000 * 48)
        Dropout(seed: 3, index: 4).fill(
            &factors, rows: 1000, width: 43, stride: 48, layer: 1, firstRow: 0, probability: 0.3)
        var kept = 0
        for row in 0..<1000 {
            for column in 0..<43 {
                let factor = factors[row * 48 + column]
                #expect(factor == 0 || factor == 1 / 0.7)
                kept += factor == 0 ? 0 : 1
            }
            #expect(factors[(row * 48 + 43)..<(row * 48 + 48)].allSatisfy { $0 == 0 })
        }
        // Four standard deviations of 43,000 draws.
        #expect(abs(Double(kept) / 43_000 - 0.7) < 4 * (0.21 / 43_000).squareRoot())
    }
}
