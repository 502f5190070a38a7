public import ClinicalDomain
public import Scoring

/// Means, deviations and frequencies of the channels over the training patients, gathered stay by stay.
public struct ChannelStatistics: Sendable {
    private struct Moments {
        var count = 0.0
        var mean = 0.0
        var squares = 0.0
        var stays = 0
        /// Values for the quantiles: every one, and once there are too many every second, fourth and so on.
        var sample: [Float] = []
        var stride = 1

        mutating func add(_ value: Double, isFirstOfStay: Bool) {
            // Welford 1962.
            count += 1
            let difference = value - mean
            mean += difference / count
            squares += difference * (value - mean)
            if isFirstOfStay { stays += 1 }
            keep(Float(value))
        }

        private mutating func keep(_ value: Float) {
            guard Int(count) % stride == 0 else { return }
            sample.append(value)
            if sample.count < ChannelStatistics.maximumSample { return }
            sample = sample.indices.filter { $0 % 2 == 1 }.map { sample[$0] }
            stride *= 2
        }
    }

    /// So many values of a channel are kept for its quantiles.
    private static let maximumSample = 1 << 20

    private var moments: [ChannelID: Moments] = [:]
    private var stays = 0

    /// No stays yet.
    public init() {}

    /// Adds one stay: of each result the version that counts, nothing of what was entered in error.
    public mutating func add(_ history: EncounterHistory) {
        stays += 1
        var winners: [Observation.Key: Observation.Precedence] = [:]
        for observation in history.observations {
            let precedence = observation.precedence
            winners[observation.key] = max(winners[observation.key] ?? precedence, precedence)
        }
        var seen: Set<ChannelID> = []
        for observation in history.observations where winners[observation.key] == observation.precedence {
            winners[observation.key] = nil
            if observation.status == .enteredInError { continue }
            let channel = observation.key.channel
            let isFirst = seen.insert(channel).inserted
            // In place: a copy would copy the sample with every value.
            moments[channel, default: Moments()].add(observation.value, isFirstOfStay: isFirst)
        }
    }

    /// The channels that enough stays have, with their scale, in the order of the channel table.
    ///
    /// - Parameters:
    ///   - minimumShare: the share of stays that must have the channel.
    ///   - levels: how many levels a channel gets; 0 for none.
    ///   - accepts: which channels may be used at all.
    public func scaledChannels(
        minimumShare: Double = 0.02, levels: Int = 0, where accepts: (Channel) -> Bool
    ) -> [SequenceSchema.ScaledChannel] {
        ChannelTable.standard.channels.compactMap { channel in
            guard channel.id != .age, accepts(channel), let entry = moments[channel.id], stays > 0,
                Double(entry.stays) >= minimumShare * Double(stays), entry.count > 1
            else { return nil }
            let deviation = (entry.squares / (entry.count - 1)).squareRoot()
            return SequenceSchema.ScaledChannel(
                id: channel.id, mean: entry.mean, deviation: deviation > 1e-6 ? deviation : 1,
                knots: Self.knots(entry.sample, levels: levels), isFrequent: channel.category == .vitalSign)
        }
    }

    /// The quantiles of a sample that cut it into equal parts, each once; none where there are fewer than two.
    private static func knots(_ sample: [Float], levels: Int) -> [Double] {
        guard levels > 0, !sample.isEmpty else { return [] }
        let sorted = sample.sorted()
        var knots: [Double] = []
        for level in 0...levels {
            let value = Double(sorted[level * (sorted.count - 1) / levels])
            if knots.last != value { knots.append(value) }
        }
        return knots.count > 1 ? knots : []
    }
}
