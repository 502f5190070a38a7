/// An optimizer by its kind and numbers, from which one is made for any number of parameters.
public enum OptimizerConfiguration: Hashable, Sendable {
    /// ``StochasticGradientDescent``.
    case stochasticGradientDescent(
        learningRate: Double, momentum: Double = 0, isNesterov: Bool = false, weightDecay: Double = 0)

    /// ``RMSprop``.
    case rmsprop(
        learningRate: Double, alpha: Double = 0.99, epsilon: Double = 1e-8, momentum: Double = 0,
        weightDecay: Double = 0)

    /// ``Adam`` with coupled decay.
    case adam(
        learningRate: Double, beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8,
        weightDecay: Double = 0)

    /// ``Adam`` with decoupled decay.
    case adamW(
        learningRate: Double, beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8,
        weightDecay: Double = 0.01)

    /// η before any schedule.
    public var learningRate: Double {
        switch self {
        case .stochasticGradientDescent(let learningRate, _, _, _), .rmsprop(let learningRate, _, _, _, _),
            .adam(let learningRate, _, _, _, _), .adamW(let learningRate, _, _, _, _):
            learningRate
        }
    }

    /// An optimizer of this kind before its first update.
    ///
    /// - Precondition: the numbers are in the ranges of the optimizer's initializer.
    public func makeOptimizer<Scalar: NetworkScalar>(
        parameterCount: Int, as: Scalar.Type = Scalar.self
    ) -> any Optimizer<Scalar> {
        switch self {
        case .stochasticGradientDescent(let learningRate, let momentum, let isNesterov, let weightDecay):
            StochasticGradientDescent<Scalar>(
                parameterCount: parameterCount, learningRate: learningRate, momentum: momentum,
                isNesterov: isNesterov, weightDecay: weightDecay)
        case .rmsprop(let learningRate, let alpha, let epsilon, let momentum, let weightDecay):
            RMSprop<Scalar>(
                parameterCount: parameterCount, learningRate: learningRate, alpha: alpha, epsilon: epsilon,
                momentum: momentum, weightDecay: weightDecay)
        case .adam(let learningRate, let beta1, let beta2, let epsilon, let weightDecay):
            Adam<Scalar>(
                parameterCount: parameterCount, learningRate: learningRate, beta1: beta1, beta2: beta2,
                epsilon: epsilon, weightDecay: weightDecay, decouplesWeightDecay: false)
        case .adamW(let learningRate, let beta1, let beta2, let epsilon, let weightDecay):
            Adam<Scalar>(
                parameterCount: parameterCount, learningRate: learningRate, beta1: beta1, beta2: beta2,
                epsilon: epsilon, weightDecay: weightDecay, decouplesWeightDecay: true)
        }
    }
}
