/// The loss of a batch as the two sums its mean is made of, so batches can be added exactly.
public struct BatchLoss: Hashable, Sendable {
    /// Σ over steps of loss weight times loss.
    public var weightedSum: Double
    /// Σ over steps of loss weights.
    public var weightSum: Double

    /// A loss from its sums.
    public init(weightedSum: Double = 0, weightSum: Double = 0) {
        self.weightedSum = weightedSum
        self.weightSum = weightSum
    }

    /// The mean weighted loss; 0 when no step counts.
    public var mean: Double { weightSum > 0 ? weightedSum / weightSum : 0 }

    /// Adds the sums of another batch.
    public static func += (left: inout BatchLoss, right: BatchLoss) {
        left.weightedSum += right.weightedSum
        left.weightSum += right.weightSum
    }
}
