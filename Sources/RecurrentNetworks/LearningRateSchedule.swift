#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// How the learning rate changes over training: a factor on it, as a pure function of the updates done.
public enum LearningRateSchedule: Hashable, Sendable {
    /// 1 always.
    case constant

    /// `factor` to the power ⌊step / `every`⌋.
    case step(every: Int, factor: Double)

    /// `factor` to the power of the step.
    case exponential(factor: Double)

    /// A linear rise over `warmUp` steps, then half a cosine down to `floor` at the step `total`, and `floor` after it.
    ///
    ///     (t + 1) / warmUp                                   t < warmUp
    ///     floor + (1 − floor) (1 + cos(π p)) / 2             p = min((t − warmUp) / (total − warmUp), 1)
    ///
    /// Loshchilov and Hutter, "SGDR: stochastic gradient descent with warm restarts", ICLR 2017, without restarts.
    case cosine(warmUp: Int = 0, total: Int, floor: Double = 0)

    /// The factor for the update number `step`, counted from 0.
    ///
    /// - Precondition: the step is at least 0; factors are above 0; `every` ≥ 1; 0 ≤ `warmUp` < `total`; `floor` is
    ///   in 0...1.
    public func factor(at step: Int) -> Double {
        precondition(step >= 0 && isValid, "step \(step) of \(self)")
        switch self {
        case .constant:
            return 1
        case .step(let every, let factor):
            return pow(factor, Double(step / every))
        case .exponential(let factor):
            return pow(factor, Double(step))
        case .cosine(let warmUp, let total, let floor):
            guard step >= warmUp else { return Double(step + 1) / Double(warmUp) }
            let progress = min(Double(step - warmUp) / Double(total - warmUp), 1)
            return floor + (1 - floor) * (1 + cos(.pi * progress)) / 2
        }
    }

    /// Whether the numbers are in the ranges that ``factor(at:)`` asks for.
    var isValid: Bool {
        switch self {
        case .constant: true
        case .step(let every, let factor): every >= 1 && factor > 0 && factor.isFinite
        case .exponential(let factor): factor > 0 && factor.isFinite
        case .cosine(let warmUp, let total, let floor): warmUp >= 0 && total > warmUp && (0...1).contains(floor)
        }
    }
}
