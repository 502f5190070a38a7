import ClinicalDomain
import Foundation
import RecurrentNetworks
import Scoring
import Testing

/// Samek et al., "Evaluating the visualization of what a deep neural network has learned", IEEE Trans Neural Netw Learn
/// Syst 28:2660 (2017); insertion: Petsiuk, Das and Saenko, "RISE", BMVC 2018.
struct ExplanationDeletionTests {
    /// An alert as the network sees it, and as it would with average values.
    private struct Probe {
        let model: RiskModel
        let features, baseline: [Float]
        let ranges: [Range<Int>]

        init(_ scorer: PatientScorer, _ attribution: RiskAttribution) throws {
            model = try #require(scorer.model)
            let extractor = FeatureExtractor(schema: model.schema)
            let averages = Dictionary(uniqueKeysWithValues: model.schema.channels.map { ($0.id, $0.mean) })
            let average = scorer.timeline.channels.reduce(scorer.timeline) { timeline, channel in
                averages[channel].map { timeline.replacingValues(of: channel, with: $0) } ?? timeline
            }
            let size = model.schema.featureCount
            (features, baseline) = {
                let count = attribution.steps.count * size
                return (Array($0.suffix(count)), Array($1.suffix(count)))
            }(
                EncodedSequence(timeline: scorer.timeline, subject: scorer.subject, extractor: extractor).features,
                EncodedSequence(timeline: average, subject: scorer.subject, extractor: extractor).features)
            let owners = model.schema.channelOfFeature
            ranges = try model.schema.channels.map { channel in
                let first = try #require(owners.firstIndex(of: channel.id))
                return first..<(first + owners.count { $0 == channel.id })
            }
        }

        /// The mean log-odds while channel-steps are replaced in an order, a twentieth at a time.
        func meanLogOdds(_ order: [Int], inserting: Bool) throws -> Double {
            let size = model.schema.featureCount
            var inputs = inserting ? baseline : features
            let others = inserting ? features : baseline
            var stages = [inputs]
            for stage in 0..<20 {
                for index in order[(order.count * stage / 20)..<(order.count * (stage + 1) / 20)] {
                    let (step, channel) = index.quotientAndRemainder(dividingBy: ranges.count)
                    for feature in ranges[channel] { inputs[step * size + feature] = others[step * size + feature] }
                }
                stages.append(inputs)
            }
            let logits = try model.networks[0].forward(SequenceBatch(inputSize: size, inputs: stages))
            return logits.suffix(stages.count).reduce(0) { $0 + model.logOdds(ofLogit: $1) } / Double(stages.count)
        }
    }

    /// The probability of so many wins or more of so many fair coins.
    private func signTest(wins: Int, of count: Int) -> Double {
        var sum = 0.0
        for k in wins...count {
            let ways = lgamma(Double(count + 1)) - lgamma(Double(k + 1)) - lgamma(Double(count - k + 1))
            sum += exp(ways - Double(count) * log(2))
        }
        return sum
    }

    @Test
    func `the sign test gives the tail of the binomial distribution`() {
        #expect(abs(signTest(wins: 8, of: 10) - 56.0 / 1024) < 1e-12)
        #expect(abs(signTest(wins: 0, of: 10) - 1) < 1e-12)
    }

    @Test(arguments: [AttributionMethod.integratedGradients, .temporalRescaling])
    func `replacing what contributes most moves the log-odds faster than a random order, in both directions`(
        method: AttributionMethod
    ) throws {
        let ward = try ExplanationWard.lstm.get()
        // Rescaling walks the path for every step: few alerts are enough to show that it does no harm.
        let alerts = method == .integratedGradients ? ward.alerts.prefix(220) : ward.alerts.prefix(12)
        #expect(method == .temporalRescaling || alerts.count >= 200)
        var generator = SeededGenerator(seed: 11)
        var wins = (deletion: 0, insertion: 0)
        for alert in alerts {
            let attribution = try #require(alert.scorer.attribution(method))
            let probe = try Probe(alert.scorer, attribution)
            let shares = attribution.shares
            let order = shares.indices.sorted { (shares[$0], $0) > (shares[$1], $1) }
            let random = shares.indices.shuffled(using: &generator)
            if try probe.meanLogOdds(order, inserting: false) < probe.meanLogOdds(random, inserting: false) {
                wins.deletion += 1
            }
            if try probe.meanLogOdds(order, inserting: true) > probe.meanLogOdds(random, inserting: true) {
                wins.insertion += 1
            }
        }
        #expect(signTest(wins: wins.deletion, of: alerts.count) < 0.001, "\(wins) of \(alerts.count)")
        #expect(signTest(wins: wins.insertion, of: alerts.count) < 0.001, "\(wins) of \(alerts.count)")
    }
}
