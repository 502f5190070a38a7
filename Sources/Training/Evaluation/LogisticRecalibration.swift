internal import Foundation

/// How observed outcomes depend on predicted log-odds: `logit P(outcome) = intercept + slope · logit p`.
///
/// A calibrated model has a slope of 1 and, with the slope fixed at 1, an intercept of 0 (calibration in the large): a
/// slope below 1 means predictions that are too extreme, an intercept below 0 predictions that are too high. Cox
/// (1958), Biometrika 45; Van Calster et al. (2016), J Clin Epidemiol 74. Probabilities are kept 10⁻⁹ from 0 and 1.
public enum LogisticRecalibration {
    /// Steps that share a predicted log-odds.
    struct Group {
        var logit: Double
        var positives: Double
        var negatives: Double
    }

    /// Calibration intercept: slope fixed at 1; nil without both outcomes.
    public static func intercept(probabilities: [Double], labels: [Bool]) -> Double? {
        intercept(groups(probabilities, labels))
    }

    /// Calibration slope, the intercept being free; nil without both outcomes, or where predictions do not vary or
    /// separate the outcomes.
    public static func slope(probabilities: [Double], labels: [Bool]) -> Double? {
        slope(groups(probabilities, labels))
    }

    /// Log-odds of a probability.
    static func logit(_ probability: Double) -> Double {
        let p = min(max(probability, 1e-9), 1 - 1e-9)
        return log(p / (1 - p))
    }

    static func groups(_ probabilities: [Double], _ labels: [Bool]) -> [Group] {
        precondition(probabilities.count == labels.count, "\(probabilities.count) for \(labels.count) labels")
        return zip(probabilities, labels).map { probability, label in
            Group(logit: logit(probability), positives: label ? 1 : 0, negatives: label ? 0 : 1)
        }
    }

    static func intercept(_ groups: [Group]) -> Double? {
        guard hasBothOutcomes(groups) else { return nil }
        var a = 0.0
        for _ in 0..<100 {
            var (gradient, curvature) = (0.0, 0.0)
            for group in groups {
                let p = 1 / (1 + exp(-(a + group.logit)))
                let count = group.positives + group.negatives
                gradient += group.positives - count * p
                curvature += count * p * (1 - p)
            }
            guard curvature > 0 else { return nil }
            // The likelihood has one maximum; steps of at most 2 keep Newton's method from leaving the curved part.
            let step = min(max(gradient / curvature, -2), 2)
            a += step
            if abs(step) < 1e-10 { return a }
        }
        return nil
    }

    static func slope(_ groups: [Group]) -> Double? {
        guard !isSeparated(groups), let start = intercept(groups) else { return nil }
        var (a, b) = (start, 1.0)
        var reached = loss(groups, a, b)
        for _ in 0..<100 {
            var (gradientA, gradientB) = (0.0, 0.0)
            var (h11, h12, h22) = (0.0, 0.0, 0.0)
            for group in groups {
                let p = 1 / (1 + exp(-(a + b * group.logit)))
                let count = group.positives + group.negatives
                let difference = group.positives - count * p
                let weight = count * p * (1 - p)
                gradientA += difference
                gradientB += difference * group.logit
                h11 += weight
                h12 += weight * group.logit
                h22 += weight * group.logit * group.logit
            }
            let determinant = h11 * h22 - h12 * h12
            // Predictions that hardly vary say nothing about a slope.
            guard determinant > 1e-12 * h11 * h22, determinant > 0 else { return nil }
            let stepA = (h22 * gradientA - h12 * gradientB) / determinant
            let stepB = (h11 * gradientB - h12 * gradientA) / determinant
            if abs(stepA) < 1e-9, abs(stepB) < 1e-9 { return b }
            var damping = 1.0
            var next = loss(groups, a + stepA, b + stepB)
            while !(next <= reached), damping > 1e-6 {
                damping /= 2
                next = loss(groups, a + damping * stepA, b + damping * stepB)
            }
            // No step lowers the loss any more: the rest is rounding.
            guard next <= reached else { return b }
            (a, b, reached) = (a + damping * stepA, b + damping * stepB, next)
        }
        return b
    }

    private static func hasBothOutcomes(_ groups: [Group]) -> Bool {
        groups.contains { $0.positives > 0 } && groups.contains { $0.negatives > 0 }
    }

    /// Whether a prediction exists with all positives on one side and all negatives on the other: no slope is finite.
    private static func isSeparated(_ groups: [Group]) -> Bool {
        var positives = (low: Double.infinity, high: -Double.infinity)
        var negatives = positives
        for group in groups {
            if group.positives > 0 {
                positives = (min(positives.low, group.logit), max(positives.high, group.logit))
            }
            if group.negatives > 0 {
                negatives = (min(negatives.low, group.logit), max(negatives.high, group.logit))
            }
        }
        return negatives.high <= positives.low || positives.high <= negatives.low
    }

    private static func loss(_ groups: [Group], _ a: Double, _ b: Double) -> Double {
        groups.reduce(0) { sum, group in
            let z = a + b * group.logit
            let tail = log1p(exp(-abs(z)))
            return sum + group.positives * (max(-z, 0) + tail) + group.negatives * (max(z, 0) + tail)
        }
    }
}
