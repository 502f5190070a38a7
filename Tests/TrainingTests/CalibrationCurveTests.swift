import RecurrentNetworks
import Testing

@testable import Training

struct CalibrationCurveTests {
    /// Predictions, outcomes drawn at the true risks, and the index with the true risks in place of smoothed ones.
    private func sample(
        count: Int, seed: UInt64, truth: (Double) -> Double
    ) -> (probabilities: [Double], labels: [Bool], index: Double) {
        var generator = CounterBasedGenerator(seed: seed)
        let probabilities = (0..<count).map { _ in Elementary.sigmoid(1.2 * generator.normal() - 1) }
        let labels = probabilities.map { generator.uniform() < truth($0) }
        let index = probabilities.reduce(0) { $0 + abs($1 - truth($1)) } / Double(count)
        return (probabilities, labels, index)
    }

    @Test(arguments: [1, 2, 3])
    func `a calibrated sample has an index near 0`(seed: UInt64) throws {
        let (probabilities, labels, _) = sample(count: 50_000, seed: seed) { $0 }
        let curve = try #require(CalibrationCurve(probabilities: probabilities, labels: labels))
        #expect(curve.integratedCalibrationIndex < 0.005)
        #expect(curve.points.allSatisfy { abs($0.observed - $0.predicted) < 0.04 })
    }

    @Test(arguments: [-1.0, -0.3, 0.5, 1])
    func `the index of a known shift of the log-odds is found`(shift: Double) throws {
        let (probabilities, labels, expected) = sample(count: 50_000, seed: 4) {
            Elementary.sigmoid(shift + Elementary.log($0 / (1 - $0)))
        }
        let curve = try #require(CalibrationCurve(probabilities: probabilities, labels: labels))
        #expect(abs(curve.integratedCalibrationIndex - expected) < 0.05 * expected + 0.003)
    }

    @Test func `a bend is followed`() throws {
        let (probabilities, labels, expected) = sample(count: 50_000, seed: 6) { $0 * $0 }
        let curve = try #require(CalibrationCurve(probabilities: probabilities, labels: labels))
        #expect(abs(curve.integratedCalibrationIndex - expected) < 0.012, "\(curve.integratedCalibrationIndex)")
    }

    @Test func `shares that lie on a line are given back exactly`() throws {
        let bins = (1...40).map { number in
            let risk = Double(number) / 100
            return CalibrationCurve.Bin(
                probability: risk, positives: 5 + 25 * risk, count: 50)
        }
        let curve = try #require(CalibrationCurve(bins: bins))
        for point in curve.points { #expect(abs(point.observed - 0.1 - 0.5 * point.predicted) < 1e-10) }
        let distances = bins.map { abs(0.1 - 0.5 * $0.probability) }
        let expected = distances.reduce(0, +) / 40
        #expect(abs(curve.integratedCalibrationIndex - expected) < 1e-10)
    }

    @Test func `one risk alone is compared with its share, and nothing is nil`() throws {
        let curve = try #require(
            CalibrationCurve(probabilities: [0.3, 0.3, 0.3, 0.3], labels: [true, true, false, true]))
        #expect(abs(curve.integratedCalibrationIndex - 0.45) < 1e-12)
        #expect(CalibrationCurve(probabilities: [], labels: []) == nil)
    }
}
