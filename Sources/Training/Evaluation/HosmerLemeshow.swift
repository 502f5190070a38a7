/// The Hosmer–Lemeshow statistic over deciles of predicted risk, as the PhysioNet/CinC Challenge 2012 scored its event 2.
///
/// Predictions are sorted by risk and cut into ten groups of M = ⌊N / 10⌋; the up to nine highest that are left over do
/// not count. With O observed outcomes in a group and mean risk π,
///
///     H = Σ (O − M π)² / (M π (1 − π) + 0.001)        Event 2 = H / (π₁₀ − π₁)
///
/// Lower is better. Source: Hosmer and Lemeshow, Applied Logistic Regression (2000); the organizers' published scoring
/// code, from which the 0.001 is. Made for one prediction for each stay: steps of a stay are not independent.
public enum HosmerLemeshow {
    /// H; nil below ten predictions.
    public static func statistic(probabilities: [Double], labels: [Bool]) -> Double? {
        let risks = SortedRisks(probabilities: probabilities, labels: labels)
        return risks.figures(weights: risks.once).statistic.finite
    }

    /// Event 2: H divided by the range of the groups' risks; nil below ten predictions, or where the risks are alike.
    public static func event2(probabilities: [Double], labels: [Bool]) -> Double? {
        let risks = SortedRisks(probabilities: probabilities, labels: labels)
        return risks.figures(weights: risks.once).event2.finite
    }

    /// Event 1: the lower of sensitivity and positive predictive value of the calls at a threshold; 0 without a right
    /// call, nil without an outcome.
    public static func event1(probabilities: [Double], labels: [Bool], threshold: Double) -> Double? {
        let called = zip(probabilities, labels).filter { $0.0 >= threshold }
        return event1(
            positives: Double(labels.count { $0 }), calls: Double(called.count),
            rightCalls: Double(called.count { $0.1 })
        ).finite
    }

    static func event1(positives: Double, calls: Double, rightCalls: Double) -> Double {
        guard positives > 0 else { return .nan }
        return calls > 0 ? min(rightCalls / positives, rightCalls / calls) : 0
    }

    /// Predictions by rising risk.
    struct SortedRisks {
        private let predictions: [(probability: Double, isPositive: Bool, patient: Int)]

        /// Predictions in the order of ``RankedStep/isBefore(_:_:)``.
        init(sorted steps: [RankedStep]) {
            predictions = steps.reversed().map { ($0.score, $0.isPositive, Int($0.patient)) }
        }

        init(probabilities: [Double], labels: [Bool]) {
            precondition(probabilities.count == labels.count, "\(probabilities.count) for \(labels.count) labels")
            predictions = zip(probabilities, labels).enumerated().map { ($1.0, $1.1, $0) }.sorted { $0.0 < $1.0 }
        }

        /// Weights that count every prediction once.
        var once: [UInt16] { Array(repeating: 1, count: (predictions.map(\.patient).max() ?? -1) + 1) }

        /// H and event 2 with weighted patients; not a number where not defined.
        func figures(weights: [UInt16]) -> (statistic: Double, event2: Double) {
            let size = predictions.reduce(0) { $0 + Int(weights[$1.patient]) } / 10
            guard size > 0 else { return (.nan, .nan) }
            var statistic = 0.0
            var (first, risk) = (0.0, 0.0)
            var (group, left) = (0, size)
            var (observed, expected) = (0.0, 0.0)
            for prediction in predictions {
                var weight = Int(weights[prediction.patient])
                while weight > 0, group < 10 {
                    let taken = min(weight, left)
                    if prediction.isPositive { observed += Double(taken) }
                    expected += prediction.probability * Double(taken)
                    (weight, left) = (weight - taken, left - taken)
                    guard left == 0 else { continue }
                    risk = expected / Double(size)
                    if group == 0 { first = risk }
                    let difference = observed - expected
                    statistic += difference * difference / (expected * (1 - risk) + 0.001)
                    (group, left, observed, expected) = (group + 1, size, 0, 0)
                }
            }
            return (statistic, risk > first ? statistic / (risk - first) : .nan)
        }
    }
}

extension Double {
    /// The number, or nil for one that is none.
    var finite: Double? { isFinite ? self : nil }
}
