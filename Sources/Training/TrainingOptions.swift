/// How a network is trained.
public struct TrainingOptions: Sendable {
    /// Size of each hidden layer.
    public var hiddenSize: Int
    /// Recurrent layers on top of each other.
    public var layerCount: Int
    /// The probability with which a value between two layers is dropped.
    public var dropout: Double
    /// The latest steps that a feed-forward network sees.
    public var windowSize: Int
    /// Threads to compute on, at most two; the networks do not depend on it.
    public var threadCount: Int
    /// At most so many passes over the training patients.
    public var maximumEpochs: Int
    /// Stop after so many epochs without improvement on the validation patients.
    public var patience: Int
    /// Sequences in a batch.
    public var batchSize: Int
    /// Step size of Adam at the start; it rises over half an epoch and falls to a fiftieth along half a cosine.
    public var learningRate: Double
    /// Decoupled weight decay.
    public var weightDecay: Double
    /// The gradient of a batch is cut off at this norm.
    public var gradientNormLimit: Double
    /// The seed of weights and order.
    public var seed: UInt64

    /// Networks of each kind in an ensemble.
    public var memberCount: Int

    /// Options; the defaults did best of those tried on one fold of the patients of the PhysioNet challenge 2019, see
    /// docs/evaluation.md.
    public init(
        hiddenSize: Int = 16, layerCount: Int = 1, dropout: Double = 0, windowSize: Int = 12, threadCount: Int = 1,
        maximumEpochs: Int = 8, patience: Int = 4, batchSize: Int = 64, learningRate: Double = 0.002,
        weightDecay: Double = 0.1, gradientNormLimit: Double = 1, seed: UInt64 = 1, memberCount: Int = 1
    ) {
        (self.layerCount, self.dropout) = (layerCount, dropout)
        (self.windowSize, self.threadCount) = (windowSize, threadCount)
        self.memberCount = memberCount
        (self.hiddenSize, self.maximumEpochs, self.patience) = (hiddenSize, maximumEpochs, patience)
        (self.batchSize, self.learningRate, self.weightDecay) = (batchSize, learningRate, weightDecay)
        (self.gradientNormLimit, self.seed) = (gradientNormLimit, seed)
    }
}
