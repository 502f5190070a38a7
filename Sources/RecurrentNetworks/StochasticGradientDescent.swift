/// Stochastic gradient descent, with heavy-ball or Nesterov momentum and L2 weight decay.
///
///     g ← g + λ θ        b ← μ b + g        θ ← θ − η b, or for Nesterov θ ← θ − η (g + μ b)
///
/// Without momentum (μ = 0) no b is kept. It equals PyTorch's `SGD` with dampening 0. Polyak (1964); in this form
/// Sutskever, Martens, Dahl and Hinton, "On the importance of initialization and momentum in deep learning",
/// ICML 2013.
public struct StochasticGradientDescent<Scalar: NetworkScalar>: Optimizer {
    /// η; may be changed between updates, for a schedule.
    public var learningRate: Double
    /// μ, the share of the last step that is repeated.
    public let momentum: Double
    /// Whether the momentum looks one step ahead.
    public let isNesterov: Bool
    /// λ, the share of each parameter that is added to its gradient.
    public let weightDecay: Double
    /// Updates done.
    public private(set) var stepCount = 0
    /// b, `[parameterCount]`; empty without momentum.
    public private(set) var momentumBuffer: [Scalar]

    private let parameterCount: Int

    /// An optimizer before its first update.
    ///
    /// - Precondition: the rate is above 0, the momentum in 0..<1 (above 0 for Nesterov) and the decay at least 0.
    public init(
        parameterCount: Int, learningRate: Double, momentum: Double = 0, isNesterov: Bool = false,
        weightDecay: Double = 0
    ) {
        precondition(learningRate > 0, "learningRate is \(learningRate), must be above 0")
        precondition((0..<1).contains(momentum), "momentum is \(momentum), not in 0..<1")
        precondition(momentum > 0 || !isNesterov, "Nesterov's method needs a momentum above 0")
        precondition(weightDecay >= 0, "weightDecay is \(weightDecay), must be at least 0")
        self.parameterCount = parameterCount
        self.learningRate = learningRate
        self.momentum = momentum
        self.isNesterov = isNesterov
        self.weightDecay = weightDecay
        momentumBuffer = [Scalar](repeating: 0, count: momentum > 0 ? parameterCount : 0)
    }

    /// Moves `parameters` one step against `gradients`.
    ///
    /// - Precondition: both have the count the optimizer was made for.
    @_specialize(where Scalar == Float)
    @_specialize(where Scalar == Double)
    public mutating func update(parameters: inout [Scalar], gradients: [Scalar]) {
        precondition(
            parameters.count == parameterCount && gradients.count == parameterCount,
            "\(parameters.count) parameters and \(gradients.count) gradients for an optimizer of \(parameterCount)")
        stepCount += 1
        let (rate, decay, share) = (Scalar(learningRate), Scalar(weightDecay), Scalar(momentum))
        guard momentum > 0 else {
            for index in 0..<parameterCount {
                parameters[index] -= rate * (gradients[index] + decay * parameters[index])
            }
            return
        }
        for index in 0..<parameterCount {
            let gradient = gradients[index] + decay * parameters[index]
            momentumBuffer[index] = share * momentumBuffer[index] + gradient
            parameters[index] -= rate * (isNesterov ? gradient + share * momentumBuffer[index] : momentumBuffer[index])
        }
    }

    /// `step` and, with momentum, `momentum_buffer`.
    public func stateTensors() -> [Tensor] {
        let step = Tensor(name: "step", count: stepCount)
        guard momentum > 0 else { return [step] }
        return [step, Tensor(name: "momentum_buffer", shape: [parameterCount], values: momentumBuffer)]
    }

    /// Takes over `step` and, with momentum, `momentum_buffer` of an optimizer for as many parameters.
    public mutating func restore(_ tensors: [Tensor]) throws(NetworkError) {
        let state = try NamedTensors(tensors, allowing: momentum > 0 ? ["step", "momentum_buffer"] : ["step"])
        let stepCount = try state.count("step")
        if momentum > 0 { momentumBuffer = try state.values("momentum_buffer", count: parameterCount) }
        self.stepCount = stepCount
    }
}
