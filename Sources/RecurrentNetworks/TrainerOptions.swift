/// What a ``Trainer`` does besides following the gradient; everything is off unless asked for.
public struct TrainerOptions: Hashable, Sendable {
    /// The factor on the learning rate by updates done.
    public var schedule: LearningRateSchedule
    /// The bound on every single gradient, applied first.
    public var gradientValueLimit: GradientValueLimit?
    /// The bound on the norm of the gradient.
    public var gradientNormLimit: GradientNormLimit?
    /// δ of ``ExponentialMovingAverage``; nil for no average.
    public var averageDecay: Double?
    /// The rule that lowers the learning rate by validation scores.
    public var plateauReduction: PlateauReduction?
    /// The rule that ends training by validation scores.
    public var earlyStopping: EarlyStopping?
    /// The seed of ``Trainer/generator`` and of the dropout.
    public var seed: UInt64

    /// Options, all off.
    public init(
        schedule: LearningRateSchedule = .constant, gradientValueLimit: GradientValueLimit? = nil,
        gradientNormLimit: GradientNormLimit? = nil, averageDecay: Double? = nil,
        plateauReduction: PlateauReduction? = nil, earlyStopping: EarlyStopping? = nil, seed: UInt64 = 0
    ) {
        self.schedule = schedule
        self.gradientValueLimit = gradientValueLimit
        self.gradientNormLimit = gradientNormLimit
        self.averageDecay = averageDecay
        self.plateauReduction = plateauReduction
        self.earlyStopping = earlyStopping
        self.seed = seed
    }
}
