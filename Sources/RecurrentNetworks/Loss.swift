#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// What a network is trained to make small; the loss of a step is the sum over its outputs.
///
/// With logits l, targets y, step weights w and the sum W of all weights, the loss of a batch is Σ w · loss / W and
/// the derivative by a logit w / W times the one given here.
public enum Loss: Hashable, Sendable {
    /// −p y ln σ(l) − (1 − y) ln(1 − σ(l)), with p the `positiveWeight`; targets in 0...1.
    ///
    /// Derivative: p y (σ(l) − 1) + (1 − y) σ(l). Computed through ln(1 + e^−|l|), so it is exact for large logits.
    case binaryCrossEntropy(positiveWeight: Double)
    /// ½ (l − y)² on the linear logits. Derivative: l − y.
    ///
    /// For cells that feed the output back the fed-back value is still σ(l).
    case meanSquaredError

    /// - Throws: if the loss itself or the targets of `batch` are not in its domain.
    func check<Scalar: NetworkScalar>(_ batch: SequenceBatch<Scalar>) throws(NetworkError) {
        guard case .binaryCrossEntropy(let positiveWeight) = self else { return }
        guard positiveWeight.isFinite, positiveWeight > 0 else {
            throw NetworkError.invalidPositiveWeight(value: positiveWeight)
        }
        if let error = batch.targetOutsideUnitInterval { throw error }
    }

    /// The weighted loss of packed rows and, scaled by 1 / W, its derivative by the logits.
    ///
    /// - Parameters:
    ///   - logits: `[N, O]`.
    ///   - dLogits: `[N, O]`, overwritten; nil when only the loss is wanted.
    /// - Returns: Σ w · loss, summed in `Double`.
    @_specialize(where Scalar == Float)
    @_specialize(where Scalar == Double)
    func evaluate<Scalar: NetworkScalar>(
        _ batch: SequenceBatch<Scalar>, logits: UnsafePointer<Scalar>, dLogits: UnsafeMutablePointer<Scalar>?
    ) -> Double {
        let scale = batch.lossWeightSum > 0 ? 1 / batch.lossWeightSum : 0
        let outputSize = batch.outputSize
        var sum = 0.0
        for row in 0..<batch.rowCount {
            let weight = Double(batch.lossWeights[row])
            let start = row * outputSize
            guard weight > 0 else {
                dLogits.map { ($0 + start).update(repeating: 0, count: outputSize) }
                continue
            }
            for index in start..<(start + outputSize) {
                let (value, derivative) = evaluate(logit: Double(logits[index]), target: Double(batch.targets[index]))
                sum += weight * value
                dLogits?[index] = Scalar(weight * scale * derivative)
            }
        }
        return sum
    }

    /// The loss of one logit and its derivative.
    func evaluate(logit: Double, target: Double) -> (value: Double, derivative: Double) {
        switch self {
        case .binaryCrossEntropy(let positiveWeight):
            // −ln σ(l) = ln(1 + e^−l) and −ln(1 − σ(l)) = ln(1 + e^l) = l + ln(1 + e^−l).
            let decayed = exp(-abs(logit))
            let logarithm = log1p(decayed)
            let positive = logarithm + max(-logit, 0)
            let negative = logarithm + max(logit, 0)
            let small = decayed / (1 + decayed)
            let sigmoid = logit >= 0 ? 1 / (1 + decayed) : small
            let complement = logit >= 0 ? small : 1 / (1 + decayed)
            return (
                positiveWeight * target * positive + (1 - target) * negative,
                (1 - target) * sigmoid - positiveWeight * target * complement
            )
        case .meanSquaredError:
            let difference = logit - target
            return (difference * difference / 2, difference)
        }
    }
}
