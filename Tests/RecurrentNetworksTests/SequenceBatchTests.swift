import RecurrentNetworks
import Testing

/// What a batch accepts and refuses.
struct SequenceBatchTests {
    private let good = TestBatch(inputSize: 3, outputSize: 2, lengths: [2, 4, 3], seed: 1)

    @Test func `sizes and lengths are those given`() throws {
        let batch = try good.batch(Float.self)
        #expect(batch.lengths == [2, 4, 3])
        #expect(batch.sequenceLength == 4)
        #expect(batch.batchSize == 3)
        #expect(batch.rowCount == 9)
    }

    @Test(arguments: [Double.nan, .infinity, -.infinity])
    func `an input that is not finite is refused with its place`(value: Double) {
        var data = good
        data.inputs[1][3 * 2 + 1] = value
        let error = #expect(throws: NetworkError.self) { try data.batch(Float.self) }
        guard case .nonFiniteInput(1, 2, 1, _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(error?.description.contains("sequence 1, time step 2, feature 1") == true)
    }

    @Test(arguments: [Double.nan, .infinity, -.infinity])
    func `a static input that is not finite is refused with its place`(value: Double) {
        var data = good
        data.staticInputs = [[1, 2], [3, value], [5, 6]]
        let error = #expect(throws: NetworkError.self) { try data.batch(Float.self) }
        guard case .nonFiniteStaticInput(1, 1, _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(error?.description.contains("sequence 1, feature 1") == true)
    }

    @Test(arguments: [Double.nan, -0.5, .infinity])
    func `a target weight that is negative or not finite is refused with its place`(value: Double) {
        var data = good
        data.targetWeights = data.targets.map { $0.map { _ in 1 } }
        data.targetWeights?[2][2 * 1 + 1] = value
        let error = #expect(throws: NetworkError.self) { try data.batch(Double.self) }
        guard case .invalidLossWeight(2, 1, _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func `static inputs and target weights of the wrong length are refused by sequence`() {
        var data = good
        data.staticInputs = [[1], [2, 3], [4]]
        #expect(
            throws: NetworkError.sequenceSizeMismatch(sequence: 1, array: "staticInputs", expected: "1", found: 2)
        ) { try data.batch(Float.self) }
        data = good
        data.targetWeights = [[1, 1, 1, 1], [1], [1, 1, 1, 1, 1, 1]]
        #expect(
            throws: NetworkError.sequenceSizeMismatch(
                sequence: 1, array: "targetWeights", expected: "4 · 2", found: 1)
        ) { try data.batch(Float.self) }
    }

    @Test(arguments: [Double.nan, .infinity])
    func `a target that is not finite is refused even where it does not count`(value: Double) {
        var data = good
        data.targets[2][2 * 1 + 1] = value
        data.lossWeights[2][1] = 0
        let error = #expect(throws: NetworkError.self) { try data.batch(Double.self) }
        guard case .nonFiniteTarget(2, 1, 1, _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test(arguments: [-1, Double.nan, .infinity])
    func `a loss weight that is negative or not finite is refused`(value: Double) {
        var data = good
        data.lossWeights[0][1] = value
        let error = #expect(throws: NetworkError.self) { try data.batch(Double.self) }
        guard case .invalidLossWeight(0, 1, _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func `arrays of the wrong length are refused by sequence`() {
        var data = good
        data.inputs[1].removeLast()
        #expect(
            throws: NetworkError.sequenceSizeMismatch(
                sequence: 1, array: "inputs", expected: "a multiple of 3", found: 11)
        ) { try data.batch(Double.self) }
        data = good
        data.targets[2].append(0)
        #expect(
            throws: NetworkError.sequenceSizeMismatch(sequence: 2, array: "targets", expected: "3 · 2", found: 7)
        ) { try data.batch(Double.self) }
        data = good
        data.lossWeights[0] = []
        #expect(
            throws: NetworkError.sequenceSizeMismatch(sequence: 0, array: "lossWeights", expected: "2", found: 0)
        ) { try data.batch(Double.self) }
        data = good
        data.lossWeights.removeLast()
        #expect(throws: NetworkError.sequenceCountMismatch(inputs: 3, targets: 3, lossWeights: 2)) {
            try SequenceBatch(
                inputSize: 3, targetSize: 2, inputs: data.inputs, targets: data.targets,
                lossWeights: data.lossWeights)
        }
    }

    @Test func `a size of 0 is refused`() {
        #expect(throws: NetworkError.invalidSize(name: "inputSize", value: 0)) {
            try SequenceBatch<Float>(inputSize: 0, targetSize: 1, inputs: [], targets: [], lossWeights: [])
        }
    }

    @Test func `a cross-entropy refuses targets outside 0...1 only where they count`() throws {
        let architecture = try NetworkArchitecture.small(.elman)
        let network = RecurrentNetwork<Double>(architecture: architecture, seed: 1)
        let backpropagation = BackpropagationThroughTime<Double>(architecture: architecture)
        let loss = Loss.binaryCrossEntropy(positiveWeight: 1)
        var data = good
        data.targets[1][2 * 3] = 1.5
        data.lossWeights[1][3] = 0
        _ = try backpropagation.loss(network: network, batch: data.batch(), loss: loss)
        data.lossWeights[1][3] = 1
        #expect(throws: NetworkError.targetOutOfRange(sequence: 1, timeStep: 3, output: 0, value: 1.5)) {
            _ = try backpropagation.loss(network: network, batch: data.batch(), loss: loss)
        }
        _ = try backpropagation.loss(network: network, batch: data.batch(), loss: .meanSquaredError)
    }
}
