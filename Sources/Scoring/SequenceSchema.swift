public import ClinicalDomain

/// How a model sees a patient: its time grid, its channels, and what it makes of them.
///
/// The schema is stored in the model file, so training and scoring cannot disagree about it. With `C` channels a step
/// has `4 C` features, four for each channel in the order of ``channels``, then age, sex and clock as declared:
///
/// | feature | value |
/// | --- | --- |
/// | standardized | (last value − mean) / deviation, cut off at ±5; 0 while the channel was never observed |
/// | mask | 1 if the channel was observed within the step, else 0 |
/// | recency | exp(−Δ / ``recencyHours``), Δ hours since the last observation; 0 while never observed |
/// | change | standardized minus the patient's own running mean of it before this value; 0 at the first value |
///
/// Masks and time since the last observation: Che et al., "Recurrent neural networks for multivariate time series with
/// missing values", Sci Rep 8 (2018).
public struct SequenceSchema: Hashable, Sendable, Codable {
    /// A channel with the mean and the standard deviation of its observed values among the training patients.
    public struct ScaledChannel: Hashable, Sendable, Codable {
        /// The channel.
        public var id: ChannelID
        /// Mean in the canonical unit.
        public var mean: Double
        /// Standard deviation in the canonical unit; positive.
        public var deviation: Double

        /// A channel with its scale.
        public init(id: ChannelID, mean: Double, deviation: Double) {
            (self.id, self.mean, self.deviation) = (id, mean, deviation)
        }
    }

    /// Length of a time step in seconds, 1 to 86 400.
    ///
    /// Steps lie on the grid of multiples of it since 1970.
    public var timeStepSeconds: Int
    /// A new sequence with an empty state begins where an observed step is more steps than this after the last one.
    public var maximumGapSteps: Int
    /// The channels, in the order of the features.
    public var channels: [ScaledChannel]
    /// Time constant of the recency feature, in hours.
    public var recencyHours: Double
    /// Whether age is a feature: (age − 60) / 20, 0 when unknown.
    public var includesAge: Bool
    /// Whether sex is a feature: −1 female, 1 male, 0 otherwise.
    public var includesSex: Bool
    /// Whether the time since admission is a feature: log(1 + hours) / 5.
    public var includesClock: Bool

    /// A schema of its parts; the defaults are an hourly grid, three days of gap, and age and sex without a clock.
    public init(
        timeStepSeconds: Int = 3600, maximumGapSteps: Int = 72, channels: [ScaledChannel], recencyHours: Double = 8,
        includesAge: Bool = true, includesSex: Bool = true, includesClock: Bool = false
    ) {
        (self.timeStepSeconds, self.maximumGapSteps) = (timeStepSeconds, maximumGapSteps)
        (self.channels, self.recencyHours) = (channels, recencyHours)
        (self.includesAge, self.includesSex, self.includesClock) = (includesAge, includesSex, includesClock)
    }

    /// Features of one step.
    public var featureCount: Int {
        channels.count * 4 + (includesAge ? 1 : 0) + (includesSex ? 1 : 0) + (includesClock ? 1 : 0)
    }

    /// Why the schema cannot be used, or nil when it can.
    public var fault: String? {
        if !(1...86_400).contains(timeStepSeconds) {
            return "timeStepSeconds is \(timeStepSeconds), must be from 1 to 86400"
        }
        if maximumGapSteps < 1 { return "maximumGapSteps is \(maximumGapSteps), must be at least 1" }
        if !(recencyHours > 0) { return "recencyHours is \(recencyHours), must be positive" }
        if channels.isEmpty { return "channels is empty" }
        if let channel = channels.first(where: { !($0.deviation > 0) || !$0.mean.isFinite }) {
            return "channel \(channel.id) has mean \(channel.mean) and deviation \(channel.deviation)"
        }
        if Set(channels.map(\.id)).count < channels.count { return "a channel is listed twice" }
        return nil
    }
}
