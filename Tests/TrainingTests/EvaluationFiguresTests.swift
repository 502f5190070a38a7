import ClinicalDomain
import Foundation
import RecurrentNetworks
import Scoring
import Testing

@testable import Training

struct EvaluationFiguresTests {
    private let stays = [
        ScoredStay(labels: [false, true, true, nil], scores: [0.2, 0.6, 0.4, 0.99]),
        ScoredStay(labels: [false, false], scores: [0.7, 0.1]),
        ScoredStay(labels: [false, true], scores: [0.1, 0.3]),
    ]

    @Test func `every figure is the one counted by hand`() throws {
        let figures = EvaluationFigures(scored: stays, threshold: 0.6, isProbability: true, hasUtility: false)
        #expect(figures.stays == 3 && figures.staysWithOutcome == 2 && figures.steps == 7)
        // Of 3 · 4 pairs of a positive and a negative step 9 are in order.
        #expect(abs(try #require(figures.auroc) - 9.0 / 12) < 1e-12)
        // Falling scores: −0.7, +0.6, +0.4, +0.3, …
        let precisions: [Double] = [1.0 / 2, 2.0 / 3, 3.0 / 4]
        #expect(abs(try #require(figures.auprc) - precisions.reduce(0, +) / 3) < 1e-12)
        let squares: [Double] = [0.04, 0.16, 0.36, 0.49, 0.01, 0.01, 0.49]
        #expect(abs(try #require(figures.brierScore) - squares.reduce(0, +) / 7) < 1e-12)
        #expect(figures.eventSensitivity == 0.5 && figures.positivePredictiveValue == 0.5)
        #expect(figures.normalizedUtility == nil && figures.threshold == 0.6)
    }

    @Test func `a score just below the threshold is no call`() {
        let figures = EvaluationFigures(
            scored: stays, threshold: 0.6.nextUp, isProbability: false, hasUtility: false)
        #expect(figures.eventSensitivity == 0 && figures.positivePredictiveValue == 0)
        #expect(figures.brierScore == nil)
        let silent = EvaluationFigures(scored: stays, threshold: 1, isProbability: false, hasUtility: false)
        #expect(silent.positivePredictiveValue == nil)
    }

    @Test func `the utility is that of the calls at the threshold`() throws {
        var utility = NormalizedUtility()
        for stay in stays {
            utility.add(labels: stay.labels.map { $0 == true }, predictions: stay.scores.map { $0 >= 0.6 })
        }
        let figures = EvaluationFigures(scored: stays, threshold: 0.6, isProbability: true, hasUtility: true)
        #expect(figures.normalizedUtility == utility.value)
    }

    @Test func `named figures leave out what could not be measured`() {
        let figures = EvaluationFigures(scored: [], threshold: 0.5, isProbability: true, hasUtility: true)
        #expect(figures.metrics(prefix: "test") == ["test.stays": 0])
        let all = EvaluationFigures(scored: stays, threshold: 0.6, isProbability: true, hasUtility: true)
        #expect(
            Set(all.metrics(prefix: "test").keys).isSuperset(of: [
                "test.stays", "test.auroc", "test.auprc", "test.brierScore", "test.normalizedUtility",
                "test.eventSensitivity", "test.positivePredictiveValue", "test.calibrationIntercept",
                "test.calibrationSlope", "test.integratedCalibrationIndex",
            ]))
    }

    @Test(.enabled(if: SharedOracles.areThere, "needs the shared oracles, see WARDWATCH_SHARED"))
    func `the utility of the reference patients is the official one`() throws {
        struct Reference: Decodable {
            struct Patient: Decodable {
                var labels: [Int]
                var predictions: [Int]
            }
            var patients: [Patient]
            var normalized: Double
        }
        let reference = try SharedOracles.decode(Reference.self, "physionet2019_utility.json")
        let stays = reference.patients.map { patient in
            ScoredStay(labels: patient.labels.map { $0 == 1 }, scores: patient.predictions.map(Double.init))
        }
        let figures = EvaluationFigures(scored: stays, threshold: 0.5, isProbability: true, hasUtility: true)
        #expect(abs(try #require(figures.normalizedUtility) - reference.normalized) < 1e-12)
    }

    /// Everything about a ward, with an alert threshold of one half.
    private func everything(
        _ stays: [ScoredStay], seed: UInt64 = 7, draws: Int = 40, predictsStay: Bool = false
    ) -> EvaluationFigures {
        var options = EvaluationOptions.everything(seed: seed)
        (options.bootstrap, options.alertThreshold) = (PatientBootstrap(seed: seed, draws: draws), 0.5)
        options.predictsStay = predictsStay
        return EvaluationFigures(scored: stays, threshold: 0.3, isProbability: true, hasUtility: true, options: options)
    }

    @Test func `the same seed gives the same bits, whatever the order of the stays, and another seed others`() {
        let stays = ScoredWard.stays(patients: 150, seed: 1)
        let figures = everything(stays)
        #expect(figures == everything(stays))
        let turned = everything(stays.reversed())
        #expect(turned.intervals[.auroc] == figures.intervals[.auroc])
        #expect(turned.draws?.values[.auprc] == figures.draws?.values[.auprc])
        #expect(everything(stays, seed: 8).intervals[.auroc] != figures.intervals[.auroc])
    }

    @Test func `every measure has an interval around it`() throws {
        let figures = everything(ScoredWard.stays(patients: 300, seed: 2), draws: 200, predictsStay: true)
        #expect(Set(figures.values.keys) == Set(EvaluationMeasure.allCases))
        for (measure, value) in figures.values {
            let interval = try #require(figures.intervals[measure], "\(measure)")
            // Alerts that end after two hours leave nobody in alarm for long, in no draw.
            let isConstant = measure == .longAlarmShare && value == 0
            #expect(isConstant || interval.low < interval.high, "\(measure)")
            #expect(interval.low <= value && value <= interval.high, "\(measure)")
        }
        #expect(figures.alerts?.threshold == 0.5 && figures.threshold == 0.3)
    }

    @Test func `subgroups hold all stays once in each dimension, and rare outcomes are no number`() throws {
        let stays = ScoredWard.stays(patients: 300, seed: 4)
        let figures = everything(stays)
        for dimension in [EvaluationSubgroup.Dimension.age, .sex, .unit] {
            let groups = figures.subgroups.filter { $0.subgroup.dimension == dimension }
            #expect(groups.reduce(0) { $0 + $1.stays } == stays.count)
            #expect(groups.reduce(0) { $0 + $1.staysWithOutcome } == figures.staysWithOutcome)
        }
        let hours = figures.subgroups.filter { $0.subgroup.dimension == .hours }
        #expect(hours.map(\.subgroup.name) == ["0–6", "6–24", "24–72", "≥ 72"])
        #expect(hours.reduce(0) { $0 + $1.steps } == figures.steps)
        #expect(hours[3].stays == 0 && hours[3].isTooFew && hours[3].estimates.isEmpty)
        #expect(
            figures.subgroups.filter { $0.subgroup.dimension == .age }.map(\.subgroup.name)
                == ["< 45", "45–64", "65–79", "≥ 80"])
        #expect(figures.subgroups.allSatisfy { $0.isTooFew == ($0.staysWithOutcome < 10) })
        #expect(figures.subgroups.allSatisfy { $0.isTooFew == $0.estimates.isEmpty })
        // A subgroup is measured as if there were nobody else.
        let women = stays.filter { $0.sex == .female }
        let group = try #require(figures.subgroups.first { $0.subgroup.name == "female" })
        let alone = everything(women)
        #expect(group.estimates.mapValues(\.value) == alone.values)
        #expect(group.estimates[.auroc]?.interval != nil)
        let early = try #require(hours.first { $0.subgroup.name == "6–24" })
        let steps = stays.map { stay in
            let kept = stay.hours.indices.filter { (6..<24).contains(stay.hours[$0]) }
            return ScoredStay(labels: kept.map { stay.labels[$0] }, scores: kept.map { stay.scores[$0] })
        }.asked
        #expect(
            early.estimates[.auroc]?.value
                == BinaryClassificationMetrics.auroc(scores: steps.scores, labels: steps.labels))
    }

    @Test func `curves come with the smooth calibration and with what budgets of alerts would have bought`() throws {
        let stays = ScoredWard.stays(patients: 150, seed: 8)
        let figures = everything(stays, draws: 3)
        let curve = try #require(CalibrationCurve(probabilities: stays.asked.scores, labels: stays.asked.labels))
        #expect(figures.curves?.calibration == curve.points)
        #expect(figures.integratedCalibrationIndex == curve.integratedCalibrationIndex)
        #expect(figures.backtest == AlertBacktest(scored: stays, budgets: AlertBacktest.standardBudgets))
        var options = EvaluationOptions()
        options.hasCurves = true
        let silent = EvaluationFigures(
            scored: stays, threshold: 0.3, isProbability: true, hasUtility: true, options: options)
        #expect(silent.backtest == nil && silent.curves != nil)
    }

    @Test func `a difference to itself is 0, and a better scorer is better in nearly all draws`() throws {
        let good = everything(ScoredWard.stays(patients: 300, seed: 6, noise: 0.7), draws: 200)
        let bad = everything(ScoredWard.stays(patients: 300, seed: 6, noise: 2), draws: 200)
        let none = good.against(good)
        #expect(none.isPaired && none.differences[.auroc] == Estimate(value: 0, interval: .init(low: 0, high: 0)))
        let better = good.against(bad)
        let auroc = try #require(better.differences[.auroc])
        let (goodAUROC, badAUROC) = (try #require(good.auroc), try #require(bad.auroc))
        #expect(better.isPaired && auroc.value == goodAUROC - badAUROC)
        #expect(try #require(auroc.interval).low > 0)
        let unit = try #require(better.subgroups.first { $0.subgroup == .init(dimension: .unit, name: "B") })
        #expect(try #require(unit.differences[.auroc]?.interval).low > 0)
        // The draws are paired: differences vary less than two independent scorers would.
        let mine = try #require(good.draws?.values[.auroc])
        let theirs = try #require(bad.draws?.values[.auroc])
        let expected = try #require(ConfidenceInterval(draws: zip(mine, theirs).map { $0 - $1 }))
        #expect(auroc.interval == expected)
    }

    @Test func `other patients, another seed, or no draws give differences without intervals`() {
        let stays = ScoredWard.stays(patients: 100, seed: 6)
        let figures = everything(stays)
        for other in [everything(stays, seed: 9), everything(Array(stays.dropLast(3)))] {
            let differences = figures.against(other)
            #expect(!differences.isPaired && differences.differences[.auroc] != nil)
            #expect(differences.differences.values.allSatisfy { $0.interval == nil })
        }
    }

    @Test func `figures are written under stable names and read again, but for the draws`() throws {
        let figures = everything(ScoredWard.stays(patients: 120, seed: 3), predictsStay: true)
        let data = try JSONEncoder().encode(figures)
        let object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        #expect(
            Set(object.keys).isSuperset(of: [
                "stays", "staysWithOutcome", "steps", "auroc", "auprc", "brierScore", "normalizedUtility",
                "eventSensitivity", "positivePredictiveValue", "threshold", "alerts", "prediction", "curves",
                "intervals", "subgroups",
            ]))
        #expect((object["intervals"] as? [String: Any])?["auroc"] != nil)
        let read = try JSONDecoder().decode(EvaluationFigures.self, from: data)
        #expect(read.values == figures.values && read.intervals == figures.intervals && read.curves == figures.curves)
        #expect(read.subgroups.map(\.estimates) == figures.subgroups.map(\.estimates))
        #expect(!read.against(figures).isPaired)
    }

    @Test func `scores that are no numbers neither hang nor trap`() {
        var generator = CounterBasedGenerator(seed: 1)
        let stays = (0..<30).map { number in
            ScoredStay(
                labels: (0..<20).map { $0 > 15 && number < 12 },
                scores: (0..<20).map { _ in generator.uniform() < 0.2 ? .nan : generator.uniform() },
                firstEvent: number < 12 ? 22 : nil)
        }
        let figures = everything(stays, draws: 3, predictsStay: true)
        #expect(figures.stays == 30 && figures.brierScore == nil && figures.calibrationSlope == nil)
    }

    @Test func `nothing at all can be measured`() {
        let none = everything([])
        #expect(none.stays == 0 && none.values.isEmpty && none.intervals.isEmpty)
        #expect(none.subgroups.allSatisfy { $0.isTooFew && $0.estimates.isEmpty })
    }

    @Test func `NEWS2 is measured on the same steps of the same part`() {
        let sequences = ToyWard.sequences(patients: 24)
        let figures = NEWS2Evaluation.figures(
            sequences: sequences, part: .validation, outcome: .deterioration, threshold: 2)
        #expect(figures.stays == 6 && figures.threshold == 2 && figures.brierScore == nil)
        #expect(figures.steps == sequences.filter { $0.part == .validation }.flatMap { $0.labels }.count { $0 != nil })
        let all = NEWS2Evaluation.figures(sequences: sequences, part: nil, outcome: .deterioration, threshold: 2)
        #expect(all.stays == 24)
    }
}
