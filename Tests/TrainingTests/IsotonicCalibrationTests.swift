import Foundation
import RecurrentNetworks
import Testing
import Training

struct IsotonicCalibrationTests {
    /// The rising fit as the largest of the smallest means (Barlow and others, 1972).
    private func reference(_ logits: [Double], _ labels: [Bool]) -> [Double: Double] {
        let distinct = Set(logits).sorted()
        let sums = distinct.map { value -> (positives: Double, count: Double) in
            let group = zip(logits, labels).filter { $0.0 == value }
            return (Double(group.count { $0.1 }), Double(group.count))
        }
        func mean(_ range: ClosedRange<Int>) -> Double {
            sums[range].reduce(0) { $0 + $1.positives } / sums[range].reduce(0) { $0 + $1.count }
        }
        var fit: [Double: Double] = [:]
        for index in distinct.indices {
            fit[distinct[index]] =
                (0...index).map { first in (index..<distinct.count).map { mean(first...$0) }.min() ?? 0 }.max() ?? 0
        }
        return fit
    }

    @Test func `the fit is the rising function with the least squared error`() throws {
        var generator = CounterBasedGenerator(seed: 1)
        for trial in 0..<60 {
            let logits = (0..<30).map { _ in
                trial.isMultiple(of: 2) ? generator.normal() : (4 * generator.normal()).rounded() / 4
            }
            let labels = logits.map { generator.uniform() < Elementary.sigmoid(1.5 * $0) }
            guard labels.contains(true), labels.contains(false) else { continue }
            let curve = try #require(IsotonicCalibration(fitting: logits, labels: labels))
            for (logit, value) in reference(logits, labels) {
                let expected = min(max(value, 1.0 / 32), 31.0 / 32)
                #expect(abs(curve.probability(ofLogit: logit) - expected) < 1e-12)
            }
        }
    }

    @Test func `between knots it is linear, outside level`() throws {
        let curve = try #require(
            IsotonicCalibration(knots: [.init(logit: -1, probability: 0.2), .init(logit: 1, probability: 0.6)]))
        for (logit, expected) in [(-5.0, 0.2), (-1, 0.2), (0, 0.4), (0.5, 0.5), (1, 0.6), (9, 0.6)] {
            #expect(abs(curve.probability(ofLogit: logit) - expected) < 1e-12)
        }
    }

    @Test func `it never falls and stays within 0 and 1`() throws {
        var generator = CounterBasedGenerator(seed: 2)
        let logits = (0..<2000).map { _ in 3 * generator.normal() }
        let labels = logits.map { generator.uniform() < Elementary.sigmoid($0) }
        let curve = try #require(IsotonicCalibration(fitting: logits, labels: labels))
        let values = stride(from: -12.0, through: 12, by: 0.01).map { curve.probability(ofLogit: $0) }
        #expect(zip(values, values.dropFirst()).allSatisfy { $0 <= $1 })
        #expect(values.allSatisfy { $0 > 0 && $0 < 1 })
        #expect(curve.knots.count < 200)
    }

    @Test func `one outcome alone, or knots out of order, are no curve`() {
        #expect(IsotonicCalibration(fitting: [1, 2], labels: [true, true]) == nil)
        #expect(IsotonicCalibration(fitting: [], labels: []) == nil)
        #expect(IsotonicCalibration(knots: []) == nil)
        #expect(IsotonicCalibration(knots: [.init(logit: 0, probability: 1)]) == nil)
        #expect(
            IsotonicCalibration(knots: [.init(logit: 1, probability: 0.2), .init(logit: 0, probability: 0.3)]) == nil)
        #expect(
            IsotonicCalibration(knots: [.init(logit: 0, probability: 0.4), .init(logit: 1, probability: 0.3)]) == nil)
    }

    @Test func `a curve is read as it was written, and a falling one is refused`() throws {
        let curve = try #require(IsotonicCalibration(fitting: [0, 1, 2, 3], labels: [false, true, false, true]))
        let data = try JSONEncoder().encode(curve)
        #expect(try JSONDecoder().decode(IsotonicCalibration.self, from: data) == curve)
        let falling = Data(#"{"knots":[{"logit":0,"probability":0.4},{"logit":1,"probability":0.3}]}"#.utf8)
        #expect(throws: DecodingError.self) { try JSONDecoder().decode(IsotonicCalibration.self, from: falling) }
    }
}
