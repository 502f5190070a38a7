import ClinicalDomain
import RecurrentNetworks
import Scoring
import Testing

@testable import Training

struct ShadowReplayTests {
    private func model(threshold: Double) throws -> RiskModel {
        let architecture = try NetworkArchitecture(
            cell: .lstm, inputSize: ToyWard.schema.featureCount, hiddenSize: 3, outputSize: 1)
        return RiskModel(
            name: "m", outcome: .deterioration, schema: ToyWard.schema,
            networks: [RecurrentNetwork<Float>(architecture: architecture, seed: 1)],
            calibration: RiskModel.Calibration(), threshold: threshold,
            provenance: RiskModel.Provenance(
                trained: hour(0), seed: 1, dataDigest: "", patients: [0, 0, 0], metrics: [:]))
    }

    private let stay = EncounterHistory.sample(1, (0..<48).map { .sample(80, at: Double($0)) })

    @Test func `an alert counts where it is raised, and one that is in force is not raised again`() throws {
        for (start, alerts) in [(0.0, 1), (24.0, 0)] {
            var result = ShadowReplay.Result()
            let replay = ShadowReplay(
                start: hour(start), policy: AlertPolicy(news2Threshold: 21, riskMaximumHours: nil))
            replay.add(stay, model: try model(threshold: 0.01), to: &result)
            #expect(result.alerts == alerts)
            #expect(abs(result.patientDays - (48 - start) / 24) < 1e-9)
        }
        var silent = ShadowReplay.Result()
        let replay = ShadowReplay(start: hour(0), policy: AlertPolicy(news2Threshold: 21))
        replay.add(stay, model: try model(threshold: 0.99), to: &silent)
        #expect(silent.alerts == 0)
    }

    @Test func `a model scores step by step as in batches`() throws {
        let model = try model(threshold: 0.5)
        let difference = try StreamingEquivalence.largestDifference(
            model: model, histories: [stay, .sample(2, [.sample(120, at: 0), .sample(70, at: 200)])],
            outcome: .deterioration)
        #expect(difference < 1e-6)
    }

    @Test func `observed over expected, with an error of stays`() throws {
        func stay(_ labels: [Bool?], _ score: Double) -> ScoredStay {
            ScoredStay(labels: labels, scores: labels.map { _ in score })
        }
        let stays = [stay([true, true, nil], 0.5), stay([false, false], 0.5)]
        let ratio = try #require(ObservedExpected(stays))
        // Two positive steps where two were expected; each stay differs by one.
        #expect(ratio.ratio == 1 && abs(ratio.logError - 2.0.squareRoot() / 2) < 1e-12)
        #expect(ObservedExpected([stay([false], 0.5)]) == nil)
    }
}
