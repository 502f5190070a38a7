import RecurrentNetworks
import Scoring
import Testing
import Training

struct CalibrationChoiceTests {
    /// Patients of ten steps whose outcomes come with a probability that depends on the raw output.
    private func stays(_ patients: Int, seed: UInt64, truth: (Double) -> Double) -> [ScoredStay] {
        var generator = CounterBasedGenerator(seed: seed)
        return (0..<patients).map { patient in
            let logits = (0..<10).map { _ in 2 * generator.normal() }
            return ScoredStay(
                labels: logits.map { generator.uniform() < truth($0) }, scores: logits, patient: "P\(patient)")
        }
    }

    @Test(arguments: [
        (CalibrationChoice.Method.temperature, 0.4, 0.0), (.platt, 0.5, -2.0), (.platt, 1, 1.0),
    ])
    func `the method that the outcomes were drawn with is chosen`(
        method: CalibrationChoice.Method, scale: Double, offset: Double
    ) throws {
        let stays = stays(2000, seed: 1) { Elementary.sigmoid(scale * $0 + offset) }
        let choice = CalibrationChoice(stays: stays, seed: 5)
        // Of two that are right the one with fewer numbers wins by little: it may also be the next.
        let best = try #require(choice.logLosses.values.min())
        let loss = try #require(choice.logLosses[method])
        #expect(choice.method == method || loss - best < 1e-4)
        #expect(choice.logLosses[.none].map { $0 > best + 0.005 } == true)
        #expect(abs(choice.fit.probability(ofLogit: 1) - Elementary.sigmoid(scale + offset)) < 0.02)
    }

    @Test func `a step needs a curve`() {
        let stays = stays(2000, seed: 2) { $0 < -1 ? 0.05 : $0 < 1 ? 0.3 : 0.35 }
        let choice = CalibrationChoice(stays: stays, seed: 5)
        #expect(choice.method == .isotonic)
        #expect(abs(choice.fit.probability(ofLogit: 0) - 0.3) < 0.04)
        let simple = CalibrationChoice(stays: stays, seed: 5, methods: [.none, .temperature, .platt])
        #expect(simple.method == .platt && simple.logLosses.count == 3)
    }

    @Test func `few outcomes are not overfitted`() {
        // A curve through forty noisy steps is worse on other patients than no calibration at all.
        var chosen: [CalibrationChoice.Method] = []
        for seed: UInt64 in 1...20 {
            chosen.append(CalibrationChoice(stays: stays(6, seed: seed) { Elementary.sigmoid($0) }, seed: seed).method)
        }
        #expect(chosen.count { $0 == .isotonic } < 5, "\(chosen)")
    }

    @Test func `the same seed gives the same, and too little changes nothing`() {
        let stays = stays(100, seed: 3) { Elementary.sigmoid(0.5 * $0) }
        #expect(CalibrationChoice(stays: stays, seed: 1) == CalibrationChoice(stays: stays, seed: 1))
        let none = CalibrationChoice(stays: [ScoredStay(labels: [true, false], scores: [0.2, 0.1])], seed: 1)
        #expect(none.method == .none && none.logLosses.isEmpty)
        #expect(none.fit == .scaled(RiskModel.Calibration()))
        #expect(CalibrationChoice(stays: [], seed: 1).method == .none)
    }
}
