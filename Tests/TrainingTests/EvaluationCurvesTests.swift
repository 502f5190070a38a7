import RecurrentNetworks
import Testing

@testable import Training

struct EvaluationCurvesTests {
    private struct Reference: Decodable {
        struct Case: Decodable {
            var name: String
            var y: [Int]?
            var p: [Double]?
            var w: [Double]?
            var auroc: Double?
            var trapezoid: Double?
            var logLoss: Double?
            var roc: [[Double]]?
            var precisionRecall: [[Double]]?
            var reliability: [[Double]]?

            enum CodingKeys: String, CodingKey {
                case name, y, p, w, auroc, roc
                case trapezoid = "auprc_trapezoid"
                case logLoss = "log_loss"
                case precisionRecall = "pr"
                case reliability = "calib_uniform5"
            }
        }
        var cases: [Case]
    }

    private func cases() throws -> [(reference: Reference.Case, scores: [Double], labels: [Bool])] {
        try SharedOracles.decode(Reference.self, "metrics_sklearn.json").cases.compactMap { reference in
            guard let y = reference.y, let p = reference.p else { return nil }
            let counts = reference.w.map { $0.map { Int($0) } } ?? y.map { _ in 1 }
            let repeated = zip(zip(p, y), counts).flatMap { Array(repeating: $0, count: $1) }
            return (reference, repeated.map(\.0), repeated.map { $0.1 == 1 })
        }
    }

    private func area(_ points: [EvaluationCurves.Point]) -> Double {
        zip(points, points.dropFirst()).reduce(0) { $0 + ($1.1.x - $1.0.x) * ($1.0.y + $1.1.y) / 2 }
    }

    @Test(.enabled(if: SharedOracles.areThere, "needs the shared oracles, see WARDWATCH_SHARED"))
    func `areas, corners, reliability and log loss are those of scikit-learn`() throws {
        var (checked, reliabilityCount) = (0, 0)
        for (reference, scores, labels) in try cases() {
            let curves = EvaluationCurves(scores: scores, labels: labels, isProbability: true, maximumPoints: 100_000)
            if let auroc = reference.auroc { #expect(abs(area(curves.roc) - auroc) < 1e-12, "\(reference.name)") }
            if let expected = reference.trapezoid {
                #expect(abs(area(curves.precisionRecall) - expected) < 1e-12, "\(reference.name)")
            }
            for (points, expected) in [
                (curves.roc, reference.roc), (curves.precisionRecall, reference.precisionRecall),
            ] {
                guard let expected else { continue }
                // scikit-learn gives precision first, then recall.
                let isROC = points == curves.roc
                let (x, y) = isROC ? (expected[0], expected[1]) : (expected[1], expected[0])
                for point in points {
                    #expect(zip(x, y).contains { abs($0 - point.x) < 1e-12 && abs($1 - point.y) < 1e-12 })
                }
                checked += 1
            }
            if let expected = reference.logLoss {
                let loss = try #require(BinaryClassificationMetrics.logLoss(probabilities: scores, labels: labels))
                // scikit-learn keeps probabilities 2⁻⁵² from 0 and 1.
                #expect(abs(loss - expected) < 1e-6, "\(reference.name)")
            }
            if let expected = reference.reliability {
                reliabilityCount += 1
                // Without the weights, which this curve of scikit-learn does not know.
                let groups = ReliabilityCurve(
                    probabilities: reference.p ?? [], labels: (reference.y ?? []).map { $0 == 1 },
                    grouping: .equalWidth(5)
                ).groups
                #expect(groups.count == expected[0].count, "\(reference.name)")
                for (group, (observed, predicted)) in zip(groups, zip(expected[0], expected[1])) {
                    #expect(abs(group.observed - observed) < 1e-12 && abs(group.predicted - predicted) < 1e-12)
                }
            }
        }
        #expect(checked == 8 && reliabilityCount == 4)
    }

    @Test(arguments: [1, 2, 3, 4], [0.02, 0.3])
    func `two hundred points keep the area`(seed: UInt64, share: Double) {
        var generator = CounterBasedGenerator(seed: seed)
        let labels = (0..<20_000).map { _ in generator.uniform() < share }
        let scores = labels.map { Elementary.sigmoid(generator.normal() + ($0 ? Double(seed) * 0.7 : 0)) }
        let all = EvaluationCurves(scores: scores, labels: labels, isProbability: true, maximumPoints: 100_000)
        let few = EvaluationCurves(scores: scores, labels: labels, isProbability: true)
        #expect(all.roc.count > 500 && few.roc.count == 200 && few.precisionRecall.count == 200)
        #expect(abs(area(all.roc) - area(few.roc)) < 1e-3)
        #expect(abs(area(all.precisionRecall) - area(few.precisionRecall)) < 1e-3)
        #expect(few.roc.first == .init(x: 0, y: 0) && few.roc.last == .init(x: 1, y: 1))
        #expect(few.precisionRecall.last?.x == 1)
    }

    @Test func `net benefit is what its definition says`() {
        var generator = CounterBasedGenerator(seed: 9)
        let scores = (0..<300).map { _ in (generator.uniform() * 50).rounded() / 50 }
        let labels = scores.map { generator.uniform() < $0 }
        let curves = EvaluationCurves(scores: scores, labels: labels, isProbability: true)
        #expect(curves.decision.count == 100 && curves.decision.first?.threshold == 0.005)
        for point in curves.decision {
            let right = Double(zip(scores, labels).count { $0 >= point.threshold && $1 })
            let wrong = Double(zip(scores, labels).count { $0 >= point.threshold && !$1 })
            let odds = point.threshold / (1 - point.threshold)
            #expect(abs(point.netBenefit - (right - wrong * odds) / 300) < 1e-12)
            let positives = Double(labels.count { $0 })
            #expect(abs(point.netBenefitOfAll - (positives - (300 - positives) * odds) / 300) < 1e-12)
        }
    }

    @Test func `deciles hold a tenth each and equal scores stay together`() {
        let even = ReliabilityCurve(
            probabilities: (0..<100).map { Double($0) / 100 }, labels: (0..<100).map { $0 >= 50 })
        #expect(even.groups.map(\.count) == Array(repeating: 10, count: 10))
        #expect(even.groups.map(\.observed) == [0, 0, 0, 0, 0, 1, 1, 1, 1, 1])
        let tied = ReliabilityCurve(
            probabilities: Array(repeating: 0.2, count: 50) + [0.9], labels: Array(repeating: false, count: 51))
        #expect(tied.groups.map(\.count) == [50, 1])
    }

    @Test func `without both outcomes there is no ROC, without probabilities no decision`() {
        let one = EvaluationCurves(scores: [0.1, 0.2], labels: [false, false], isProbability: true)
        #expect(one.roc.isEmpty && one.precisionRecall.isEmpty && !one.decision.isEmpty)
        let score = EvaluationCurves(scores: [3, 7], labels: [false, true], isProbability: false)
        #expect(score.decision.isEmpty && score.reliability.isEmpty && score.roc.count == 3)
        let none = EvaluationCurves(scores: [], labels: [], isProbability: true)
        #expect(none.roc.isEmpty && none.decision.isEmpty && none.reliability.isEmpty)
    }
}
