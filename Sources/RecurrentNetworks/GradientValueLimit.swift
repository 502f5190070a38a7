/// A bound on the magnitude of every single gradient.
///
///     g_i ← min(max(g_i, −limit), limit)
///
/// It changes the direction, unlike ``GradientNormLimit``. Mikolov, "Statistical language models based on neural
/// networks", dissertation, Brno (2012).
public struct GradientValueLimit: Hashable, Sendable {
    /// The largest magnitude left alone.
    public let limit: Double

    /// A limit.
    ///
    /// - Precondition: it is above 0; infinity only measures.
    public init(_ limit: Double) {
        precondition(limit > 0, "the gradient value limit is \(limit), must be above 0")
        self.limit = limit
    }

    /// Cuts `gradients` in place.
    ///
    /// - Returns: the largest magnitude before, NaN if there is one. If it is not finite the gradients are left as
    ///   they are: skip such an update.
    @_specialize(where Scalar == Float)
    @_specialize(where Scalar == Double)
    @discardableResult
    public func apply<Scalar: NetworkScalar>(to gradients: inout [Scalar]) -> Double {
        var largest: Scalar = 0
        for gradient in gradients {
            let magnitude = abs(gradient)
            // NaN compares false both ways and stays.
            largest = magnitude <= largest ? largest : largest.isNaN ? largest : magnitude
        }
        guard largest.isFinite, Double(largest) > limit else { return Double(largest) }
        let bound = Scalar(limit)
        for index in gradients.indices { gradients[index] = min(max(gradients[index], -bound), bound) }
        return Double(largest)
    }
}
