import RecurrentNetworks

/// Random sequences for tests, the same for the same seed.
struct TestBatch {
    var inputs: [[Double]]
    var targets: [[Double]]
    var lossWeights: [[Double]]
    var targetWeights: [[Double]]?
    var staticInputs: [[Double]]?
    let inputSize: Int
    /// Targets per step.
    let outputSize: Int

    /// Normal inputs, targets 0 or 1, and about a third of the steps masked.
    init(inputSize: Int, outputSize: Int, lengths: [Int], seed: UInt64) {
        var generator = CounterBasedGenerator(seed: seed)
        self.inputSize = inputSize
        self.outputSize = outputSize
        inputs = lengths.map { length in (0..<(length * inputSize)).map { _ in generator.nextNormal() } }
        targets = lengths.map { length in (0..<(length * outputSize)).map { _ in generator.nextUnit() < 0.5 ? 0 : 1 } }
        lossWeights = lengths.map { length in
            (0..<length).map { _ in generator.nextUnit() < 0.33 ? 0 : 0.5 + generator.nextUnit() }
        }
    }

    /// Sequences for a network and a loss; with static inputs and target weights, a quarter of them 0.
    init(_ architecture: NetworkArchitecture, _ loss: Loss, lengths: [Int], seed: UInt64) throws(NetworkError) {
        let targetSize = try loss.targetSize(outputSize: architecture.outputSize)
        self.init(inputSize: architecture.inputSize, outputSize: targetSize, lengths: lengths, seed: seed)
        var generator = CounterBasedGenerator(seed: seed, stream: 1)
        targetWeights = lengths.map { length in
            (0..<(length * targetSize)).map { _ in generator.nextUnit() < 0.25 ? 0 : 0.5 + generator.nextUnit() }
        }
        guard architecture.staticSize > 0 else { return }
        staticInputs = lengths.map { _ in (0..<architecture.staticSize).map { _ in generator.nextNormal() } }
    }

    /// The batch in a scalar type, of all sequences or of those at `indices`.
    func batch<Scalar: NetworkScalar>(
        _ type: Scalar.Type, indices: [Int]? = nil
    ) throws(NetworkError) -> SequenceBatch<Scalar> {
        let chosen = indices ?? Array(inputs.indices)
        func convert(_ values: [[Double]]) -> [[Scalar]] { chosen.map { values[$0].map { Scalar($0) } } }
        return try SequenceBatch(
            inputSize: inputSize, targetSize: outputSize, inputs: convert(inputs), targets: convert(targets),
            lossWeights: convert(lossWeights), targetWeights: targetWeights.map(convert),
            staticInputs: staticInputs.map(convert))
    }

    /// The batch in a scalar type.
    func batch<Scalar: NetworkScalar>() throws(NetworkError) -> SequenceBatch<Scalar> { try batch(Scalar.self) }
}
