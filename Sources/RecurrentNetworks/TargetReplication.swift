/// Loss weights that ask for a sequence's target at its last step and, to a share, at every step.
///
///     loss = (1 − λ) loss_T + λ / T Σ_t loss_t
///
/// With a sequence's one target repeated at all its `T` steps, the error reaches early steps directly and not only
/// through time. λ = 0 is many-to-one, λ = 1 the mean over the steps. Lipton, Kale, Elkan and Wetzel, "Learning to
/// diagnose with LSTM recurrent neural networks", ICLR 2016.
public struct TargetReplication: Hashable, Sendable {
    /// λ, the share of the mean over all steps.
    public let share: Double

    /// The weights of the last step alone: many-to-one.
    public static let lastStepOnly = TargetReplication(share: 0)

    /// Weights with a share for all steps.
    ///
    /// - Precondition: the share is in 0...1.
    public init(share: Double) {
        precondition((0...1).contains(share), "the share is \(share), must be in 0...1")
        self.share = share
    }

    /// The loss weights of one sequence, `[length]`; their sum is 1, so every sequence counts the same.
    ///
    /// - Precondition: the length is at least 0.
    public func lossWeights<Scalar: NetworkScalar>(length: Int, as: Scalar.Type = Scalar.self) -> [Scalar] {
        guard length > 0 else { return [] }
        let everyStep = share / Double(length)
        var weights = [Scalar](repeating: Scalar(everyStep), count: length)
        weights[length - 1] = Scalar(1 - share + everyStep)
        return weights
    }
}
