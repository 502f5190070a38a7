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
        // Lin, Lin and Weng: from the base rate, Newton steps that are halved until the loss falls. Without that the
        // steps overshoot where logits are wide or classes are apart.
        var (scale, offset) = (0.0, log((positives + 1) / (negatives + 1)))
        func loss(_ scale: Double, _ offset: Double) -> Double {
            var sum = 0.0
            for (logit, label) in zip(logits, labels) {
                let z = scale * logit + offset
                sum += max(z, 0) - z * (label ? high : low) + log1p(exp(-abs(z)))
            }
            return sum
        }
        var reached = loss(scale, offset)
        for _ in 0..<100 {
            var (gradientScale, gradientOffset) = (0.0, 0.0)
            var (h11, h12, h22) = (1e-12, 0.0, 1e-12)
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
            let stepScale = (h22 * gradientScale - h12 * gradientOffset) / determinant
            let stepOffset = (h11 * gradientOffset - h12 * gradientScale) / determinant
            let expected = gradientScale * stepScale + gradientOffset * stepOffset
            guard expected > 1e-14 else { break }
            var damping = 1.0
            var next = loss(scale - stepScale, offset - stepOffset)
            while next > reached - 1e-4 * damping * expected, damping > 1e-10 {
                damping /= 2
                next = loss(scale - damping * stepScale, offset - damping * stepOffset)
            }
            guard next < reached else { break }
            (scale, offset, reached) = (scale - damping * stepScale, offset - damping * stepOffset, next)
        }
        guard scale.isFinite, offset.isFinite, scale > 0 else { return RiskModel.Calibration() }
        return RiskModel.Calibration(scale: scale, offset: offset)
    }
}
