import RecurrentNetworks

/// Random sequences for tests, the same for the same seed.
struct TestBatch {
    var inputs: [[Double]]
    var targets: [[Double]]
    var lossWeights: [[Double]]
    let inputSize: Int
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

    /// The batch in a scalar type, of all sequences or of those at `indices`.
    func batch<Scalar: NetworkScalar>(
        _ type: Scalar.Type, indices: [Int]? = nil
    ) throws(NetworkError) -> SequenceBatch<Scalar> {
        let chosen = indices ?? Array(inputs.indices)
        func convert(_ values: [[Double]]) -> [[Scalar]] { chosen.map { values[$0].map { Scalar($0) } } }
        return try SequenceBatch(
            inputSize: inputSize, outputSize: outputSize, inputs: convert(inputs), targets: convert(targets),
            lossWeights: convert(lossWeights))
    }

    /// The batch in a scalar type.
    func batch<Scalar: NetworkScalar>() throws(NetworkError) -> SequenceBatch<Scalar> { try batch(Scalar.self) }
}

extension NetworkArchitecture {
    /// A small network of a cell, with a decay of 0.5 where the cell has a context.
    static func small(
        _ cell: CellKind, inputSize: Int = 3, hiddenSize: Int = 5, outputSize: Int = 2
    ) throws -> NetworkArchitecture {
        try NetworkArchitecture(
            cell: cell, inputSize: inputSize, hiddenSize: hiddenSize, outputSize: outputSize,
            contextDecay: cell.feedsOutputBack ? 0.5 : 0)
    }
}
