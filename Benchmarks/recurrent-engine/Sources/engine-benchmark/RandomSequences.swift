import RecurrentNetworks

/// Uniform inputs in ±√3 (deviation 1), targets 0 or 1, every step in the loss.
func randomBatch(inputSize: Int, lengths: [Int]) throws -> SequenceBatch<Float> {
    var generator = CounterBasedGenerator(seed: 1, stream: 0)
    return try SequenceBatch(
        inputSize: inputSize, targetSize: 1,
        inputs: lengths.map { randomValues($0 * inputSize, &generator) },
        targets: lengths.map { length in (0..<length).map { _ in generator.nextUnit() < 0.5 ? 0 : 1 } },
        lossWeights: lengths.map { [Float](repeating: 1, count: $0) })
}

/// Values of mean 0 and deviation 1.
func randomValues(_ count: Int, _ generator: inout CounterBasedGenerator) -> [Float] {
    (0..<count).map { _ in Float((2 * generator.nextUnit() - 1) * 3.0.squareRoot()) }
}
