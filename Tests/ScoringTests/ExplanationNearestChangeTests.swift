import ClinicalDomain
import Foundation
import RecurrentNetworks
import Scoring
import Testing

struct ExplanationNearestChangeTests {
    /// The probability after the newest step's values were measured again with others, by scoring from the start.
    private func probability(_ scorer: PatientScorer, _ changes: [(ChannelID, Double)]) throws -> Double {
        var scorer = scorer
        let newest = try #require(scorer.newest)
        scorer.apply(
            changes.map { channel, value in
                Observation(
                    key: .init(channel: channel, effective: newest.step.advanced(byHours: 0.999), source: "TEST"),
                    code: "", value: value, issued: newest.step.advanced(byHours: 1))
            })
        _ = scorer.assess()
        return try #require(scorer.newest?.risk).probability
    }

    @Test
    func `what would clear an alert clears it when it is measured, and is bounded in work and in reach`() throws {
        let ward = try ExplanationWard.lstm.get()
        var (found, total) = (0, 0)
        for alert in ward.alerts.prefix(100) {
            let evidence = try #require(alert.scorer.evidence(policy: ExplanationWard.policy))
            let nearest = try #require(evidence.nearestChange)
            total += 1
            #expect(nearest.clearThreshold == 0.6 * ward.model.alertThreshold)
            #expect(nearest.passCount <= 1000)
            #expect(nearest.changes.count <= 3)
            guard let clear = nearest.probability else {
                #expect(nearest.changes.isEmpty && nearest.words == "no small change clears it")
                continue
            }
            found += 1
            let scored = try probability(alert.scorer, nearest.changes.map { ($0.channel, $0.to) })
            #expect(scored < nearest.clearThreshold)
            #expect(abs(scored - clear) < 1e-9)
            for change in nearest.changes {
                let channel = try #require(ward.model.schema.channels.first { $0.id == change.channel })
                #expect(abs(change.deviations - (change.to - change.from) / channel.deviation) < 1e-9)
                #expect((change.from - channel.mean) * (change.to - channel.mean) >= 0, "not past the mean")
                #expect(abs(change.to - channel.mean) < abs(change.from - channel.mean), "towards the mean")
                #expect(evidence.values.contains { $0.channel == change.channel && $0.value == change.from })
            }
        }
        #expect(total == 100 && found >= 60, "\(found) of \(total)")
    }

    @Test
    func `no change of one channel alone is smaller, by trying them all`() throws {
        let ward = try ExplanationWard.lstm.get()
        var (compared, smaller) = (0, 0)
        for alert in ward.alerts.prefix(30) {
            let nearest = try #require(alert.scorer.nearestChange(below: 0.18))
            let size = nearest.changes.reduce(0) { $0 + abs($1.deviations) }
            guard nearest.probability != nil else { continue }
            compared += 1
            let values = alert.scorer.valuesInForce()
            var best = Double.infinity
            for channel in ward.model.schema.channels {
                guard let from = values.first(where: { $0.channel == channel.id })?.value else { continue }
                let unit = channel.id == .bodyTemperature ? 0.1 : 1
                for step in 1...max(1, Int(abs(from - channel.mean) / unit)) {
                    let to = from + (from < channel.mean ? unit : -unit) * Double(step)
                    let deviations = abs(to - from) / channel.deviation
                    // What is not smaller need not be scored.
                    guard deviations < min(best, size - 1e-9), abs(from - channel.mean) >= unit else { break }
                    if try probability(alert.scorer, [(channel.id, to)]) < 0.18 { best = deviations }
                }
            }
            if best < size - 1e-9 { smaller += 1 }
        }
        #expect(compared >= 20)
        #expect(smaller == 0, "\(smaller) of \(compared)")
    }

    /// A network of one unit: log-odds 4 tanh(Σ weight · standardized value − 1), and nothing else.
    private func scorer(weights: [ChannelID: Float]) throws -> PatientScorer {
        let schema = SequenceSchema(
            channels: [
                .init(id: .heartRate, mean: 80, deviation: 10), .init(id: .respiratoryRate, mean: 16, deviation: 4),
            ], includesAge: false, includesSex: false)
        let architecture = try NetworkArchitecture(
            cell: .feedForward, inputSize: schema.featureCount, hiddenSize: 1, outputSize: 1)
        var parameters = [Float](repeating: 0, count: architecture.parameterCount)
        func set(_ block: String, _ column: Int = 0, _ value: Float) throws {
            let found = try #require(architecture.parameterBlocks.first { $0.name == block })
            parameters[found.range.lowerBound + column] = value
        }
        for (channel, weight) in weights {
            // The standardized value is the first feature of a channel.
            try set("weight_ih_l0", try #require(schema.channelOfFeature.firstIndex(of: channel)), weight)
        }
        try set("bias_ih_l0", 0, -1)
        try set("head.weight", 0, 4)
        let model = RiskModel(
            name: "one", outcome: .deterioration, schema: schema,
            networks: [try RecurrentNetwork(architecture: architecture, parameters: parameters)],
            calibration: RiskModel.Calibration(), threshold: 0.5,
            provenance: .init(trained: origin, seed: 0, dataDigest: "", patients: [], metrics: [:]))
        var scorer = ScoringTests.scorer(model)
        scorer.apply([
            observation(.heartRate, 120, minute: 10), observation(.respiratoryRate, 30, minute: 10),
            observation(.heartRate, 120, minute: 70),
        ])
        _ = scorer.assess()
        return scorer
    }

    @Test
    func `a channel that the network ignores is never asked to change`() throws {
        let scorer = try scorer(weights: [.heartRate: 1])
        // σ(4 tanh(z − 1)) < 0.5 just where z < 1, a heart rate below 90.
        let nearest = try #require(scorer.nearestChange(below: 0.5))
        #expect(nearest.changes == [.init(channel: .heartRate, from: 120, to: 89, deviations: -3.1)])
        #expect(abs((nearest.probability ?? 0) - 1 / (1 + exp(-4 * tanh(-0.1)))) < 1e-6)
        #expect(nearest.words == "would clear with heart rate 89 instead of 120")
        // At the mean it is σ(4 tanh(−1)) = 0.045: below that there is no way.
        let none = try #require(scorer.nearestChange(below: 0.04))
        #expect(none.changes.isEmpty && none.probability == nil && none.words == "no small change clears it")
        #expect(scorer.nearestChange(below: 1) == nil, "it does not stand")
    }

    @Test
    func `a second channel changes only as far as the first one does not reach`() throws {
        // z + r / 2 < 1 from z = 4, r = 3.5: even with z = 0 the breathing must go below r = 2, to 23 (24 is r = 2). That is
        // r = 1.75, which leaves z < 0.125: a heart rate of 81.
        let nearest = try #require(
            try scorer(weights: [.heartRate: 1, .respiratoryRate: 0.5]).nearestChange(below: 0.5))
        #expect(
            nearest.changes == [
                .init(channel: .heartRate, from: 120, to: 81, deviations: -3.9),
                .init(channel: .respiratoryRate, from: 30, to: 23, deviations: -1.75),
            ])
        #expect(nearest.words == "would clear with heart rate 81 instead of 120 and respiratory rate 23 instead of 30")
    }
}
