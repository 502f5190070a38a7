import ClinicalDomain
import RecurrentNetworks
import Testing
import Training

struct ThresholdChoiceTests {
    private func f1(_ threshold: Double, _ stays: [ScoredStay]) -> Double {
        var (right, called, positives) = (0.0, 0.0, 0.0)
        for case (.some(let label), let score) in stays.flatMap({ zip($0.labels, $0.scores) }) {
            if label { positives += 1 }
            if score >= threshold { called += 1 }
            if label, score >= threshold { right += 1 }
        }
        return 2 * right / (called + positives)
    }

    @Test func `for a ward outcome it has the best F1 of all scores; steps not asked about are left out`() throws {
        var generator = CounterBasedGenerator(seed: 4)
        for trial in 0..<40 {
            let stays = (0..<6).map { stay in
                let labels = (0..<12).map { hour -> Bool? in
                    hour > 9 ? nil : stay.isMultiple(of: 2) && hour > 5
                }
                let scores = labels.map { label in
                    let score = (generator.uniform() + (label == true ? 0.4 : label == nil ? 0.9 : 0)) / 2
                    return trial.isMultiple(of: 2) ? (score * 6).rounded() / 6 : score
                }
                return ScoredStay(labels: labels, scores: scores)
            }
            let best = stays.flatMap { $0.scores }.map { f1($0, stays) }.max()
            let chosen = ThresholdChoice.threshold(for: .deterioration, stays: stays)
            #expect(abs(f1(chosen, stays) - (try #require(best))) < 1e-12)
        }
    }

    @Test func `for sepsis it has the best utility`() throws {
        let labels: [Bool?] = (0..<20).map { $0 >= 12 }
        let stays = [ScoredStay(labels: labels, scores: (0..<20).map { Double($0) / 20 })]
        let patients = [(labels: labels.map { $0 == true }, scores: stays[0].scores)]
        let best = try #require(NormalizedUtility.bestThreshold(patients: patients))
        #expect(ThresholdChoice.threshold(for: .sepsis, stays: stays) == best.threshold)
    }

    @Test func `without a positive it is one half`() {
        let stays = [ScoredStay(labels: [false, nil], scores: [0.1, 0.2])]
        #expect(ThresholdChoice.threshold(for: .deterioration, stays: stays) == 0.5)
        #expect(ThresholdChoice.threshold(for: .sepsis, stays: []) == 0.5)
    }
}
