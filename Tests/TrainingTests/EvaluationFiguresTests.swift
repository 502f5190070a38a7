import ClinicalDomain
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
        #expect(all.metrics(prefix: "test").count == 7)
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
