import ClinicalDomain
import Simulation
import Testing

@Suite struct SeparationTests {
    static let patients = Array(WardSimulation(configuration: .history(patients: 1200, seed: 20_170_801)).patients())

    private var stableScores: [Double] {
        Self.patients.filter { $0.groundTruth.deterioration == nil }
            .flatMap { Chart($0).rounds.compactMap { $0.score.map { Double($0.total) } } }
    }

    /// The last score within two hours before the adverse event, for every patient who has one.
    private var lastScores: [Double] {
        Self.patients.compactMap { patient in
            guard let event = patient.groundTruth.deterioration?.adverseEvent else { return nil }
            let last = Chart(patient).rounds.last { (0...2).contains(event.at.hours(since: $0.effective)) }
            return last?.score.map { Double($0.total) }
        }
    }

    @Test func `stable patients mostly score 0 to 3`() throws {
        let scores = stableScores
        let calm = Double(scores.filter { $0 <= 3 }.count) / Double(scores.count)
        #expect(calm > 0.8 && calm < 0.99)
        #expect(try #require(quantile(0.5, of: scores)) <= 2)
        let median = quantile(0.5, of: scores) ?? -1
        print("stable, of \(Self.patients.count) patients: \(scores.count) rounds, median \(median), 0-3 \(calm)")
    }

    @Test func `most but not all reach 7 in the two hours before the event`() throws {
        let scores = lastScores
        let reached = Double(scores.filter { $0 >= 7 }.count) / Double(scores.count)
        #expect(reached > 0.5 && reached < 0.97)
        #expect(try #require(quantile(0.5, of: scores)) >= 7)
        let median = quantile(0.5, of: scores) ?? -1
        print("last 2 h before the event: \(scores.count) patients, median \(median), share >= 7 \(reached)")
    }

    @Test func `NEWS2 separates without being perfect`() {
        let stable = stableScores
        let thinned = stride(from: 0, to: stable.count, by: 10).map { stable[$0] }
        let area = auroc(positives: lastScores, negatives: thinned)
        #expect(area > 0.8 && area < 0.999)
        print("AUROC of NEWS2, last two hours against stable rounds: \(area)")
    }

    @Test func `NEWS2 foresees the event within twelve hours, and leaves something to learn`() {
        var positives: [Double] = []
        var negatives: [Double] = []
        for (index, patient) in Self.patients.enumerated() {
            let first = OutcomeDefinition.deterioration.firstEvent(in: patient.outcomes)
            for (number, round) in Chart(patient).rounds.enumerated() {
                guard let score = round.score,
                    let label = OutcomeDefinition.deterioration.label(at: round.effective, firstEvent: first)
                else { continue }
                if label {
                    positives.append(Double(score.total))
                } else if (index + number).isMultiple(of: 8) {
                    negatives.append(Double(score.total))
                }
            }
        }
        let area = auroc(positives: positives, negatives: negatives)
        #expect(area > 0.75 && area < 0.97)
        print("AUROC of NEWS2, event within 12 h, all rounds: \(area), \(positives.count) positive rounds")
    }
}
