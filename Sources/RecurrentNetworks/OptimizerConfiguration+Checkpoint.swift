extension OptimizerConfiguration {
    /// The optimizer as a line of a checkpoint.
    var checkpointRecord: CheckpointRecord {
        switch self {
        case .stochasticGradientDescent(let learningRate, let momentum, let isNesterov, let weightDecay):
            CheckpointRecord(
                "stochasticGradientDescent",
                [
                    "learningRate": "\(learningRate)", "momentum": "\(momentum)", "isNesterov": "\(isNesterov)",
                    "weightDecay": "\(weightDecay)",
                ])
        case .rmsprop(let learningRate, let alpha, let epsilon, let momentum, let weightDecay):
            CheckpointRecord(
                "rmsprop",
                [
                    "learningRate": "\(learningRate)", "alpha": "\(alpha)", "epsilon": "\(epsilon)",
                    "momentum": "\(momentum)", "weightDecay": "\(weightDecay)",
                ])
        case .adam(let learningRate, let beta1, let beta2, let epsilon, let weightDecay):
            Self.adamRecord("adam", learningRate, beta1, beta2, epsilon, weightDecay)
        case .adamW(let learningRate, let beta1, let beta2, let epsilon, let weightDecay):
            Self.adamRecord("adamW", learningRate, beta1, beta2, epsilon, weightDecay)
        }
    }

    /// The optimizer of a line of a checkpoint.
    init(_ record: CheckpointRecord) throws(CheckpointError) {
        let positive = Double.leastNonzeroMagnitude...Double.greatestFiniteMagnitude
        let learningRate = try record.number("learningRate", in: positive)
        let weightDecay = try record.number("weightDecay", in: 0...Double.greatestFiniteMagnitude)
        switch record.name {
        case "stochasticGradientDescent":
            let momentum = try record.number("momentum", in: 0..<1)
            let isNesterov: Bool = try record.value("isNesterov")
            guard momentum > 0 || !isNesterov else {
                throw record.invalid("momentum", "\(momentum)", expected: "above 0 for Nesterov's method")
            }
            self = .stochasticGradientDescent(
                learningRate: learningRate, momentum: momentum, isNesterov: isNesterov, weightDecay: weightDecay)
        case "rmsprop":
            self = .rmsprop(
                learningRate: learningRate, alpha: try record.number("alpha", in: 0..<1),
                epsilon: try record.number("epsilon", in: positive),
                momentum: try record.number("momentum", in: 0..<1), weightDecay: weightDecay)
        case "adam", "adamW":
            let beta1 = try record.number("beta1", in: 0..<1)
            let beta2 = try record.number("beta2", in: 0..<1)
            let epsilon = try record.number("epsilon", in: positive)
            self =
                record.name == "adam"
                ? .adam(
                    learningRate: learningRate, beta1: beta1, beta2: beta2, epsilon: epsilon, weightDecay: weightDecay)
                : .adamW(
                    learningRate: learningRate, beta1: beta1, beta2: beta2, epsilon: epsilon, weightDecay: weightDecay)
        default:
            throw record.unknownName(expected: "the name of an optimizer")
        }
    }

    private static func adamRecord(
        _ name: String, _ learningRate: Double, _ beta1: Double, _ beta2: Double, _ epsilon: Double,
        _ weightDecay: Double
    ) -> CheckpointRecord {
        CheckpointRecord(
            name,
            [
                "learningRate": "\(learningRate)", "beta1": "\(beta1)", "beta2": "\(beta2)", "epsilon": "\(epsilon)",
                "weightDecay": "\(weightDecay)",
            ])
    }
}
