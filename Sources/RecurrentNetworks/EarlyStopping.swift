/// Ends training when the validation score has not improved for a while.
///
/// A network is a value: keep the one for which ``record(_:)`` said yes.
public struct EarlyStopping: Hashable, Sendable {
    /// Scores without improvement after which to stop.
    public let patience: Int

    var progress: BestScore

    /// A rule before its first score.
    ///
    /// - Parameters:
    ///   - patience: scores without improvement after which to stop, at least 1.
    ///   - minimumImprovement: what a score has to be better by, not just as good, to count; at least 0.
    ///   - direction: which scores are better.
    /// - Precondition: the numbers are in these ranges.
    public init(
        patience: Int, minimumImprovement: Double = 0, direction: ScoreDirection = .smallerIsBetter
    ) {
        precondition(patience >= 1, "patience is \(patience), must be at least 1")
        self.patience = patience
        progress = BestScore(direction: direction, minimumImprovement: minimumImprovement)
    }

    /// Takes note of a score; NaN is never an improvement.
    ///
    /// - Returns: whether it is the best one so far.
    @discardableResult
    public mutating func record(_ score: Double) -> Bool { progress.record(score) }

    /// The best score so far; nil before the first one.
    public var best: Double? { progress.best }

    /// Scores recorded since the best one.
    public var scoresSinceBest: Int { progress.scoresSinceBest }

    /// Whether it is time to stop.
    public var shouldStop: Bool { scoresSinceBest >= patience }
}
