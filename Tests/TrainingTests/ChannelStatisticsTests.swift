import ClinicalDomain
import RecurrentNetworks
import Scoring
import Testing
import Training

struct ChannelStatisticsTests {
    private func scaled(
        _ histories: [EncounterHistory], minimumShare: Double = 0, where accepts: (Channel) -> Bool = { _ in true }
    ) -> [SequenceSchema.ScaledChannel] {
        var statistics = ChannelStatistics()
        for history in histories { statistics.add(history) }
        return statistics.scaledChannels(minimumShare: minimumShare, where: accepts)
    }

    @Test func `mean and deviation are those of two passes over all values`() throws {
        var generator = CounterBasedGenerator(seed: 5)
        let histories = (0..<40).map { stay in
            EncounterHistory.sample(
                stay,
                (0..<50).flatMap { time in
                    [
                        Observation.sample(80 + 15 * generator.normal(), at: Double(time)),
                        // A large mean with a small spread is where one naive pass loses its digits.
                        Observation.sample(
                            100_000 + generator.normal(), at: Double(time), channel: ChannelID("platelets")),
                    ]
                })
        }
        let channels = scaled(histories)
        #expect(channels.map(\.id).sorted() == [.heartRate, ChannelID("platelets")])
        for channel in channels {
            let values = histories.flatMap(\.observations).filter { $0.key.channel == channel.id }.map(\.value)
            let mean = values.reduce(0, +) / Double(values.count)
            let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
            let deviation = (squares / Double(values.count - 1)).squareRoot()
            #expect(abs(channel.mean - mean) < 1e-9 * abs(mean))
            #expect(abs(channel.deviation - deviation) < 1e-9 * deviation)
        }
    }

    @Test func `only the version that counts is counted: corrections replace, deletions remove`() throws {
        let plain = [Observation.sample(70, at: 0), .sample(80, at: 1), .sample(90, at: 2)]
        let versions: [Observation] = [
            .sample(250, at: 0, status: .preliminary, issued: 0), .sample(70, at: 0, status: .corrected, issued: 5),
            .sample(80, at: 1), .sample(80, at: 1, issued: 6), .sample(90, at: 2),
            .sample(300, at: 3, issued: 3), .sample(0, at: 3, status: .enteredInError, issued: 4),
        ]
        let expected = try #require(scaled([.sample(1, plain)]).first)
        let found = try #require(scaled([.sample(1, versions)]).first)
        let backwards = try #require(scaled([.sample(1, versions.reversed())]).first)
        #expect(found.mean == expected.mean && found.deviation == expected.deviation)
        #expect(abs(backwards.mean - expected.mean) < 1e-12)
        #expect(abs(backwards.deviation - expected.deviation) < 1e-12)
    }

    @Test func `a channel is left out below the share of stays and taken at it`() {
        let histories = (0..<100).map { stay in
            let rare = [1.0, 3].map { Observation.sample($0, at: $0, channel: ChannelID("lactate")) }
            return EncounterHistory.sample(stay, [.sample(80, at: 0), .sample(81, at: 1)] + (stay < 2 ? rare : []))
        }
        #expect(scaled(histories, minimumShare: 0.02).map(\.id).contains(ChannelID("lactate")))
        #expect(!scaled(histories, minimumShare: 0.021).map(\.id).contains(ChannelID("lactate")))
        #expect(scaled(histories, minimumShare: 0.02) { $0.category == .vitalSign }.map(\.id) == [.heartRate])
    }

    @Test func `age is never a channel, a constant channel keeps a usable scale, one value alone gives none`() throws {
        let channels = scaled([
            .sample(
                1,
                [
                    .sample(60, at: 0, channel: .age), .sample(60, at: 1, channel: .age),
                    .sample(0, at: 0, channel: .supplementalOxygen), .sample(0, at: 1, channel: .supplementalOxygen),
                    .sample(36.5, at: 0, channel: .bodyTemperature),
                ])
        ])
        #expect(channels.map(\.id) == [.supplementalOxygen])
        #expect(channels.first?.deviation == 1)
        #expect(scaled([]).isEmpty)
    }
}
