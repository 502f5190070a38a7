import ClinicalDomain
import Foundation
import RecurrentNetworks
import Testing

@testable import Scoring

struct FamiliarityTests {
    private let channel = SequenceSchema.ScaledChannel(
        id: .bodyTemperature, mean: 37, deviation: 0.8, knots: [34, 36, 37, 38, 41])

    @Test(arguments: [(37.0, 0.0), (36, 0), (38, 0), (41, 1), (34, 1), (39.5, 0.5), (35, 0.5), (98.6, 20.2), (30, 3)])
    func `strangeness grows from the middle levels to 1 at the outermost value and beyond`(
        value: Double, strangeness: Double
    ) {
        #expect(abs(Familiarity.strangeness(of: value, in: channel) - strangeness) < 1e-9)
    }

    @Test
    func `of stays like those that calibrated at most one in a hundred exceeds the limit`() throws {
        var generator = CounterBasedGenerator(seed: 4)
        var (exceeded, trials) = (0, 0)
        for _ in 0..<400 {
            let calibrating = (0..<150).map { _ in -log(Double.random(in: 0.000_001..<1, using: &generator)) }
            let limit = try #require(Familiarity.limit(strangenesses: calibrating))
            for _ in 0..<100 {
                trials += 1
                if -log(Double.random(in: 0.000_001..<1, using: &generator)) > limit { exceeded += 1 }
            }
        }
        // ⌈151 · 0.99⌉ = 150: the limit is the largest of 150, which the next exceeds with 1 in 151.
        #expect(abs(Double(exceeded) / Double(trials) - 1.0 / 151) < 0.0025)
        #expect(Familiarity.limit(strangenesses: [Double](repeating: 1, count: 98)) == nil)
        #expect(Familiarity.limit(strangenesses: (1...99).map { Double($0) }) == 99)
        #expect(Familiarity.limit(strangenesses: (1...999).map { Double($0) }) == 990)
    }

    @Test
    func `a Fahrenheit temperature leaves the model without an opinion until the next value, with the reason`() throws {
        let schema = SequenceSchema(channels: [channel])
        let model = RiskModel(
            name: "m", outcome: .deterioration, schema: schema,
            networks: [
                RecurrentNetwork<Float>(
                    architecture: try NetworkArchitecture(
                        cell: .elman, inputSize: schema.featureCount, hiddenSize: 2, outputSize: 1), seed: 1)
            ], calibration: RiskModel.Calibration(), threshold: 0, strangenessLimit: 1.2,
            provenance: RiskModel.Provenance(
                trained: Instant(millisecondsSince1970: 0), seed: 1, dataDigest: "", patients: [], metrics: [:]))
        var scorer = PatientScorer(
            encounterID: EncounterID(rawValue: 1),
            subject: Delivery.Subject(patient: Patient(identifier: "p"), encounter: Encounter()),
            model: try RiskModel(fileBytes: model.fileBytes()))
        func measured(_ value: Double, hour: Int) -> Observation {
            let time = Instant(millisecondsSince1970: Int64(hour) * 3_600_000)
            return Observation(
                key: Observation.Key(channel: .bodyTemperature, effective: time, source: "s"), code: "", value: value,
                issued: time)
        }
        scorer.apply([measured(37.2, hour: 0), measured(98.6, hour: 1), measured(37.4, hour: 4)])
        let assessments = scorer.assess()
        #expect(assessments.map { $0.risk == nil } == [false, true, true, true, false])
        #expect(scorer.unfamiliarValue == nil)
        var early = PatientScorer(encounterID: scorer.encounterID, subject: scorer.subject, model: scorer.model)
        early.apply([measured(37.2, hour: 0), measured(98.6, hour: 1)])
        _ = early.assess()
        #expect(
            early.unfamiliarValue
                == UnfamiliarValue(channel: .bodyTemperature, value: Double(Float(98.6)), lowest: 34, highest: 41))
        #expect(early.newestProbability != nil && early.newest?.risk == nil)
    }

    @Test
    func `a calibration curve is read back, rises, and keeps attributions adding up`() throws {
        let curve = [(-4.0, -5.0), (-1, -2), (0, -2), (3, 1)].map {
            RiskModel.Calibration.Knot(logit: $0.0, logOdds: $0.1)
        }
        let calibration = RiskModel.Calibration(curve: curve)
        let expected: [(Double, Double)] = [
            (-9, -5), (-4, -5), (-2.5, -3.5), (-1, -2), (-0.5, -2), (1.5, -0.5), (7, 1),
        ]
        for (logit, logOdds) in expected { #expect(abs(calibration.logOdds(ofLogit: logit) - logOdds) < 1e-12) }
        #expect(calibration.fault == nil)
        #expect(RiskModel.Calibration(curve: curve.reversed()).fault != nil)
        #expect(RiskModel.Calibration(curve: []).fault != nil)
        #expect(RiskModel.Calibration(scale: -1).fault != nil)
    }
}
