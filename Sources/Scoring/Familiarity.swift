public import ClinicalDomain

/// How far a model's input may lie from what it was trained on before the model has no opinion.
///
/// Conformal (Vovk, Gammerman and Shafer, "Algorithmic learning in a random world", 2005; Laxhammar and Falkman 2010 for
/// anomalies): the strangeness of a stay is the largest ``strangeness(of:in:)`` of its values, and the limit the rank
/// ⌈(n + 1)(1 − ``errorRate``)⌉ among n stays. Where those are validation stays, a new stay that comes from where they came
/// from exceeds it with a probability of at most ``errorRate``. With cross-fitting the stays gave the outermost levels
/// themselves: the limit is at most 1, and the probability only about that.
public enum Familiarity {
    /// At most this share of familiar stays is ever met without an opinion.
    public static let errorRate = 0.01

    /// The limit for stays with these strangenesses; nil for too few to tell.
    public static func limit(strangenesses: [Double]) -> Double? {
        let rank = Int((Double(strangenesses.count + 1) * (1 - errorRate)).rounded(.up))
        return rank <= strangenesses.count ? strangenesses.sorted()[rank - 1] : nil
    }

    /// How strange a value is for a channel: 0 among the middle levels, 1 at the outermost of the training patients'
    /// values, and more beyond, in proportion; 0 for a channel with fewer than three levels.
    public static func strangeness(of value: Double, in channel: SequenceSchema.ScaledChannel) -> Double {
        guard channel.knots.count >= 4 else { return 0 }
        let (low, high) = (channel.knots[1], channel.knots[channel.knots.count - 2])
        if value < low { return (low - value) / (low - channel.knots[0]) }
        if value > high { return (value - high) / (channel.knots[channel.knots.count - 1] - high) }
        return 0
    }
}

/// Why a model has no opinion.
public struct UnfamiliarValue: Sendable, Hashable, Codable {
    /// The channel.
    public var channel: ChannelID
    /// Its value, in the canonical unit.
    public var value: Double
    /// The lowest value that the model's training patients had.
    public var lowest: Double
    /// The highest value that they had.
    public var highest: Double

    /// The reason of its parts.
    public init(channel: ChannelID, value: Double, lowest: Double, highest: Double) {
        (self.channel, self.value, self.lowest, self.highest) = (channel, value, lowest, highest)
    }
}
