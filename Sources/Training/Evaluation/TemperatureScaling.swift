internal import Foundation
public import Scoring

/// Fits `p = σ(logit / T)` to outcomes by maximum likelihood: one number, and a probability of one half stays one half.
///
/// Guo, Pleiss, Sun and Weinberger, "On calibration of modern neural networks" (2017).
public enum TemperatureScaling {
    /// The calibration of given raw outputs, with a scale of 1 / T and no offset; no change where it cannot be fitted
    /// (one class only, an inverted order, or classes that zero separates, whose best temperature is 0).
    public static func fit(logits: [Double], labels: [Bool]) -> RiskModel.Calibration {
        precondition(logits.count == labels.count, "\(logits.count) logits for \(labels.count) labels")
        let isSeparated = zip(logits, labels).allSatisfy { $1 ? $0 >= 0 : $0 <= 0 }
        guard labels.contains(true), labels.contains(false), !isSeparated else { return RiskModel.Calibration() }
        // The gradient falls with the scale: the root lies between bounds that are doubled until they hold it.
        func gradient(_ scale: Double) -> Double {
            zip(logits, labels).reduce(0) { $0 + $1.0 * (($1.1 ? 1 : 0) - 1 / (1 + exp(-scale * $1.0))) }
        }
        guard gradient(0) > 0 else { return RiskModel.Calibration() }
        var (low, high) = (0.0, 1.0)
        while gradient(high) > 0 {
            (low, high) = (high, high * 2)
            guard high < 1e9 else { return RiskModel.Calibration() }
        }
        for _ in 0..<60 where high - low > 1e-12 * high {
            let middle = (low + high) / 2
            if gradient(middle) > 0 { low = middle } else { high = middle }
        }
        return RiskModel.Calibration(scale: (low + high) / 2)
    }
}
