import ClinicalDomain
import Foundation
import RecurrentNetworks
import Scoring
import Testing

struct ExplanationAttributionTests {
    private static let observations = (0..<10).flatMap { hour -> [Observation] in
        [
            observation(.heartRate, 80 + Double(hour) * 4, minute: hour * 60 + 10),
            observation(.respiratoryRate, 14 + Double(hour), minute: hour * 60 + 20),
            observation(.bodyTemperature, 36.5 + Double(hour) / 10, minute: hour * 60 + 30),
        ]
    }

    private func attribution(
        _ model: RiskModel, _ method: AttributionMethod = .integratedGradients,
        _ observations: [Observation] = Self.observations
    ) throws -> RiskAttribution {
        var scorer = scorer(model)
        scorer.apply(observations)
        _ = scorer.assess()
        return try #require(scorer.attribution(method))
    }

    private func ensemble(_ models: [RiskModel]) throws -> RiskModel {
        var ensemble = try #require(models.first)
        ensemble.networks = models.flatMap(\.networks)
        return ensemble
    }

    /// The log-odds of the newest step by scoring alone.
    private func logOdds(_ observations: [Observation], _ model: RiskModel) throws -> Double {
        let probability = try #require(freshAssessments(observations, model).last?.risk?.probability)
        return log(probability / (1 - probability))
    }

    @Test(arguments: CellKind.allCases)
    func `shares add up to the log-odds minus those of average values, as scoring gives both`(cell: CellKind) throws {
        for model in [
            try model(cell), try ensemble([model(cell, seed: 1), model(.lstm, seed: 2), model(.elman, seed: 3)]),
        ] {
            let found = try attribution(model)
            let average = try Self.observations.map { observation in
                var average = observation
                average.value = try #require(model.schema.channels.first { $0.id == observation.key.channel }).mean
                return average
            }
            #expect(abs(found.logOdds - (try logOdds(Self.observations, model))) < 1e-5)
            #expect(abs(found.baselineLogOdds - (try logOdds(average, model))) < 1e-5)
            let sum = found.shares.reduce(0, +)
            #expect(abs(sum - (found.logOdds - found.baselineLogOdds)) < 0.01)
            #expect(abs(found.completenessGap - (sum - (found.logOdds - found.baselineLogOdds))) < 1e-9)
            #expect(abs(found.logOdds - found.baselineLogOdds) > 0.001, "there is something to share out")
            #expect(found.steps.count == 10 && found.shares.count == 30)
            #expect(found.steps.first == origin && found.steps.last == minute(540))
        }
    }

    @Test
    func `the shares of an ensemble are the means of those of its networks`() throws {
        let models = try (1...3).map { try model($0 == 2 ? .elman : .lstm, seed: UInt64($0)) }
        let whole = try attribution(try ensemble(models)).shares
        let parts = try models.map { try attribution($0).shares }
        for index in whole.indices {
            #expect(abs(whole[index] - parts.reduce(0) { $0 + $1[index] } / 3) < 1e-5)
        }
    }

    @Test
    func `a channel that was never measured, and steps before the first value, have no share`() throws {
        let found = try attribution(
            model(), .integratedGradients,
            Self.observations.filter { $0.key.channel == .heartRate || $0.key.effective == minute(5 * 60 + 20) })
        #expect(found.shares(of: .bodyTemperature).allSatisfy { $0 == 0 })
        let rate = found.shares(of: .respiratoryRate)
        #expect(rate.prefix(5).allSatisfy { $0 == 0 } && rate.dropFirst(5).allSatisfy { $0 != 0 })
        #expect(found.sharesByChannel[2] == 0 && abs(found.sharesByChannel[1] - rate.reduce(0, +)) < 1e-12)
        #expect(found.shares(of: .oxygenSaturation).isEmpty, "no channel of this model")
    }

    @Test
    func `a long stay is explained by its last 96 hours, from the state that the hours before have left`() throws {
        let observations = (0..<130).map { observation(.heartRate, 80 + Double($0 % 7) * 6, minute: $0 * 60) }
        let model = try ensemble([model(.lstm), model(.elmanJordan)])
        let found = try attribution(model, .integratedGradients, observations)
        #expect(found.steps.count == 96 && found.steps.last == minute(129 * 60))
        #expect(abs(found.logOdds - (try logOdds(observations, model))) < 1e-5)
        #expect(abs(found.completenessGap) < 0.01)
    }

    @Test
    func `rescaling multiplies the shares of a step by how much all others change without it`() throws {
        let model = try model(.lstm)
        let plain = try attribution(model)
        let rescaled = try attribution(model, .temporalRescaling)
        let size = model.schema.featureCount
        var timeline = ObservationTimeline(grid: .hourly, observations: Self.observations)
        let extractor = FeatureExtractor(schema: model.schema)
        let features = EncodedSequence(timeline: timeline, subject: subject, extractor: extractor).features
        for channel in model.schema.channels { timeline = timeline.replacingValues(of: channel.id, with: channel.mean) }
        let baseline = EncodedSequence(timeline: timeline, subject: subject, extractor: extractor).features
        let engine = IntegratedGradients<Float>(architecture: model.networks[0].architecture, pointCount: 60)
        let owners = model.schema.channelOfFeature.map { owner in model.schema.channels.firstIndex { $0.id == owner } }
        func values(_ inputs: [Float]) throws -> [Double] {
            let all = try engine.attribution(
                network: model.networks[0], inputs: inputs, baseline: baseline, output: .logit(0)
            ).values
            var sums = [Double](repeating: 0, count: 30)
            for (index, value) in all.enumerated() {
                if let channel = owners[index % size] { sums[index / size * 3 + channel] += value }
            }
            return sums
        }
        let whole = try values(features)
        let relevances = try (0..<10).map { step in
            var without = features
            for index in (step * size)..<((step + 1) * size) { without[index] = baseline[index] }
            return zip(whole, try values(without)).reduce(0) { $0 + abs($1.0 - $1.1) }
        }
        let products = plain.shares.enumerated().map { index, share in share * relevances[index / 3] }
        func total(_ shares: [Double]) -> Double { shares.reduce(0) { $0 + abs($1) } }
        let factor = total(plain.shares) / total(products)
        for (share, product) in zip(rescaled.shares, products) { #expect(abs(share - product * factor) < 1e-4) }
        #expect(abs(total(rescaled.shares) - total(plain.shares)) < 1e-9)
        #expect(rescaled.method == .temporalRescaling && plain.method == .integratedGradients)
    }

    @Test
    func `without a model or without values there is nothing to share out`() throws {
        #expect(scorer(try model()).attribution() == nil)
        var withoutModel = scorer(nil)
        withoutModel.apply(Self.observations)
        _ = withoutModel.assess()
        #expect(withoutModel.attribution() == nil)
    }

    @Test
    func `every feature belongs to its channel; those of age, sex and clock to none`() {
        #expect(schema.channelOfFeature.count == schema.featureCount)
        #expect(schema.channelOfFeature.suffix(3) == [nil, nil, nil])
        let owned = schema.channelOfFeature.compactMap { $0 }
        let places = owned.map { channel in schema.channels.firstIndex { $0.id == channel } ?? -1 }
        #expect(places == places.sorted())
        #expect(Set(owned) == Set(schema.channels.map(\.id)))
        #expect(owned.count == schema.featureCount - 3)
    }
}
