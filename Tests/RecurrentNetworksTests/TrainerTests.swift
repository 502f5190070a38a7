import Testing

@testable import RecurrentNetworks

/// The training loop of the library, and its resumption to the same bits.
struct TrainerTests {
    static let optimizers: [OptimizerConfiguration] = [
        .stochasticGradientDescent(learningRate: 0.1),
        .stochasticGradientDescent(learningRate: 0.1, momentum: 0.9, isNesterov: true, weightDecay: 1e-3),
        .rmsprop(learningRate: 1.0 / 300), .rmsprop(learningRate: 1e-3, momentum: 0.9, weightDecay: 1e-3),
        .adam(learningRate: 0.01, weightDecay: 1e-3), .adamW(learningRate: 0.01),
    ]

    private static let everything = TrainerOptions(
        schedule: .cosine(warmUp: 3, total: 20, floor: 0.1), gradientValueLimit: GradientValueLimit(0.2),
        gradientNormLimit: GradientNormLimit(0.3), averageDecay: 0.9,
        plateauReduction: PlateauReduction(reduction: 1.0 / 3, patience: 1),
        earlyStopping: EarlyStopping(patience: 40, minimumImprovement: 0.01), seed: .max)

    /// Two layers with dropout between them, in both directions.
    private static func network<Scalar: NetworkScalar>() throws -> RecurrentNetwork<Scalar> {
        let architecture = try NetworkArchitecture(
            cell: .lstm, inputSize: 3, hiddenSize: 5, outputSize: 2, layerCount: 2, isBidirectional: true,
            dropout: 0.3)
        return RecurrentNetwork(architecture: architecture, seed: 1)
    }

    private static func trainer<Scalar: NetworkScalar>(
        _ optimizer: OptimizerConfiguration, _ options: TrainerOptions = TrainerOptions(),
        loss: Loss = .binaryCrossEntropy(positiveWeight: 2), as: Scalar.Type = Scalar.self
    ) throws -> Trainer<Scalar> {
        try Trainer(
            network: network(), loss: loss, optimizer: optimizer,
            options: options)
    }

    /// Updates on batches that the trainer's own generator chooses, with a validation after each.
    private static func train<Scalar: NetworkScalar>(_ trainer: inout Trainer<Scalar>, updates: Int) throws {
        for _ in 0..<updates {
            let seed = trainer.generator.next()
            let data = TestBatch(inputSize: 3, outputSize: 2, lengths: [4, 2, 7], seed: seed)
            try trainer.train(onBatch: data.batch())
            trainer.record(validationScore: try trainer.validate(onBatch: data.batch(), averaged: true).mean)
        }
    }

    private static func resumesToTheSameBits<Scalar: NetworkScalar>(
        _ optimizer: OptimizerConfiguration, _ type: Scalar.Type
    ) throws {
        for options in [TrainerOptions(), everything] {
            for stop in [0, 1, 5] {
                var whole = try trainer(optimizer, options, as: type)
                try train(&whole, updates: 9)
                var first = try trainer(optimizer, options, as: type)
                try train(&first, updates: stop)
                var second = try Trainer<Scalar>(resuming: first.checkpoint())
                #expect(second.checkpoint() == first.checkpoint())
                try train(&second, updates: 9 - stop)
                #expect(second.network == whole.network)
                #expect(second.averagedNetwork == whole.averagedNetwork)
                #expect(second.checkpoint() == whole.checkpoint())
                #expect(second.updateCount == 9)
            }
        }
    }

    @Test(arguments: optimizers)
    func `a resumed training ends with the bits of one that was not stopped`(
        optimizer: OptimizerConfiguration
    ) throws {
        try Self.resumesToTheSameBits(optimizer, Float.self)
        try Self.resumesToTheSameBits(optimizer, Double.self)
    }

    @Test func `a resumed training may use another number of threads`() throws {
        var first = try Self.trainer(.adamW(learningRate: 0.01), Self.everything, as: Float.self)
        try Self.train(&first, updates: 2)
        var second = try Trainer<Float>(resuming: first.checkpoint(), threadCount: 2)
        try Self.train(&first, updates: 3)
        try Self.train(&second, updates: 3)
        #expect(second.checkpoint() == first.checkpoint())
    }

    @Test func `a checkpoint keeps the architecture`() throws {
        let architectures = [
            try NetworkArchitecture(
                cell: .elmanJordan, inputSize: 2, hiddenSize: 3, outputSize: 1, contextDecay: 1.0 / 3,
                contextFeedback: .identity, layerCount: 2, activation: .sigmoid, dropout: 0.1, staticSize: 2),
            try NetworkArchitecture(
                cell: .feedForward, inputSize: 2, hiddenSize: 3, outputSize: 1, activation: .relu, windowSize: 4),
            try NetworkArchitecture(cell: .gru, inputSize: 2, hiddenSize: 3, outputSize: 1, isBidirectional: true),
        ]
        for architecture in architectures {
            let network = RecurrentNetwork<Double>(architecture: architecture, seed: 1)
            let trainer = try Trainer(network: network, loss: .meanSquaredError, optimizer: .adam(learningRate: 0.1))
            #expect(try Trainer<Double>(resuming: trainer.checkpoint()).network == network)
        }
    }

    @Test(arguments: Loss.ofEveryKind)
    func `a checkpoint keeps the loss`(loss: Loss) throws {
        let network = RecurrentNetwork<Float>(architecture: try .small(.elmanJordan, outputSize: 6), seed: 1)
        let trainer = try Trainer(network: network, loss: loss, optimizer: .adamW(learningRate: 0.1))
        let resumed = try Trainer<Float>(resuming: trainer.checkpoint())
        #expect(resumed.loss == loss)
        #expect(resumed.network == network)
        #expect(resumed.configuration == trainer.configuration)
    }

    @Test func `a checkpoint keeps options and integers exactly`() throws {
        let schedules: [LearningRateSchedule] = [
            .constant, .step(every: 1 << 60, factor: 0.1), .exponential(factor: 0.999),
            .cosine(warmUp: 1, total: (1 << 53) + 1, floor: 1.0 / 3),
        ]
        for schedule in schedules {
            var options = Self.everything
            options.schedule = schedule
            var trainer = try Self.trainer(.adam(learningRate: 1.0 / 3), options, as: Double.self)
            trainer.generator = CounterBasedGenerator(seed: .max, stream: .max - 1, position: (1 << 60) + 1)
            var resumed = try Trainer<Double>(resuming: trainer.checkpoint())
            #expect(resumed.options == options)
            #expect(resumed.generator == trainer.generator)
            #expect(resumed.generator.next() == trainer.generator.next())
            #expect(resumed.learningRate == trainer.learningRate)
        }
    }

    @Test func `an update is gradient, limits, schedule, optimizer and average, in this order`() throws {
        var trainer = try Self.trainer(.adamW(learningRate: 0.01), Self.everything, as: Double.self)
        var network = trainer.network
        let backpropagation = BackpropagationThroughTime<Double>(architecture: network.architecture)
        var adam = Adam<Double>(parameterCount: network.parameters.count, learningRate: 1, weightDecay: 0.01)
        var average = ExponentialMovingAverage<Double>(parameterCount: network.parameters.count, decay: 0.9)
        var gradients: [Double] = []
        for step in 0..<5 {
            let batch = try TestBatch(inputSize: 3, outputSize: 2, lengths: [5, 3], seed: 9).batch(Double.self)
            let expected = try backpropagation.lossAndGradients(
                network: network, batch: batch, loss: trainer.loss,
                dropout: Dropout(seed: .max, index: UInt64(step)), gradients: &gradients)
            for index in gradients.indices { gradients[index] = min(max(gradients[index], -0.2), 0.2) }
            _ = GradientNormLimit(0.3).apply(to: &gradients)
            adam.learningRate = 0.01 * trainer.options.schedule.factor(at: step)
            adam.update(parameters: &network.parameters, gradients: gradients)
            average.update(with: network.parameters)
            #expect(abs(trainer.learningRate - adam.learningRate) < 1e-17)
            #expect(try trainer.train(onBatch: batch) == expected)
            #expect(largestDifference(trainer.network.parameters, network.parameters) < 1e-15)
            #expect(largestDifference(trainer.averagedNetwork.parameters, average.parameters() ?? []) < 1e-15)
        }
    }

    @Test func `the learning rate falls on a plateau and training is told to stop`() throws {
        let options = TrainerOptions(
            plateauReduction: PlateauReduction(reduction: 0.5, patience: 0), earlyStopping: EarlyStopping(patience: 2))
        var trainer = try Self.trainer(.adam(learningRate: 0.5), options, as: Float.self)
        #expect([1.0, 1, 1].map { trainer.record(validationScore: $0) } == [true, false, false])
        #expect(trainer.learningRate == 0.125)
        #expect(trainer.shouldStop)
        #expect(try !Self.trainer(.adam(learningRate: 0.5), as: Float.self).shouldStop)
    }

    @Test func `a batch in which no step counts changes nothing`() throws {
        var trainer = try Self.trainer(.adamW(learningRate: 0.1), Self.everything, as: Float.self)
        try Self.train(&trainer, updates: 2)
        let before = trainer.checkpoint()
        var data = TestBatch(inputSize: 3, outputSize: 2, lengths: [2], seed: 1)
        data.lossWeights = [[0, 0]]
        #expect(try trainer.train(onBatch: data.batch()) == BatchLoss())
        #expect(trainer.checkpoint() == before)
    }

    @Test func `a loss that is not finite is reported and changes nothing`() throws {
        var trainer = try Self.trainer(
            .adamW(learningRate: 0.1), Self.everything, loss: .meanSquaredError, as: Double.self)
        try Self.train(&trainer, updates: 2)
        let before = trainer.checkpoint()
        var data = TestBatch(inputSize: 3, outputSize: 2, lengths: [1], seed: 1)
        data.lossWeights = [[1]]
        data.targets = [[1e200, 0]]
        let error = #expect(throws: NetworkError.self) { try trainer.train(onBatch: data.batch()) }
        #expect(error?.description.hasPrefix("after 2 updates the loss is inf") == true)
        #expect(trainer.checkpoint() == before)
    }

    @Test func `a loss that does not fit the outputs of the network is refused`() throws {
        #expect(throws: NetworkError.self) {
            try Self.trainer(.adamW(learningRate: 0.1), loss: .quantile(levels: [0.1, 0.5, 0.9]), as: Float.self)
        }
    }
}
