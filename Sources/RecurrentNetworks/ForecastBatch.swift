/// Histories of any lengths with what is to be forecast after each of them.
///
/// `D` is the number of input features, `K` ``targetSize``, `C` ``covariateSize``, `B` ``batchSize`` and `k`
/// ``horizon``. The targets are the values at the `k` steps after the end of the history.
public struct ForecastBatch<Scalar: NetworkScalar>: Sendable {
    /// What the encoder reads.
    public let histories: SequenceBatch<Scalar>
    /// `k`, steps to forecast.
    public let horizon: Int
    /// `K`, values to forecast per step.
    public let targetSize: Int
    /// `C`, values known in advance per forecast step, such as the hour of the day or a planned dose.
    public let covariateSize: Int
    /// Steps at which any target counts; the denominator of the mean loss.
    public let lossWeightSum: Double

    /// `B`, the number of histories.
    public var batchSize: Int { histories.batchSize }

    /// `[B, K]`.
    let lastValues: [Scalar]
    /// `[k, B, C]`.
    let covariates: [Scalar]
    /// `[k, B, K]`.
    let targets: [Scalar]
    /// `[k, B, K]`.
    let targetWeights: [Scalar]
    /// `[k, B]`, 1 where any target counts, else 0.
    let lossWeights: [Scalar]

    /// Checks and packs histories and what follows them.
    ///
    /// - Parameters:
    ///   - inputSize: `D`.
    ///   - histories: per sequence `[length, D]`, at least one step.
    ///   - lastValues: per sequence `[K]`, the last known values of the targets, the decoder's first input.
    ///   - targets: per sequence `[k, K]`, any finite number where the weight is 0; nil if they are not known.
    ///   - targetWeights: per sequence `[k, K]`, at least 0, 0 where a value is missing; nil for 1.
    ///   - covariates: per sequence `[k, C]`; nil for none.
    ///   - staticInputs: per sequence `[S]`, for an encoder that computes its initial state from them; nil for none.
    /// - Throws: ``NetworkError`` naming sequence, step and feature of the first bad value.
    public init(
        inputSize: Int, targetSize: Int, horizon: Int, histories: [[Scalar]], lastValues: [[Scalar]],
        targets: [[Scalar]]? = nil, targetWeights: [[Scalar]]? = nil, covariateSize: Int = 0,
        covariates: [[Scalar]]? = nil, staticInputs: [[Scalar]]? = nil
    ) throws(NetworkError) {
        for (name, size) in [("targetSize", targetSize), ("horizon", horizon)] where size < 1 {
            throw NetworkError.invalidSize(name: name, value: size)
        }
        let size = horizon * targetSize
        func repeated(_ value: Scalar, _ count: Int) -> [[Scalar]] {
            histories.map { _ in [Scalar](repeating: value, count: count) }
        }
        let weights = targetWeights ?? repeated(targets == nil ? 0 : 1, size)
        let targets = targets ?? repeated(0, size)
        let covariates = covariates ?? repeated(0, 0)
        self.histories = try SequenceBatch(inputSize: inputSize, inputs: histories, staticInputs: staticInputs)
        if let sequence = histories.firstIndex(where: \.isEmpty) {
            throw NetworkError.sequenceSizeMismatch(
                sequence: sequence, array: "histories", expected: "at least \(inputSize)", found: 0)
        }
        try Self.check(lastValues, "lastValues", count: targetSize, of: histories.count) { sequence, index, value in
            .nonFiniteInput(sequence: sequence, timeStep: 0, feature: index, value: value)
        }
        try Self.check(covariates, "covariates", count: horizon * covariateSize, of: histories.count) {
            .nonFiniteInput(
                sequence: $0, timeStep: $1 / covariateSize, feature: targetSize + $1 % covariateSize, value: $2)
        }
        try Self.check(targets, "targets", count: size, of: histories.count) {
            .nonFiniteTarget(sequence: $0, timeStep: $1 / targetSize, output: $1 % targetSize, value: $2)
        }
        try Self.check(weights, "targetWeights", count: size, of: histories.count, smallest: 0) {
            .invalidLossWeight(sequence: $0, timeStep: $1 / targetSize, value: $2)
        }
        self.horizon = horizon
        self.targetSize = targetSize
        self.covariateSize = covariateSize
        self.lastValues = lastValues.flatMap { $0 }
        self.covariates = Self.timeMajor(covariates, steps: horizon, width: covariateSize)
        self.targets = Self.timeMajor(targets, steps: horizon, width: targetSize)
        self.targetWeights = Self.timeMajor(weights, steps: horizon, width: targetSize)
        let counts = Self.timeMajor(
            weights.map { weights in
                (0..<horizon).map { step in
                    weights[(step * targetSize)..<((step + 1) * targetSize)].contains { $0 > 0 } ? 1 : 0
                }
            }, steps: horizon, width: 1)
        lossWeights = counts
        lossWeightSum = counts.reduce(0) { $0 + Double($1) }
    }

    private static func check(
        _ sequences: [[Scalar]], _ array: String, count: Int, of batchSize: Int,
        smallest: Scalar = -.greatestFiniteMagnitude,
        _ error: (_ sequence: Int, _ index: Int, _ value: Double) -> NetworkError
    ) throws(NetworkError) {
        guard sequences.count == batchSize else {
            throw NetworkError.arrayCountMismatch(array: array, expected: batchSize, found: sequences.count)
        }
        for (sequence, values) in sequences.enumerated() {
            guard values.count == count else {
                throw NetworkError.sequenceSizeMismatch(
                    sequence: sequence, array: array, expected: "\(count)", found: values.count)
            }
            if let index = values.firstIndex(where: { !($0.isFinite && $0 >= smallest) }) {
                throw error(sequence, index, Double(values[index]))
            }
        }
    }

    /// Per sequence `[steps, width]` → `[steps, B, width]`.
    private static func timeMajor(_ sequences: [[Scalar]], steps: Int, width: Int) -> [Scalar] {
        (0..<steps).flatMap { step in
            sequences.flatMap { $0[(step * width)..<((step + 1) * width)] }
        }
    }
}
