#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The optimizer Adam, with decoupled weight decay.
///
///     m ← β₁ m + (1 − β₁) g              v ← β₂ v + (1 − β₂) g²
///     θ ← θ − η λ θ − η m̂ / (√v̂ + ε)     m̂ = m / (1 − β₁ᵗ), v̂ = v / (1 − β₂ᵗ)
///
/// Kingma and Ba, "Adam: a method for stochastic optimization", ICLR 2015; the decay λ as in Loshchilov and Hutter,
/// "Decoupled weight decay regularization", ICLR 2019, on all parameters, biases too. It equals PyTorch's `AdamW`.
public struct Adam<Scalar: NetworkScalar>: Sendable {
    /// η; may be changed between updates, for a schedule.
    public var learningRate: Double
    /// β₁, the memory of the mean gradient.
    public let beta1: Double
    /// β₂, the memory of the mean squared gradient.
    public let beta2: Double
    /// ε, keeps the division finite.
    public let epsilon: Double
    /// λ, the share of each parameter that is taken away per unit of learning rate.
    public let weightDecay: Double
    /// t, updates done.
    public private(set) var stepCount = 0
    /// m, `[parameterCount]`.
    public private(set) var firstMoments: [Scalar]
    /// v, `[parameterCount]`.
    public private(set) var secondMoments: [Scalar]

    /// An optimizer before its first update.
    ///
    /// - Precondition: the rate is above 0, the betas are in 0..<1, ε is above 0 and the decay at least 0.
    public init(
        parameterCount: Int, learningRate: Double, beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8,
        weightDecay: Double = 0
    ) {
        precondition(learningRate > 0, "learningRate is \(learningRate), must be above 0")
        precondition((0..<1).contains(beta1) && (0..<1).contains(beta2), "betas are \(beta1), \(beta2), not in 0..<1")
        precondition(epsilon > 0 && weightDecay >= 0, "epsilon is \(epsilon), weightDecay \(weightDecay)")
        self.learningRate = learningRate
        self.beta1 = beta1
        self.beta2 = beta2
        self.epsilon = epsilon
        self.weightDecay = weightDecay
        firstMoments = [Scalar](repeating: 0, count: parameterCount)
        secondMoments = [Scalar](repeating: 0, count: parameterCount)
    }

    /// Moves `parameters` one step against `gradients`.
    ///
    /// - Precondition: both have the count the optimizer was made for.
    @_specialize(where Scalar == Float)
    @_specialize(where Scalar == Double)
    public mutating func update(parameters: inout [Scalar], gradients: [Scalar]) {
        let count = firstMoments.count
        precondition(
            parameters.count == count && gradients.count == count,
            "\(parameters.count) parameters and \(gradients.count) gradients for an optimizer of \(count)")
        stepCount += 1
        let (first, second) = (Scalar(beta1), Scalar(beta2))
        let (firstRest, secondRest) = (Scalar(1 - beta1), Scalar(1 - beta2))
        let rate = Scalar(learningRate / (1 - pow(beta1, Double(stepCount))))
        let secondScale = Scalar(1 / (1 - pow(beta2, Double(stepCount))).squareRoot())
        let small = Scalar(epsilon)
        let kept = Scalar(1 - learningRate * weightDecay)
        firstMoments.withUnsafeMutableBufferPointer { m in
            secondMoments.withUnsafeMutableBufferPointer { v in
                parameters.withUnsafeMutableBufferPointer { theta in
                    gradients.withUnsafeBufferPointer { g in
                        for index in 0..<count {
                            m[index] = first * m[index] + firstRest * g[index]
                            v[index] = second * v[index] + secondRest * g[index] * g[index]
                            theta[index] =
                                kept * theta[index] - rate * m[index] / (v[index].squareRoot() * secondScale + small)
                        }
                    }
                }
            }
        }
    }
}
