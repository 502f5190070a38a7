import ClinicalDomain
import Foundation
import RecurrentNetworks
import Scoring
import Testing

struct ContributionsTests {
    /// Every channel each hour for ten hours, so that leaving one out changes no step.
    private static let observations = (0..<10).flatMap { hour in
        [
            observation(.heartRate, 80 + Double(hour) * 3, minute: hour * 60 + 10),
            observation(.respiratoryRate, 14 + Double(hour), minute: hour * 60 + 20),
            observation(.bodyTemperature, 36.5 + Double(hour) / 10, minute: hour * 60 + 30),
            observation(.oxygenSaturation, 96, minute: hour * 60 + 40),
        ]
    }

    /// A model whose input weights of each channel are multiplied by a factor.
    private func model(_ cell: CellKind, factors: [Float]) throws -> RiskModel {
        var model = try ScoringTests.model(cell)
        let block = try #require(model.networks[0].architecture.parameterBlocks.first { $0.name == "weight_ih_l0" })
        let owners = model.schema.channelOfFeature
        for index in block.range {
            let owner = owners[(index - block.range.lowerBound) % owners.count]
            guard let channel = model.schema.channels.firstIndex(where: { $0.id == owner }) else { continue }
            model.networks[0].parameters[index] *= factors[channel]
        }
        return model
    }

    private func contributions(_ model: RiskModel) -> [AlertEvidence.Contribution] {
        var scorer = scorer(model)
        scorer.apply(Self.observations)
        _ = scorer.assess()
        return scorer.contributions()
    }

    @Test(arguments: CellKind.allCases)
    func `channels that the network ignores contribute 0`(cell: CellKind) throws {
        for (index, channel) in schema.channels.map(\.id).enumerated() {
            var factors: [Float] = [0, 0, 0]
            factors[index] = 1
            let found = contributions(try model(cell, factors: factors))
            #expect(found.count == 3)
            #expect(found.filter { $0.logOdds != 0 }.map(\.channel) == [channel])
        }
    }

    @Test(arguments: CellKind.allCases)
    func `contributions add up to the log-odds minus those of average values, what raises the risk first`(
        cell: CellKind
    ) throws {
        let model = try ScoringTests.model(cell)
        func logOdds(_ observations: [Observation]) throws -> Double {
            let probability = try #require(freshAssessments(observations, model).last?.risk?.probability)
            return log(probability / (1 - probability))
        }
        let found = contributions(model)
        #expect(found.map(\.logOdds) == found.map(\.logOdds).sorted(by: >))
        let average = Self.observations.map { observation in
            var average = observation
            if let channel = model.schema.channels.first(where: { $0.id == observation.key.channel }) {
                average.value = channel.mean
            }
            return average
        }
        let sum = found.reduce(0) { $0 + $1.logOdds }
        #expect(abs(try logOdds(Self.observations) - logOdds(average) - sum) < 0.01)
        for contribution in found {
            let steps = try #require(contribution.steps)
            #expect(steps.count == 10 && contribution.earlier == 0)
            #expect(abs(steps.reduce(0, +) - contribution.logOdds) < 1e-9)
        }
    }

    @Test
    func `steps before the last 24 are told as one`() throws {
        var scorer = scorer(try ScoringTests.model())
        scorer.apply((0..<30).map { observation(.heartRate, 95 + Double($0 % 5), minute: $0 * 60) })
        _ = scorer.assess()
        let found = try #require(scorer.contributions().first)
        let (steps, earlier) = (try #require(found.steps), try #require(found.earlier))
        #expect(steps.count == 24 && earlier != 0)
        #expect(abs(steps.reduce(0, +) + earlier - found.logOdds) < 1e-9)
    }

    @Test
    func `before and now are the newest value and that from which the change began`() throws {
        let found = contributions(try ScoringTests.model())
        let heartRate = try #require(found.first { $0.channel == .heartRate })
        #expect(heartRate.now == 107 && heartRate.before == 95 && heartRate.overHours == 4)
        #expect(heartRate.course == .rising && heartRate.forHours == nil)
        #expect(heartRate.words == "heart rate rising 95 → 107 over 4 h")
    }

    @Test
    func `a channel without any value is left out, one without an earlier value has no before`() throws {
        var scorer = scorer(try ScoringTests.model())
        scorer.apply([observation(.heartRate, 90, minute: 5)])
        _ = scorer.assess()
        let found = scorer.contributions()
        #expect(found.map(\.channel) == [.heartRate])
        #expect(found.map(\.before) == [nil] && found.map(\.overHours) == [nil])
    }

    @Test
    func `only the sequence since the last long gap is explained`() throws {
        let model = try ScoringTests.model()
        let recent = Self.observations
        let old = recent.map { observation in
            var older = observation
            older.key.effective = observation.key.effective.advanced(byHours: -40)
            older.value += 30
            return older
        }
        func logOdds(_ observations: [Observation]) -> [String] {
            var scorer = scorer(model)
            scorer.apply(observations)
            _ = scorer.assess()
            return scorer.contributions().map { "\($0.channel) \($0.logOdds)" }
        }
        #expect(logOdds(old + recent) == logOdds(recent))
    }

    @Test
    func `evidence holds the values in force with their ages, the risk, NEWS2 and the policy`() throws {
        let model = try ScoringTests.model()
        var scorer = scorer(model)
        let policy = AlertPolicy(riskThreshold: 0.5)
        #expect(scorer.evidence(policy: policy) == nil)
        #expect(scorer.valuesInForce().isEmpty)
        scorer.apply(
            Self.observations + [
                observation(.respiratoryRate, 22, minute: 9 * 60 + 20, issued: 999, status: .corrected)
            ])
        _ = scorer.assess()
        let evidence = try #require(scorer.evidence(policy: policy))
        #expect(evidence.step == minute(9 * 60))
        #expect(evidence.effective == minute(9 * 60 + 40))
        #expect(evidence.risk?.model == model.name && evidence.risk?.threshold == model.alertThreshold)
        #expect(evidence.risk == scorer.newest?.risk && evidence.news2 == scorer.newest?.news2)
        #expect(evidence.policy == policy)
        #expect(
            evidence.values == [
                .init(channel: .bodyTemperature, value: 37.4, unit: "Cel", effective: minute(570), ageMinutes: 10),
                .init(channel: .heartRate, value: 107, unit: "/min", effective: minute(550), ageMinutes: 30),
                .init(channel: .oxygenSaturation, value: 96, unit: "%", effective: minute(580), ageMinutes: 0),
                .init(channel: .respiratoryRate, value: 22, unit: "/min", effective: minute(560), ageMinutes: 20),
            ])
        #expect(evidence.contributions == scorer.contributions() && evidence.contributions.count == 3)
        let attribution = try #require(evidence.attribution)
        #expect(attribution.method == "integrated-gradients" && attribution.stepSeconds == 3600)
        let sum = evidence.contributions.reduce(0) { $0 + $1.logOdds }
        let difference = attribution.logOdds - attribution.baselineLogOdds
        #expect(abs(sum - difference - attribution.completenessGap) < 1e-9)
        let probability = try #require(evidence.risk).probability
        #expect(abs(attribution.logOdds - log(probability / (1 - probability))) < 1e-5)
        #expect(evidence.nearestChange == scorer.nearestChange(below: 0.5 * 0.6))
        let read = try JSONDecoder().decode(AlertEvidence.self, from: try JSONEncoder().encode(evidence))
        #expect(read == evidence, "what is stored can be read again as it was")
    }

    @Test
    func `evidence from before explanations were kept can still be read`() throws {
        let stored = """
            {"version":1,"step":"2026-01-01T09:00:00Z","effective":"2026-01-01T09:40:00Z","values":[],
             "risk":{"model":"m","probability":0.5,"threshold":0.4},
             "contributions":[{"channel":"heartRate","logOdds":0.75,"before":92,"now":107,"overHours":5}],
             "policy":{"clearFraction":0.6,"news2Threshold":7,"news2ClearThreshold":4,"refractoryHours":8}}
            """
        let evidence = try JSONDecoder().decode(AlertEvidence.self, from: Data(stored.utf8))
        #expect(evidence.attribution == nil && evidence.nearestChange == nil)
        #expect(
            evidence.contributions == [.init(channel: .heartRate, logOdds: 0.75, before: 92, now: 107, overHours: 5)])
    }
}
