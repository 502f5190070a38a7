@testable import RecurrentNetworks

/// What a loss makes of rows of numbers.
struct LossEvaluation {
    /// Σ w v · loss.
    let sum: Double
    /// `[rows, O]`, as `Double`.
    let dLogits: [Double]

    /// Evaluates rows given as arrays; weights are 1 unless given.
    init<Scalar: NetworkScalar>(
        _ loss: Loss, logits: [Scalar], targets: [Scalar], outputSize: Int, weights: [Scalar]? = nil,
        targetWeights: [Scalar]? = nil, scale: Double = 1
    ) throws(NetworkError) {
        let rows = logits.count / outputSize
        let weights = weights ?? [Scalar](repeating: 1, count: rows)
        let targetCount = try rows * loss.targetSize(outputSize: outputSize)
        let targetWeights = targetWeights ?? [Scalar](repeating: 1, count: targetCount)
        precondition(targets.count == targetCount && targetWeights.count == targetCount && weights.count == rows)
        // Filled beforehand: what is not written shows.
        var derivatives = [Scalar](repeating: 777, count: logits.count)
        sum = loss.evaluate(
            targets: targets, weights: weights, targetWeights: targetWeights, rows: rows, outputSize: outputSize,
            scale: scale, logits: logits, dLogits: &derivatives)
        dLogits = derivatives.map { Double($0) }
    }
}

extension Loss {
    /// One loss of every kind, for steps of 6 logits.
    static let ofEveryKind: [Loss] = [
        .binaryCrossEntropy(positiveWeight: 2.5), .focal(positiveWeight: 3, gamma: 2),
        .focal(positiveWeight: 1, gamma: 0.5), .categoricalCrossEntropy(),
        .categoricalCrossEntropy(classWeights: [0.5, 2, 1, 0, 1.5, 3]), .meanSquaredError, .gaussian,
        .quantile(levels: [0.1, 0.5, 0.9]),
    ]
}
