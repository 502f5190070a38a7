/// The optimizer RMSprop, without centering.
///
///     g ← g + λ θ        v ← α v + (1 − α) g²        b ← μ b + g / (√v + ε)        θ ← θ − η b
///
/// Without momentum (μ = 0) no b is kept and θ ← θ − η g / (√v + ε). It equals PyTorch's `RMSprop`. Tieleman and
/// Hinton, "Lecture 6.5: rmsprop", Coursera, Neural networks for machine learning (2012).
public struct RMSprop<Scalar: NetworkScalar>: Optimizer {
    /// η; may be changed between updates, for a schedule.
    public var learningRate: Double
    /// α, the memory of the mean squared gradient.
    public let alpha: Double
    /// ε, keeps the division finite.
    public let epsilon: Double
    /// μ, the share of the last step that is repeated.
    public let momentum: Double
    /// λ, the share of each parameter that is added to its gradient.
    public let weightDecay: Double
    /// Updates done.
    public private(set) var stepCount = 0
    /// v, `[parameterCount]`.
    public private(set) var squareAverages: [Scalar]
    /// b, `[parameterCount]`; empty without momentum.
    public private(set) var momentumBuffer: [Scalar]

    /// An optimizer before its first update.
    ///
    /// - Precondition: the rate is above 0, α and the momentum are in 0..<1, ε is above 0 and the decay at least 0.
    public init(
        parameterCount: Int, learningRate: Double, alpha: Double = 0.99, epsilon: Double = 1e-8, momentum: Double = 0,
        weightDecay: Double = 0
    ) {
        precondition(learningRate > 0, "learningRate is \(learningRate), must be above 0")
        precondition(
            (0..<1).contains(alpha) && (0..<1).contains(momentum),
            "alpha is \(alpha), momentum \(momentum), not in 0..<1")
        precondition(epsilon > 0 && weightDecay >= 0, "epsilon is \(epsilon), weightDecay \(weightDecay)")
        self.learningRate = learningRate
        self.alpha = alpha
        self.epsilon = epsilon
        self.momentum = momentum
        self.weightDecay = weightDecay
        squareAverages = [Scalar](repeating: 0, count: parameterCount)
        momentumBuffer = [Scalar](repeating: 0, count: momentum > 0 ? parameterCount : 0)
    }

    /// Moves `parameters` one step against `gradients`.
    ///
    /// - Precondition: both have the count the optimizer was made for.
    @_specialize(where Scalar == Float)
    @_specialize(where Scalar == Double)
    public mutating func update(parameters: inout [Scalar], gradients: [Scalar]) {
        let count = squareAverages.count
        precondition(
            parameters.count == count && gradients.count == count,
            "\(parameters.count) parameters and \(gradients.count) gradients for an optimizer of \(count)")
        stepCount += 1
        let (memory, rest, small) = (Scalar(alpha), Scalar(1 - alpha), Scalar(epsilon))
        let (rate, decay, share) = (Scalar(learningRate), Scalar(weightDecay), Scalar(momentum))
        for index in 0..<count {
            let gradient = gradients[index] + decay * parameters[index]
            squareAverages[index] = memory * squareAverages[index] + rest * gradient * gradient
            var move = gradient / (squareAverages[index].squareRoot() + small)
            if momentum > 0 {
                move += share * momentumBuffer[index]
                momentumBuffer[index] = move
            }
            parameters[index] -= rate * move
        }
    }

    /// `step`, `square_avg` and, with momentum, `momentum_buffer`.
    public func stateTensors() -> [Tensor] {
        let shape = [squareAverages.count]
        var tensors = [
            Tensor(name: "step", count: stepCount), Tensor(name: "square_avg", shape: shape, values: squareAverages),
        ]
        if momentum > 0 { tensors.append(Tensor(name: "momentum_buffer", shape: shape, values: momentumBuffer)) }
        return tensors
    }

    /// Takes over `step`, `square_avg` and, with momentum, `momentum_buffer` of an optimizer for as many parameters.
    public mutating func restore(_ tensors: [Tensor]) throws(NetworkError) {
        let names = ["step", "square_avg"] + (momentum > 0 ? ["momentum_buffer"] : [])
        let state = try NamedTensors(tensors, allowing: names)
        let stepCount = try state.count("step")
        let squares: [Scalar] = try state.values("square_avg", count: squareAverages.count)
        if momentum > 0 { momentumBuffer = try state.values("momentum_buffer", count: squareAverages.count) }
        (self.stepCount, squareAverages) = (stepCount, squares)
    }
}
