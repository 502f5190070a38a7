#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

extension Loss {
    /// A logit seen as a probability: σ(l), 1 − σ(l) and their negative logarithms, none of them by cancellation.
    private struct Probability {
        let sigmoid, complement, negativeLogSigmoid, negativeLogComplement: Double

        /// −ln σ(l) = ln(1 + e^−l) and −ln(1 − σ(l)) = ln(1 + e^l), both ln(1 + e^−|l|) plus the part above 0.
        @inline(__always)
        init(logit: Double) {
            let decayed = exp(-abs(logit))
            let logarithm = log1p(decayed)
            let (large, small) = (1 / (1 + decayed), decayed / (1 + decayed))
            (sigmoid, complement) = logit >= 0 ? (large, small) : (small, large)
            negativeLogSigmoid = logarithm + max(-logit, 0)
            negativeLogComplement = logarithm + max(logit, 0)
        }
    }

    @inline(__always)
    static func binaryCrossEntropy(
        _ logit: Double, _ target: Double, positiveWeight: Double
    ) -> (value: Double, derivative: Double) {
        let p = Probability(logit: logit)
        return (
            positiveWeight * target * p.negativeLogSigmoid + (1 - target) * p.negativeLogComplement,
            (1 - target) * p.sigmoid - positiveWeight * target * p.complement
        )
    }

    /// With q = 1 − σ: d(−q^γ ln σ)/dl = −q^γ (q − γ σ ln σ), and the mirror image for negatives.
    @inline(__always)
    static func focal(
        _ logit: Double, _ target: Double, positiveWeight: Double, gamma: Double
    ) -> (value: Double, derivative: Double) {
        let p = Probability(logit: logit)
        let positive = positiveWeight * target * exp(-gamma * p.negativeLogComplement)
        let negative = (1 - target) * exp(-gamma * p.negativeLogSigmoid)
        return (
            positive * p.negativeLogSigmoid + negative * p.negativeLogComplement,
            negative * (p.sigmoid + gamma * p.complement * p.negativeLogComplement)
                - positive * (p.complement + gamma * p.sigmoid * p.negativeLogSigmoid)
        )
    }
}
