/// A bound on the Euclidean norm of a gradient; longer gradients keep their direction and lose length.
///
///     g ← g · limit / ‖g‖    if ‖g‖ > limit
///
/// Pascanu, Mikolov and Bengio, "On the difficulty of training recurrent neural networks", ICML 2013.
public struct GradientNormLimit: Hashable, Sendable {
    /// The largest norm left alone.
    public let limit: Double

    /// A limit.
    ///
    /// - Precondition: it is above 0; infinity only measures.
    public init(_ limit: Double) {
        precondition(limit > 0, "the gradient norm limit is \(limit), must be above 0")
        self.limit = limit
    }

    /// Shortens `gradients` in place.
    ///
    /// - Returns: the norm before. If it is not finite the gradients are left as they are: skip such an update.
    @_specialize(where Scalar == Float)
    @_specialize(where Scalar == Double)
    public func apply<Scalar: NetworkScalar>(to gradients: inout [Scalar]) -> Double {
        let norm = Self.norm(of: gradients)
        guard norm.isFinite, norm > limit else { return norm }
        let factor = Scalar(limit / norm)
        for index in gradients.indices { gradients[index] *= factor }
        return norm
    }

    /// The Euclidean norm, summed in `Double` in eight interleaved sums: an order that never depends on the machine.
    @_specialize(where Scalar == Float)
    @_specialize(where Scalar == Double)
    static func norm<Scalar: NetworkScalar>(of gradients: [Scalar]) -> Double {
        var squares = SIMD8<Double>()
        let whole = gradients.count / 8 * 8
        for start in stride(from: 0, to: whole, by: 8) {
            var values = SIMD8<Double>()
            for lane in 0..<8 { values[lane] = Double(gradients[start + lane]) }
            squares += values * values
        }
        for index in whole..<gradients.count {
            squares[index - whole] += Double(gradients[index]) * Double(gradients[index])
        }
        var sum = 0.0
        for lane in 0..<8 { sum += squares[lane] }
        return sum.squareRoot()
    }
}
