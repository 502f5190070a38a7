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
        let columns = block.shape[1]
        for index in block.range {
            let column = (index - block.range.lowerBound) % columns
            if column < factors.count * 4 { model.networks[0].parameters[index] *= factors[column / 4] }
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
    func `channels that the network ignores contribute 0, and the decisive one is first`(cell: CellKind) throws {
        for (index, channel) in schema.channels.map(\.id).enumerated() {
            var factors: [Float] = [0, 0, 0]
            factors[index] = 1
            let found = contributions(try model(cell, factors: factors))
            #expect(found.count == 3)
            #expect(found.first?.channel == channel)
            #expect(found.first?.logOdds != 0)
            #expect(found.dropFirst().map(\.logOdds) == [0, 0])
        }
    }

    @Test(arguments: CellKind.allCases)
    func `a contribution is the log-odds of the values minus those of average values`(cell: CellKind) throws {
        let model = try ScoringTests.model(cell)
        func logOdds(_ observations: [Observation]) throws -> Double {
            let probability = try #require(freshAssessments(observations, model).last?.risk?.probability)
            return log(probability / (1 - probability))
        }
        let found = contributions(model)
        #expect(found.map { abs($0.logOdds) } == found.map { abs($0.logOdds) }.sorted(by: >))
        for contribution in found {
            let mean = try #require(model.schema.channels.first { $0.id == contribution.channel }).mean
            var average = Self.observations
            for index in average.indices where average[index].key.channel == contribution.channel {
                average[index].value = mean
            }
            #expect(abs(try logOdds(Self.observations) - logOdds(average) - contribution.logOdds) < 1e-6)
        }
    }

    @Test
    func `before and now are the values of the newest step and of more than four hours earlier`() throws {
        let found = contributions(try ScoringTests.model())
        let heartRate = try #require(found.first { $0.channel == .heartRate })
        #expect(heartRate.now == 107)
        #expect(heartRate.before == 92, "five hours earlier; four hours earlier is not before")
        #expect(heartRate.overHours == 5)
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
        #expect(evidence.contributions.count == 3)
        let read = try JSONDecoder().decode(AlertEvidence.self, from: try JSONEncoder().encode(evidence))
        #expect(read == evidence, "what is stored can be read again as it was")
    }
}
