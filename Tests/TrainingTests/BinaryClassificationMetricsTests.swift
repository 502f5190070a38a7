import Testing
import Training

struct BinaryClassificationMetricsTests {
    private struct Reference: Decodable {
        struct Case: Decodable {
            var name: String
            var y: [Int]?
            var p: [Double]?
            var w: [Double]?
            var auroc: Double?
            var averagePrecision: Double?
            var brier: Double?

            enum CodingKeys: String, CodingKey {
                case name, y, p, w, auroc
                case averagePrecision = "average_precision"
                case brier
            }
        }
        var cases: [Case]
    }

    /// The reference cases; whole-number weights are written out as repetitions.
    private func cases() throws -> [(reference: Reference.Case, scores: [Double], labels: [Bool])] {
        try SharedOracles.decode(Reference.self, "metrics_sklearn.json").cases.compactMap { reference in
            guard let y = reference.y, let p = reference.p else { return nil }
            let counts = reference.w.map { $0.map { Int($0) } } ?? y.map { _ in 1 }
            let repeated = zip(zip(p, y), counts).flatMap { Array(repeating: $0, count: $1) }
            return (reference, repeated.map(\.0), repeated.map { $0.1 == 1 })
        }
    }

    @Test(.enabled(if: SharedOracles.areThere, "needs the shared oracles, see WARDWATCH_SHARED"))
    func `AUROC, average precision and Brier score are those of scikit-learn`() throws {
        let cases = try cases()
        #expect(cases.count == 4)
        for (reference, scores, labels) in cases {
            let auroc = try #require(BinaryClassificationMetrics.auroc(scores: scores, labels: labels))
            let auprc = try #require(BinaryClassificationMetrics.auprc(scores: scores, labels: labels))
            let brier = try #require(BinaryClassificationMetrics.brierScore(probabilities: scores, labels: labels))
            #expect(abs(auroc - (try #require(reference.auroc))) < 1e-12, "\(reference.name)")
            #expect(abs(auprc - (try #require(reference.averagePrecision))) < 1e-12, "\(reference.name)")
            #expect(abs(brier - (try #require(reference.brier))) < 1e-12, "\(reference.name)")
        }
    }

    @Test func `what cannot be measured is nil`() {
        #expect(BinaryClassificationMetrics.auroc(scores: [], labels: []) == nil)
        #expect(BinaryClassificationMetrics.auroc(scores: [0.1, 0.2], labels: [true, true]) == nil)
        #expect(BinaryClassificationMetrics.auroc(scores: [0.1, 0.2], labels: [false, false]) == nil)
        #expect(BinaryClassificationMetrics.auprc(scores: [0.1, 0.2], labels: [false, false]) == nil)
        #expect(BinaryClassificationMetrics.brierScore(probabilities: [], labels: []) == nil)
    }

    @Test func `the order of the examples does not matter`() {
        let scores = [0.1, 0.4, 0.35, 0.8, 0.4, 0.4, 0.0, 1.0]
        let labels = [false, false, true, true, false, true, false, true]
        for shift in 1..<scores.count {
            let turn = { (index: Int) in (index + shift) % scores.count }
            let turnedScores = scores.indices.map { scores[turn($0)] }
            let turnedLabels = labels.indices.map { labels[turn($0)] }
            #expect(BinaryClassificationMetrics.auroc(scores: turnedScores, labels: turnedLabels) == 0.8125)
            #expect(
                BinaryClassificationMetrics.auprc(scores: turnedScores, labels: turnedLabels)
                    == BinaryClassificationMetrics.auprc(scores: scores, labels: labels))
        }
    }
}
