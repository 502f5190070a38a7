/// Lowers the learning rate when the validation score has not improved for a while.
///
/// A factor on the learning rate, 1 at first, multiplied with ``reduction`` whenever more than ``patience`` scores in a
/// row were no improvement, but never taken below ``minimumFactor``. PyTorch's `ReduceLROnPlateau` with an absolute
/// threshold and without cooldown.
public struct PlateauReduction: Hashable, Sendable {
    /// What the factor is multiplied with.
    public let reduction: Double
    /// Scores without improvement that are tolerated.
    public let patience: Int
    /// The smallest factor.
    public let minimumFactor: Double
    /// The present factor on the learning rate.
    public internal(set) var factor = 1.0

    var progress: BestScore

    /// A rule before its first score.
    ///
    /// - Parameters:
    ///   - reduction: what the factor is multiplied with, above 0 and below 1.
    ///   - patience: scores without improvement that are tolerated, at least 0.
    ///   - minimumFactor: the smallest factor, in 0...1.
    ///   - minimumImprovement: what a score has to be better by, not just as good, to count; at least 0.
    ///   - direction: which scores are better.
    /// - Precondition: the numbers are in these ranges.
    public init(
        reduction: Double = 0.1, patience: Int = 10, minimumFactor: Double = 0, minimumImprovement: Double = 0,
        direction: ScoreDirection = .smallerIsBetter
    ) {
        precondition(reduction > 0 && reduction < 1, "reduction is \(reduction), must be above 0 and below 1")
        precondition(patience >= 0, "patience is \(patience), must be at least 0")
        precondition((0...1).contains(minimumFactor), "minimumFactor is \(minimumFactor), must be in 0...1")
        self.reduction = reduction
        self.patience = patience
        self.minimumFactor = minimumFactor
        progress = BestScore(direction: direction, minimumImprovement: minimumImprovement)
    }

    /// Takes note of a score, and lowers the factor when it is time; NaN is never an improvement.
    ///
    /// - Returns: whether it is the best one so far.
    @discardableResult
    public mutating func record(_ score: Double) -> Bool {
        let isBest = progress.record(score)
        if progress.scoresSinceBest > patience {
            factor = max(factor * reduction, minimumFactor)
            progress.scoresSinceBest = 0
        }
        return isBest
    }
}
