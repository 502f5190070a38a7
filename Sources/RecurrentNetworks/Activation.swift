/// The activation φ of a hidden layer.
public enum Activation: String, Codable, Sendable, CaseIterable {
    /// tanh(z), with the derivative 1 − h².
    case tanh
    /// max(z, 0), with the derivative 1 where h > 0, otherwise 0.
    case relu
    /// σ(z) = 1 / (1 + e⁻ᶻ), with the derivative h (1 − h); the hidden units of SNNS's Jordan network.
    case sigmoid

    /// φ(z).
    @inline(__always)
    func callAsFunction<Scalar: NetworkScalar>(_ z: Scalar) -> Scalar {
        switch self {
        case .tanh: Scalar.tanh(z)
        // Not `max`: a NaN must stay one.
        case .relu: z < 0 ? 0 : z
        case .sigmoid: Scalar.sigmoid(z)
        }
    }

    /// φ'(z), from h = φ(z).
    @inline(__always)
    func derivative<Scalar: NetworkScalar>(atOutput h: Scalar) -> Scalar {
        switch self {
        case .tanh: 1 - h * h
        case .relu: h > 0 ? 1 : 0
        case .sigmoid: h * (1 - h)
        }
    }
}

/// What of the output is fed back through a Jordan network's context.
public enum ContextFeedback: String, Codable, Sendable, CaseIterable {
    /// y = σ(V h + c), the probability; its derivative by the logit is y (1 − y).
    case sigmoid
    /// y = V h + c itself; the linear output units of SNNS.
    case identity
}
