internal import CRecurrentKernels

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The optimizer Adam, with decoupled (AdamW) or coupled (L2) weight decay.
///
///     m ← β₁ m + (1 − β₁) g              v ← β₂ v + (1 − β₂) g²
///     θ ← θ − η λ θ − η m̂ / (√v̂ + ε)     m̂ = m / (1 − β₁ᵗ), v̂ = v / (1 − β₂ᵗ)
///
/// Coupled, the decay is part of the gradient instead: g ← g + λ θ, and θ ← θ − η m̂ / (√v̂ + ε). Either acts on all
/// parameters, biases too. Kingma and Ba, "Adam: a method for stochastic optimization", ICLR 2015; decoupled decay:
/// Loshchilov and Hutter, "Decoupled weight decay regularization", ICLR 2019. They are PyTorch's `AdamW` and `Adam`.
/// `Float` runs in a vector kernel.
public struct Adam<Scalar: NetworkScalar>: Optimizer {
    /// η; may be changed between updates, for a schedule.
    public var learningRate: Double
    /// β₁, the memory of the mean gradient.
    public let beta1: Double
    /// β₂, the memory of the mean squared gradient.
    public let beta2: Double
    /// ε, keeps the division finite.
    public let epsilon: Double
    /// λ, the share of each parameter that is taken away per unit of learning rate, or that is added to its gradient.
    public let weightDecay: Double
    /// Whether the decay acts on the parameters (AdamW) and not on the gradients (L2).
    public let decouplesWeightDecay: Bool
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
        weightDecay: Double = 0, decouplesWeightDecay: Bool = true
    ) {
        precondition(learningRate > 0, "learningRate is \(learningRate), must be above 0")
        precondition((0..<1).contains(beta1) && (0..<1).contains(beta2), "betas are \(beta1), \(beta2), not in 0..<1")
        precondition(epsilon > 0 && weightDecay >= 0, "epsilon is \(epsilon), weightDecay \(weightDecay)")
        self.learningRate = learningRate
        self.beta1 = beta1
        self.beta2 = beta2
        self.epsilon = epsilon
        self.weightDecay = weightDecay
        self.decouplesWeightDecay = decouplesWeightDecay
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
        let coefficients = Coefficients(self)
        firstMoments.withUnsafeMutableBufferPointer { m in
            secondMoments.withUnsafeMutableBufferPointer { v in
                parameters.withUnsafeMutableBufferPointer { theta in
                    gradients.withUnsafeBufferPointer { g in
                        guard let g = g.baseAddress, let theta = theta.baseAddress, let m = m.baseAddress,
                            let v = v.baseAddress
                        else { return }
                        if Scalar.self == Float.self {
                            coefficients.updateFused(count: count, g, theta, m, v)
                        } else {
                            coefficients.update(count: count, g, theta, m, v)
                        }
                    }
                }
            }
        }
    }

    /// The numbers of one update.
    private struct Coefficients {
        let beta1, beta2, rate, secondScale, epsilon, kept, coupledDecay: Double

        init(_ adam: Adam) {
            beta1 = adam.beta1
            beta2 = adam.beta2
            rate = adam.learningRate / (1 - pow(beta1, Double(adam.stepCount)))
            secondScale = 1 / (1 - pow(beta2, Double(adam.stepCount))).squareRoot()
            epsilon = adam.epsilon
            kept = adam.decouplesWeightDecay ? 1 - adam.learningRate * adam.weightDecay : 1
            coupledDecay = adam.decouplesWeightDecay ? 0 : adam.weightDecay
        }

        /// The update as it is defined.
        func update(
            count: Int, _ g: UnsafePointer<Scalar>, _ theta: UnsafeMutablePointer<Scalar>,
            _ m: UnsafeMutablePointer<Scalar>, _ v: UnsafeMutablePointer<Scalar>
        ) {
            let (first, second) = (Scalar(beta1), Scalar(beta2))
            let (firstRest, secondRest) = (Scalar(1 - beta1), Scalar(1 - beta2))
            let (rate, secondScale, small) = (Scalar(rate), Scalar(secondScale), Scalar(epsilon))
            let (kept, coupled) = (Scalar(kept), Scalar(coupledDecay))
            for index in 0..<count {
                let gradient = g[index] + coupled * theta[index]
                m[index] = first * m[index] + firstRest * gradient
                v[index] = second * v[index] + secondRest * gradient * gradient
                theta[index] = kept * theta[index] - rate * m[index] / (v[index].squareRoot() * secondScale + small)
            }
        }

        /// The same in the vector kernel of this processor.
        ///
        /// - Precondition: the scalar is `Float`.
        func updateFused(
            count: Int, _ g: UnsafePointer<Scalar>, _ theta: UnsafeMutablePointer<Scalar>,
            _ m: UnsafeMutablePointer<Scalar>, _ v: UnsafeMutablePointer<Scalar>
        ) {
            func floats(_ pointer: UnsafeMutablePointer<Scalar>) -> UnsafeMutablePointer<Float> {
                UnsafeMutableRawPointer(pointer).assumingMemoryBound(to: Float.self)
            }
            var update = AdamUpdate(
                count: count, beta1: Float(beta1), oneMinusBeta1: Float(1 - beta1), beta2: Float(beta2),
                oneMinusBeta2: Float(1 - beta2), rate: Float(rate), secondScale: Float(secondScale),
                epsilon: Float(epsilon), kept: Float(kept), coupledDecay: Float(coupledDecay), gradientScale: 1)
            recurrent_kernels().pointee.adam(
                &update, UnsafeRawPointer(g).assumingMemoryBound(to: Float.self), floats(theta), floats(m), floats(v))
        }
    }

    /// `step`, `exp_avg` and `exp_avg_sq`.
    public func stateTensors() -> [Tensor] {
        let shape = [firstMoments.count]
        return [
            Tensor(name: "step", count: stepCount),
            Tensor(name: "exp_avg", shape: shape, values: firstMoments),
            Tensor(name: "exp_avg_sq", shape: shape, values: secondMoments),
        ]
    }

    /// Takes over `step`, `exp_avg` and `exp_avg_sq` of an optimizer for as many parameters.
    public mutating func restore(_ tensors: [Tensor]) throws(NetworkError) {
        let state = try NamedTensors(tensors, allowing: ["step", "exp_avg", "exp_avg_sq"])
        let stepCount = try state.count("step")
        let first: [Scalar] = try state.values("exp_avg", count: firstMoments.count)
        let second: [Scalar] = try state.values("exp_avg_sq", count: secondMoments.count)
        (self.stepCount, firstMoments, secondMoments) = (stepCount, first, second)
    }
}
