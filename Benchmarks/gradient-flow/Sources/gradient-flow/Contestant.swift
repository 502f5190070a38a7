import RecurrentNetworks

/// A kind of network with its initialization.
struct Contestant: Sendable {
    let name: String
    let cell: CellKind
    let activation: Activation
    let hiddenSize: Int
    let initialization: Initialization

    /// About as many parameters each.
    static let all = [
        Contestant(name: "Elman", cell: .elman, activation: .tanh, hiddenSize: 64, initialization: .orthogonal),
        Contestant(name: "IRNN", cell: .elman, activation: .relu, hiddenSize: 64, initialization: .identity),
        Contestant(name: "LSTM", cell: .lstm, activation: .tanh, hiddenSize: 32, initialization: .orthogonal),
    ]
    static let length = 150
    static let learningRates = [3e-4, 3e-3]
    /// Of initialization and training sequences.
    static let seeds: [UInt64] = [1, 2, 3]
    static let updateCount = 4000
    static let batchSize = 32
    static let gradientNormLimit = 1.0

    /// What came of one training.
    struct Outcome: Sendable {
        let contestant: Contestant
        let learningRate: Double
        let seed: UInt64
        let parameterCount: Int
        /// On 1,000 sequences that were not trained on.
        let meanSquaredError, understood: Double
        /// ‖∂L/∂h‖ by distance from the last step, before and after training.
        let before, after: [Double]
    }

    /// Trains, on the same sequences as every other contestant with that seed.
    func train(learningRate: Double, seed: UInt64) throws -> Outcome {
        let architecture = try NetworkArchitecture(
            cell: cell, inputSize: 2, hiddenSize: hiddenSize, outputSize: 1, activation: activation)
        var trainer = try Trainer<Float>(
            network: RecurrentNetwork(architecture: architecture, seed: seed, initialization: initialization),
            loss: .meanSquaredError, optimizer: .adam(learningRate: learningRate),
            options: TrainerOptions(gradientNormLimit: GradientNormLimit(Self.gradientNormLimit)))
        let before = try norms(trainer.network)
        var generator = CounterBasedGenerator(seed: seed, stream: 1)
        for _ in 0..<Self.updateCount {
            try trainer.train(
                onBatch: AddingProblem(count: Self.batchSize, length: Self.length, from: &generator).batch())
        }
        var fresh = CounterBasedGenerator(seed: 0, stream: 2)
        let problem = AddingProblem(count: 1000, length: Self.length, from: &fresh)
        let answers = try trainer.network.forward(problem.batch()).suffix(problem.sums.count)
        let errors = zip(answers, problem.sums).map { Double($0 - $1) }
        return Outcome(
            contestant: self, learningRate: learningRate, seed: seed, parameterCount: architecture.parameterCount,
            meanSquaredError: errors.reduce(0) { $0 + $1 * $1 } / Double(errors.count),
            understood: Double(errors.count { abs($0) < AddingProblem.tolerance }) / Double(errors.count),
            before: before, after: try norms(trainer.network))
    }

    private func norms(_ network: RecurrentNetwork<Float>) throws -> [Double] {
        var generator = CounterBasedGenerator(seed: 0, stream: 3)
        return try GradientFlow(
            network: RecurrentNetwork<Double>(network),
            batch: AddingProblem(count: 64, length: Self.length, from: &generator).batch(), loss: .meanSquaredError
        ).normsByDistance(layer: 0)
    }
}
