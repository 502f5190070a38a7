internal import ClinicalDomain
internal import Foundation

/// Many stays summed up: how they are measured, what their values are like, and how often the outcome came.
struct StayCohort: Sendable {
    struct Channel: Sendable {
        var measuredShare = Moments()
        var bins: [Double] = []
        var level = Moments()
        var roughness = Moments()
        /// Stays with a value.
        var stays = 0.0
    }

    private(set) var stays = 0.0
    private(set) var outcomes = 0.0
    private(set) var age = Moments()
    private var channels: [ChannelID: Channel] = [:]

    var channelIDs: Set<ChannelID> { Set(channels.keys) }
    var outcomeShare: Double { stays > 0 ? outcomes / stays : .nan }

    mutating func add(_ stay: StaySummary, hasOutcome: Bool) {
        stays += 1
        if hasOutcome { outcomes += 1 }
        if let years = stay.age { age.add(years) }
        for (id, channel) in stay.channels {
            var sum = channels[id] ?? Channel()
            channels[id] = nil
            sum.stays += 1
            sum.measuredShare.add(channel.measuredShare)
            if sum.bins.isEmpty { sum.bins = Array(repeating: 0, count: channel.bins.count) }
            for (bin, share) in channel.bins.enumerated() { sum.bins[bin] += share }
            if let level = channel.level { sum.level.add(level) }
            if let roughness = channel.roughness { sum.roughness.add(roughness) }
            channels[id] = sum
        }
    }

    /// A channel; stays without it count as measuring it never.
    func channel(_ id: ChannelID) -> Channel {
        var channel = channels[id] ?? Channel()
        channel.measuredShare.addZeros(stays - channel.stays)
        return channel
    }
}
