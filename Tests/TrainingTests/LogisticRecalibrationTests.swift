import RecurrentNetworks
import Testing

@testable import Training

struct LogisticRecalibrationTests {
    /// Outcomes drawn at σ(intercept + slope · logit p) for predictions p.
    private func sample(
        count: Int, intercept: Double, slope: Double, seed: UInt64
    ) -> (probabilities: [Double], labels: [Bool]) {
        var generator = CounterBasedGenerator(seed: seed)
        let logits = (0..<count).map { _ in 1.5 * generator.normal() - 1 }
        let labels = logits.map { generator.uniform() < Elementary.sigmoid(intercept + slope * $0) }
        return (logits.map(Elementary.sigmoid), labels)
    }

    @Test(arguments: [1, 2, 3])
    func `a calibrated sample has slope 1 and intercept 0`(seed: UInt64) throws {
        let (probabilities, labels) = sample(count: 40_000, intercept: 0, slope: 1, seed: seed)
        let slope = try #require(LogisticRecalibration.slope(probabilities: probabilities, labels: labels))
        let intercept = try #require(LogisticRecalibration.intercept(probabilities: probabilities, labels: labels))
        #expect(abs(slope - 1) < 0.04 && abs(intercept) < 0.05)
    }

    @Test(arguments: [(-1.0, 1.0), (0.7, 1.0), (0.0, 0.5), (0.0, 2.0)])
    func `a shift and a stretch are found`(intercept: Double, slope: Double) throws {
        let (probabilities, labels) = sample(count: 40_000, intercept: intercept, slope: slope, seed: 5)
        let found = try #require(LogisticRecalibration.slope(probabilities: probabilities, labels: labels))
        #expect(abs(found - slope) < 0.06)
        if slope == 1 {
            let found = try #require(LogisticRecalibration.intercept(probabilities: probabilities, labels: labels))
            #expect(abs(found - intercept) < 0.05)
        }
    }

    @Test func `the intercept makes the mean prediction the observed share`() throws {
        for seed: UInt64 in 1...20 {
            let (probabilities, labels) = sample(count: 60, intercept: -2, slope: 0.3, seed: seed)
            guard labels.contains(true) else { continue }
            let a = try #require(LogisticRecalibration.intercept(probabilities: probabilities, labels: labels))
            let moved = probabilities.map { Elementary.sigmoid(a + Elementary.log($0 / (1 - $0))) }
            #expect(abs(moved.reduce(0, +) - Double(labels.count { $0 })) < 1e-6)
        }
    }

    @Test func `the slope has the highest likelihood, by brute force`() throws {
        for seed: UInt64 in 1...5 {
            let (probabilities, labels) = sample(count: 80, intercept: 0.5, slope: 0.8, seed: seed)
            let slope = try #require(LogisticRecalibration.slope(probabilities: probabilities, labels: labels))
            func likelihood(_ b: Double) -> Double {
                // The best intercept for the slope, by a fine search.
                var best = -Double.infinity
                for step in -3000...3000 {
                    let a = Double(step) / 1000
                    var sum = 0.0
                    for (p, label) in zip(probabilities, labels) {
                        let z = a + b * Elementary.log(p / (1 - p))
                        sum += Elementary.log(Elementary.sigmoid(label ? z : -z))
                    }
                    best = max(best, sum)
                }
                return best
            }
            let here = likelihood(slope)
            #expect(here > likelihood(slope + 0.05) && here > likelihood(slope - 0.05))
        }
    }

    @Test func `what cannot be fitted is nil`() {
        #expect(LogisticRecalibration.intercept(probabilities: [], labels: []) == nil)
        #expect(LogisticRecalibration.intercept(probabilities: [0.2, 0.4], labels: [true, true]) == nil)
        #expect(LogisticRecalibration.slope(probabilities: [0.2, 0.4], labels: [false, false]) == nil)
        #expect(LogisticRecalibration.slope(probabilities: [0.3, 0.3, 0.3], labels: [true, false, true]) == nil)
        let separated = LogisticRecalibration.slope(
            probabilities: [0.1, 0.2, 0.8, 0.9], labels: [false, false, true, true])
        #expect(separated == nil)
    }

    @Test func `certain predictions are bounded, right or wrong`() throws {
        let probabilities = [0.0, 1, 0.5, 0.4, 0, 1]
        let labels = [false, true, true, false, true, false]
        let slope = try #require(LogisticRecalibration.slope(probabilities: probabilities, labels: labels))
        #expect(slope.isFinite)
        #expect(LogisticRecalibration.intercept(probabilities: probabilities, labels: labels)?.isFinite == true)
    }
}
