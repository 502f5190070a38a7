/// The best of the scores seen, and how long ago it was.
struct BestScore: Hashable, Sendable {
    /// Which scores are better.
    let direction: ScoreDirection
    /// What a score has to be better by, not just as good, to count.
    let minimumImprovement: Double
    /// The best score; nil before the first one.
    var best: Double?
    /// Scores recorded since the best one.
    var scoresSinceBest = 0

    init(direction: ScoreDirection, minimumImprovement: Double) {
        precondition(
            minimumImprovement >= 0 && minimumImprovement.isFinite,
            "minimumImprovement is \(minimumImprovement), must be at least 0 and finite")
        self.direction = direction
        self.minimumImprovement = minimumImprovement
    }

    /// Takes note of a score; NaN is never an improvement.
    ///
    /// - Returns: whether it is the best one.
    mutating func record(_ score: Double) -> Bool {
        let isBest =
            switch (best, direction) {
            case (nil, _): !score.isNaN
            case (.some(let best), .smallerIsBetter): score < best - minimumImprovement
            case (.some(let best), .largerIsBetter): score > best + minimumImprovement
            }
        if isBest { best = score }
        scoresSinceBest = isBest ? 0 : scoresSinceBest + 1
        return isBest
    }
}
