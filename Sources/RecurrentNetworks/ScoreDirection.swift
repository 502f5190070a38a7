/// Which of two validation scores is better.
public enum ScoreDirection: String, Hashable, Sendable, CaseIterable {
    /// Losses.
    case smallerIsBetter
    /// Areas under curves, utilities.
    case largerIsBetter
}
