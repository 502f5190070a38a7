internal import Foundation

/// How well scores tell positives from negatives, by the definitions of scikit-learn.
public enum BinaryClassificationMetrics {
    /// The area under the receiver operating characteristic: the probability that a random positive scores higher than
    /// a random negative, ties counting one half (Hanley and McNeil 1982).
    ///
    /// - Returns: nil without both a positive and a negative.
    public static func auroc(scores: [Double], labels: [Bool]) -> Double? {
        var area = 0.0
        var (positives, negatives) = (0.0, 0.0)
        forEachTie(scores: scores, labels: labels) { tiedPositives, tiedNegatives in
            // Falling scores: every positive seen so far outranks these negatives.
            area += tiedNegatives * (positives + tiedPositives / 2)
            positives += tiedPositives
            negatives += tiedNegatives
        }
        return positives > 0 && negatives > 0 ? area / (positives * negatives) : nil
    }

    /// The area under the precision-recall curve as average precision: Σ (Rₙ − Rₙ₋₁) Pₙ, without interpolation.
    ///
    /// - Returns: nil without a positive.
    public static func auprc(scores: [Double], labels: [Bool]) -> Double? {
        let total = Double(labels.count { $0 })
        guard total > 0 else { return nil }
        var area = 0.0
        var (positives, negatives) = (0.0, 0.0)
        forEachTie(scores: scores, labels: labels) { tiedPositives, tiedNegatives in
            positives += tiedPositives
            negatives += tiedNegatives
            area += tiedPositives / total * positives / (positives + negatives)
        }
        return area
    }

    /// The mean squared difference of probability and outcome (Brier 1950); nil without data.
    public static func brierScore(probabilities: [Double], labels: [Bool]) -> Double? {
        guard !labels.isEmpty else { return nil }
        let sum = zip(probabilities, labels).reduce(0.0) { $0 + pow($1.0 - ($1.1 ? 1 : 0), 2) }
        return sum / Double(labels.count)
    }

    /// The mean of −log of the probability given to what happened; nil without data.
    ///
    /// Probabilities are kept 10⁻¹⁵ from 0 and 1, so that one certain mistake is not infinite.
    public static func logLoss(probabilities: [Double], labels: [Bool]) -> Double? {
        precondition(probabilities.count == labels.count, "\(probabilities.count) for \(labels.count) labels")
        guard !labels.isEmpty else { return nil }
        let sum = zip(probabilities, labels).reduce(0.0) { $0 - log(max($1.1 ? $1.0 : 1 - $1.0, 1e-15)) }
        return sum / Double(labels.count)
    }

    private static func forEachTie(scores: [Double], labels: [Bool], _ body: (Double, Double) -> Void) {
        precondition(scores.count == labels.count, "\(scores.count) scores for \(labels.count) labels")
        let order = scores.indices.sorted { scores[$0] > scores[$1] }
        var index = 0
        while index < order.count {
            var (positives, negatives) = (0.0, 0.0)
            let score = scores[order[index]]
            repeat {
                if labels[order[index]] { positives += 1 } else { negatives += 1 }
                index += 1
            } while index < order.count && scores[order[index]] == score
            body(positives, negatives)
        }
    }
}
