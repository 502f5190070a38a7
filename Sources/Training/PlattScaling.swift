internal import Foundation
public import Scoring

/// Fits `p = σ(scale · logit + offset)` to outcomes by maximum likelihood.
///
/// Platt, "Probabilistic outputs for support vector machines" (1999), with his smoothed targets, by Newton's method as
/// in Lin, Lin and Weng (2007).
public enum PlattScaling {
    /// The calibration of given raw outputs; no change where it cannot be fitted (one class only, or an inverted order).
    public static func fit(logits: [Double], labels: [Bool]) -> RiskModel.Calibration {
        let positives = Double(labels.count { $0 })
        let negatives = Double(labels.count) - positives
        guard positives > 0, negatives > 0 else { return RiskModel.Calibration() }
        let high = (positives + 1) / (positives + 2)
        let low = 1 / (negatives + 2)
        var scale = 1.0
        var offset = log((positives + 1) / (negatives + 1))
        for _ in 0..<50 {
            var (gradientScale, gradientOffset) = (0.0, 0.0)
            var (h11, h12, h22) = (1e-9, 0.0, 1e-9)
            for (logit, label) in zip(logits, labels) {
                let p = 1 / (1 + exp(-(scale * logit + offset)))
                let difference = p - (label ? high : low)
                let weight = p * (1 - p)
                gradientScale += difference * logit
                gradientOffset += difference
                h11 += weight * logit * logit
                h12 += weight * logit
                h22 += weight
            }
            let determinant = h11 * h22 - h12 * h12
            guard abs(determinant) > 1e-12 else { break }
            let stepScale = (h22 * gradientScale - h12 * gradientOffset) / determinant
            let stepOffset = (h11 * gradientOffset - h12 * gradientScale) / determinant
            // A damped step keeps Newton's method from overshooting on separable data.
            let damping = min(1, 5 / max(abs(stepScale), abs(stepOffset), 1e-12))
            scale -= damping * stepScale
            offset -= damping * stepOffset
            if abs(stepScale) < 1e-9, abs(stepOffset) < 1e-9 { break }
        }
        guard scale.isFinite, offset.isFinite, scale > 0 else { return RiskModel.Calibration() }
        return RiskModel.Calibration(scale: scale, offset: offset)
    }
}
