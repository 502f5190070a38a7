/// Trains a network batch by batch, and can be stopped and resumed to the same bits.
///
///     var trainer = try Trainer(network: network, loss: .binaryCrossEntropy(positiveWeight: 1),
///                               optimizer: .adamW(learningRate: 3e-3), options: TrainerOptions(averageDecay: 0.999))
///     for batch in batches { losses += try trainer.train(onBatch: batch) }
///
/// An update: loss and gradient by ``BackpropagationThroughTime``, with dropout if the architecture says so; limits on
/// the gradient; learning rate η · schedule · plateau reduction; optimizer; average. Choosing batches and epochs is the
/// program's part; it may shuffle with ``generator``, which a checkpoint keeps. ``checkpoint()`` holds everything but
/// the data. Not `Sendable`: the buffers of the backward pass are shared by copies.
public struct Trainer<Scalar: NetworkScalar> {
    /// What is made small.
    public let loss: Loss
    /// The optimizer's kind and numbers.
    public let configuration: OptimizerConfiguration
    /// What is done besides.
    public let options: TrainerOptions

    /// The network after the updates so far.
    public internal(set) var network: RecurrentNetwork<Scalar>
    /// Random numbers for the program, a stream of its own of the options' seed.
    public var generator: CounterBasedGenerator
    /// The state of the rule that lowers the learning rate.
    public internal(set) var plateauReduction: PlateauReduction?
    /// The state of the rule that ends training.
    public internal(set) var earlyStopping: EarlyStopping?

    var optimizer: any Optimizer<Scalar>
    var average: ExponentialMovingAverage<Scalar>?
    private let backpropagation: BackpropagationThroughTime<Scalar>
    private var gradients: [Scalar] = []

    /// A trainer before its first update.
    ///
    /// - Parameter threadCount: threads to compute on; the bits of the result do not depend on it.
    /// - Throws: ``NetworkError`` if the loss is invalid or does not fit the outputs of the network.
    /// - Precondition: the numbers of optimizer, schedule and options are in their ranges.
    public init(
        network: RecurrentNetwork<Scalar>, loss: Loss, optimizer: OptimizerConfiguration,
        options: TrainerOptions = TrainerOptions(), threadCount: Int = 1
    ) throws(NetworkError) {
        _ = try loss.targetSize(outputSize: network.architecture.outputSize)
        let count = network.parameters.count
        self.network = network
        self.loss = loss
        self.options = options
        configuration = optimizer
        self.optimizer = optimizer.makeOptimizer(parameterCount: count)
        average = options.averageDecay.map { ExponentialMovingAverage(parameterCount: count, decay: $0) }
        generator = CounterBasedGenerator(seed: options.seed, stream: Self.generatorStream)
        plateauReduction = options.plateauReduction
        earlyStopping = options.earlyStopping
        backpropagation = BackpropagationThroughTime(architecture: network.architecture, threadCount: threadCount)
    }

    /// Updates done.
    public var updateCount: Int { optimizer.stepCount }

    /// The learning rate of the next update.
    public var learningRate: Double {
        configuration.learningRate * options.schedule.factor(at: updateCount) * (plateauReduction?.factor ?? 1)
    }

    /// The network with the averaged parameters; ``network`` itself without an average or before the first update.
    public var averagedNetwork: RecurrentNetwork<Scalar> {
        guard let parameters = average?.parameters() else { return network }
        return RecurrentNetwork(architecture: network.architecture, checkedParameters: parameters)
    }

    /// Whether the validation scores say that it is time to stop; never without early stopping.
    public var shouldStop: Bool { earlyStopping?.shouldStop ?? false }

    /// One update.
    ///
    /// A batch in which no step counts changes nothing.
    ///
    /// - Returns: the loss before the update.
    /// - Throws: ``NetworkError`` if the batch does not fit, or
    ///   ``NetworkError/divergence(updateCount:loss:gradientNorm:)`` if the loss or the gradient is not finite; nothing
    ///   is changed then.
    @discardableResult
    public mutating func train(onBatch batch: SequenceBatch<Scalar>) throws(NetworkError) -> BatchLoss {
        let result = try backpropagation.lossAndGradients(
            network: network, batch: batch, loss: loss,
            dropout: Dropout(seed: options.seed, index: UInt64(updateCount)), gradients: &gradients)
        guard result.weightSum > 0 else { return result }
        options.gradientValueLimit?.apply(to: &gradients)
        let norm = (options.gradientNormLimit ?? GradientNormLimit(.infinity)).apply(to: &gradients)
        guard result.mean.isFinite, norm.isFinite else {
            throw NetworkError.divergence(updateCount: updateCount, loss: result.mean, gradientNorm: norm)
        }
        optimizer.learningRate = learningRate
        optimizer.update(parameters: &network.parameters, gradients: gradients)
        average?.update(with: network.parameters)
        return result
    }

    /// The loss of a batch under the present parameters, or under the averaged ones, for validation.
    ///
    /// - Throws: ``NetworkError`` if the batch does not fit.
    public func validate(
        onBatch batch: SequenceBatch<Scalar>, averaged: Bool = false
    ) throws(NetworkError) -> BatchLoss {
        try backpropagation.loss(network: averaged ? averagedNetwork : network, batch: batch, loss: loss)
    }

    /// Takes note of a validation score, for early stopping and the reduction on a plateau.
    ///
    /// - Returns: whether early stopping counts it as the best one so far; true without early stopping.
    @discardableResult
    public mutating func record(validationScore score: Double) -> Bool {
        plateauReduction?.record(score)
        return earlyStopping?.record(score) ?? true
    }

    /// Far from the streams that initialization uses, one for every block of parameters.
    static var generatorStream: UInt64 { 1 << 63 }
}
