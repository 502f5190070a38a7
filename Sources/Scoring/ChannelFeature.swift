/// What a model is told of a channel at every step.
///
/// Levels are a piecewise linear encoding: with knots k₀ < … < kₙ a number x becomes n features
/// min(1, max(0, (x − kᵢ₋₁) / (kᵢ − kᵢ₋₁))), so that a linear layer on them is any piecewise linear function of x
/// (Gorishniy, Rubachev and Babenko, "On embeddings for numerical features in tabular deep learning", NeurIPS 2022).
public enum ChannelFeature: String, Sendable, Hashable, Codable, CaseIterable {
    /// (last value − mean) / deviation, cut off at ±5; 0 while the channel was never observed.
    case standardized
    /// 1 if the channel was observed within the step, else 0.
    case mask
    /// exp(−Δ / ``SequenceSchema/recencyHours``), Δ hours since the last observation; 0 while never observed.
    case recency
    /// Standardized minus the patient's own running mean of it before this value; 0 at the first value.
    case change
    /// Levels of the last value, between the channel's ``SequenceSchema/ScaledChannel/knots``; 0 while never observed.
    case levels
    /// Levels of the hours since the last observation; 0 while never observed.
    case sinceLevels
    /// Levels of the number of observed steps so far.
    case countLevels
    /// Levels of the highest and then of the lowest value so far; 0 while never observed.
    case extremeLevels
    /// Highest, lowest, mean and deviation of the standardized values of the last 6 hours, then of the last 24; of
    /// channels that are measured often only, 0 while there are none.
    case recentStatistics

    /// The hours of ``recentStatistics``.
    static let recentHours = [6, 24]
    /// The knots of ``sinceLevels``, in hours; below the first lies "never".
    static let sinceKnots: [Float] = [-1, 0, 1, 2, 4, 6, 8, 12, 24, 48]
    /// The knots of ``countLevels`` of channels that are measured often, and of others.
    static let (frequentCountKnots, countKnots): ([Float], [Float]) = (
        [0, 1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64], [0, 1, 2, 3, 4, 6, 8]
    )
}
