import ClinicalDomain
import RecurrentNetworks
import Testing

@testable import Training

struct PatientBootstrapTests {
    @Test func `a draw has as many patients as there are, and the same seed gives the same`() {
        for count in [1, 2, 7, 1000] {
            var weights = Array(repeating: UInt16(9), count: count)
            var again = weights
            var other = weights
            PatientBootstrap(seed: 3).fill(&weights, draw: 5)
            PatientBootstrap(seed: 3).fill(&again, draw: 5)
            PatientBootstrap(seed: 3).fill(&other, draw: 6)
            #expect(weights.reduce(0) { $0 + Int($1) } == count && weights == again)
            #expect(count < 7 || weights != other)
        }
    }

    @Test func `every patient is drawn equally often`() {
        var sums = Array(repeating: 0, count: 50)
        var weights = Array(repeating: UInt16(0), count: 50)
        for draw in 0..<4000 {
            PatientBootstrap(seed: 1).fill(&weights, draw: draw)
            for index in sums.indices { sums[index] += Int(weights[index]) }
        }
        // Mean 4000, standard deviation 63.
        #expect(sums.allSatisfy { abs($0 - 4000) < 300 })
    }

    /// The stays as often as their patients were drawn.
    private func repeated(_ stays: [ScoredStay], _ weights: [UInt16], _ patients: [String]) -> [ScoredStay] {
        stays.flatMap { stay -> [ScoredStay] in
            let number = patients.firstIndex(of: stay.patient ?? "") ?? 0
            return Array(repeating: stay, count: Int(weights[number]))
        }
    }

    @Test(arguments: [false, true])
    func `every measure of every draw is that of the stays written out`(coarse: Bool) throws {
        let stays = ScoredWard.stays(patients: 60, seed: 21, coarse: coarse)
        let bootstrap = PatientBootstrap(seed: 8, draws: 25)
        var options = EvaluationOptions.everything(seed: 8)
        (options.bootstrap, options.alertThreshold, options.predictsStay) = (bootstrap, 0.5, true)
        let figures = EvaluationFigures(
            scored: stays, threshold: 0.3, isProbability: true, hasUtility: true, options: options)
        let draws = try #require(figures.draws)
        let patients = Set(stays.compactMap(\.patient)).sorted()
        var weights = Array(repeating: UInt16(0), count: patients.count)
        for draw in 0..<25 {
            bootstrap.fill(&weights, draw: draw)
            let drawn = repeated(stays, weights, patients)
            let (scores, labels) = drawn.asked
            let utility = drawn.reduce(into: NormalizedUtility()) { sum, stay in
                sum.add(labels: stay.labels.map { $0 == true }, predictions: stay.scores.map { $0 >= 0.3 })
            }
            let last = drawn.compactMap { stay in
                zip(stay.labels, stay.scores).reversed().first { $0.0 != nil }.map { ($0.1, $0.0 == true) }
            }
            let alerts = try #require(
                AlertFigures(scored: drawn, replay: AlertReplay(policy: .init(), threshold: 0.5)))
            let calls = zip(scores, labels).filter { $0.0 >= 0.3 }
            let expected: [(EvaluationMeasure, Double?, Double)] = [
                (.auroc, BinaryClassificationMetrics.auroc(scores: scores, labels: labels), 1e-12),
                (.auprc, BinaryClassificationMetrics.auprc(scores: scores, labels: labels), 1e-12),
                (.brierScore, BinaryClassificationMetrics.brierScore(probabilities: scores, labels: labels), 1e-12),
                (.normalizedUtility, utility.value, 1e-12),
                (.positivePredictiveValue, Double(calls.count { $0.1 }) / Double(calls.count), 1e-12),
                // The draws gather steps in bins.
                (.calibrationSlope, LogisticRecalibration.slope(probabilities: scores, labels: labels), 4e-3),
                (.calibrationIntercept, LogisticRecalibration.intercept(probabilities: scores, labels: labels), 4e-3),
                (.alertSensitivity, alerts.alertSensitivity, 1e-12),
                (.alertPositivePredictiveValue, alerts.alertPositivePredictiveValue, 1e-12),
                (.alertsPer100PatientDays, alerts.alertsPer100PatientDays, 1e-9),
                (.leadTime10, alerts.leadTime10, 1e-9), (.leadTime50, alerts.leadTime50, 1e-9),
                (.longAlarmShare, alerts.longAlarmShare, 1e-12), (.alarmTimeShare, alerts.alarmTimeShare, 1e-12),
                (.stayAUROC, BinaryClassificationMetrics.auroc(scores: last.map(\.0), labels: last.map(\.1)), 1e-12),
                (
                    .event1,
                    HosmerLemeshow.event1(probabilities: last.map(\.0), labels: last.map(\.1), threshold: 0.3), 1e-12
                ),
            ]
            for (measure, value, tolerance) in expected {
                let drawnValue = try #require(draws.values[measure])[draw]
                #expect(abs(drawnValue - (try #require(value))) < tolerance, "\(measure) in draw \(draw)")
            }
            if !coarse {
                let event2 = HosmerLemeshow.event2(probabilities: last.map(\.0), labels: last.map(\.1))
                #expect(abs(try #require(draws.values[.event2])[draw] - (try #require(event2))) < 1e-6)
            }
        }
    }

    @Test func `the calibration from bins is close to that from steps`() throws {
        let stays = ScoredWard.stays(patients: 800, seed: 5)
        let (scores, labels) = stays.asked
        let steps = RankedSteps(scores: scores, labels: labels, isProbability: true)
        var counts: [RankedSteps.BinCount] = []
        _ = steps.ranks(weights: Array(repeating: 1, count: scores.count), counts: &counts)
        let groups = steps.groups(counts)
        #expect(groups.count < 800 && groups.reduce(0) { $0 + $1.positives + $1.negatives } == Double(scores.count))
        let slope = try #require(LogisticRecalibration.slope(probabilities: scores, labels: labels))
        let intercept = try #require(LogisticRecalibration.intercept(probabilities: scores, labels: labels))
        #expect(abs(try #require(LogisticRecalibration.slope(groups)) - slope) < 5e-4)
        #expect(abs(try #require(LogisticRecalibration.intercept(groups)) - intercept) < 5e-4)
    }

    @Test func `an interval holds the middle 95 % of the draws`() throws {
        let interval = try #require(ConfidenceInterval(draws: (0...1000).map(Double.init).shuffled()))
        #expect(interval.low == 25 && interval.high == 975)
        #expect(ConfidenceInterval(draws: []) == nil)
        #expect(ConfidenceInterval(draws: Array(repeating: 1, count: 90) + Array(repeating: .nan, count: 10)) == nil)
        #expect(ConfidenceInterval(draws: Array(repeating: 1, count: 96) + Array(repeating: .nan, count: 4)) != nil)
    }

    @Test func `clusters widen an interval as they should`() throws {
        // Ten equal steps for each patient say no more than one of them.
        var generator = CounterBasedGenerator(seed: 2)
        let steps = (0..<200).map { _ in (generator.uniform(), generator.uniform()) }
        func width(_ copies: Int) throws -> Double {
            let stays = steps.enumerated().map { number, step in
                ScoredStay(
                    labels: Array(repeating: step.1 < step.0, count: copies),
                    scores: Array(repeating: step.0, count: copies), patient: "P\(number)")
            }
            var options = EvaluationOptions()
            options.bootstrap = PatientBootstrap(seed: 1, draws: 300)
            let figures = EvaluationFigures(
                scored: stays, threshold: 0.5, isProbability: true, hasUtility: false, options: options)
            let interval = try #require(figures.intervals[.auroc])
            return interval.high - interval.low
        }
        #expect(abs(try width(1) - (try width(10))) < 1e-9)
    }
}
