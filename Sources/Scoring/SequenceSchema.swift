public import ClinicalDomain

/// How a model sees a patient: its time grid, its channels, and what it makes of them.
///
/// The schema is stored in the model file, so training and scoring cannot disagree about it. A step has the
/// ``channelFeatures`` of each channel in the order of ``channels``, then age, sex, clock and unit as declared.
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

        /// Quantiles of its observed values among the training patients, ascending; empty for a channel without levels.
        public var knots: [Double]
        /// Whether it is measured about every hour, and counted further.
        public var isFrequent: Bool

        /// A channel with its scale.
        public init(
            id: ChannelID, mean: Double, deviation: Double, knots: [Double] = [], isFrequent: Bool = false
        ) {
            (self.id, self.mean, self.deviation) = (id, mean, deviation)
            (self.knots, self.isFrequent) = (knots, isFrequent)
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
    /// What is told of each channel.
    public var channelFeatures: [ChannelFeature]
    /// Time constant of the recency feature, in hours.
    public var recencyHours: Double
    /// Whether age is a feature: its levels between ``ageKnots``, all 0 when unknown; without knots (age − 60) / 20.
    public var includesAge: Bool
    /// Whether sex is a feature: −1 female, 1 male, 0 otherwise.
    public var includesSex: Bool
    /// Whether the time since admission is a feature: its levels between ``clockKnots``; without knots
    /// log(1 + hours) / 5.
    public var includesClock: Bool
    /// Knots of the levels of age, in years, ascending.
    public var ageKnots: [Double]
    /// Knots of the levels of the time since admission, in hours, ascending.
    public var clockKnots: [Double]
    /// The units that are told apart, each a feature: 1 while the patient lies there, else 0; empty for no such features.
    public var units: [String]

    /// The features of models of the first file version.
    public static let plainFeatures: [ChannelFeature] = [.standardized, .mask, .recency, .change]

    /// A schema of its parts; the defaults are an hourly grid, three days of gap, and age and sex without a clock.
    public init(
        timeStepSeconds: Int = 3600, maximumGapSteps: Int = 72, channels: [ScaledChannel],
        channelFeatures: [ChannelFeature] = Self.plainFeatures, recencyHours: Double = 8, includesAge: Bool = true,
        includesSex: Bool = true, includesClock: Bool = false, ageKnots: [Double] = [], clockKnots: [Double] = [],
        units: [String] = []
    ) {
        (self.timeStepSeconds, self.maximumGapSteps) = (timeStepSeconds, maximumGapSteps)
        (self.channels, self.channelFeatures, self.recencyHours) = (channels, channelFeatures, recencyHours)
        (self.includesAge, self.includesSex, self.includesClock) = (includesAge, includesSex, includesClock)
        (self.ageKnots, self.clockKnots, self.units) = (ageKnots, clockKnots, units)
    }

    /// The number of features that one of ``channelFeatures`` brings for a channel.
    public func width(of feature: ChannelFeature, for channel: ScaledChannel) -> Int {
        switch feature {
        case .standardized, .mask, .recency, .change: 1
        case .levels: max(0, channel.knots.count - 1)
        case .sinceLevels: ChannelFeature.sinceKnots.count - 1
        case .countLevels:
            (channel.isFrequent ? ChannelFeature.frequentCountKnots : ChannelFeature.countKnots).count - 1
        case .extremeLevels: 2 * max(0, channel.knots.count - 1)
        case .recentStatistics: channel.isFrequent ? 4 * ChannelFeature.recentHours.count : 0
        }
    }

    /// Features of one step.
    public var featureCount: Int { columns.last?.range.upperBound ?? 0 }

    /// Where the features of each quantity stand in a step: the channels in their order, then `age`, `sex`, `clock`, `unit`.
    public var columns: [(name: String, range: Range<Int>)] {
        var columns: [(name: String, range: Range<Int>)] = []
        func append(_ name: String, _ width: Int) {
            let start = columns.last?.range.upperBound ?? 0
            columns.append((name, start..<start + width))
        }
        for channel in channels {
            append(channel.id.rawValue, channelFeatures.reduce(0) { $0 + width(of: $1, for: channel) })
        }
        if includesAge { append("age", max(1, ageKnots.count - 1)) }
        if includesSex { append("sex", 1) }
        if includesClock { append("clock", max(1, clockKnots.count - 1)) }
        if !units.isEmpty { append("unit", units.count) }
        return columns
    }

    /// Why the schema cannot be used, or nil when it can.
    public var fault: String? {
        if !(1...86_400).contains(timeStepSeconds) {
            return "timeStepSeconds is \(timeStepSeconds), must be from 1 to 86400"
        }
        if maximumGapSteps > 366 * 86_400 / timeStepSeconds {
            return "maximumGapSteps is \(maximumGapSteps), a gap must not be longer than a year"
        }
        if channelFeatures.contains(.recentStatistics), timeStepSeconds < 60 {
            return "recentStatistics need time steps of a minute or more"
        }
        if channels.count > 1000 { return "there are \(channels.count) channels, at most 1000 are read" }
        if maximumGapSteps < 1 { return "maximumGapSteps is \(maximumGapSteps), must be at least 1" }
        if !(recencyHours > 0) { return "recencyHours is \(recencyHours), must be positive" }
        if channels.isEmpty { return "channels is empty" }
        if let channel = channels.first(where: {
            !($0.deviation >= 1e-9 && $0.deviation <= 1e9) || !(abs($0.mean) <= 1e9)
        }) {
            return "channel \(channel.id) has mean \(channel.mean) and deviation \(channel.deviation)"
        }
        if Set(channels.map(\.id)).count < channels.count { return "a channel is listed twice" }
        if channelFeatures.isEmpty || Set(channelFeatures).count < channelFeatures.count {
            return "channelFeatures is empty or names a feature twice"
        }
        for knots in channels.map(\.knots) + [ageKnots, clockKnots] {
            if knots.contains(where: { !(abs($0) <= 1e9) }) { return "a knot is not within a thousand millions of 0" }
            if knots.count == 1 || knots.count > 1000 || !zip(knots, knots.dropFirst()).allSatisfy({ $0 < $1 }) {
                return "knots are \(knots.prefix(4)), must ascend and be none or 2 to 1000"
            }
        }
        if units.count > Self.maximumUnits || Set(units).count < units.count || units.contains("") {
            return "units are \(units.prefix(4)), must be different names, at most \(Self.maximumUnits)"
        }
        return nil
    }

    /// Units that are read; a file that names more is no model.
    private static let maximumUnits = 1000
}

extension SequenceSchema {
    private enum CodingKeys: String, CodingKey {
        case timeStepSeconds, maximumGapSteps, channels, channelFeatures, recencyHours
        case includesAge, includesSex, includesClock, ageKnots, clockKnots, units
    }

    /// Reads a schema; what files of the first version do not say has the values of then.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            timeStepSeconds: try values.decode(Int.self, forKey: .timeStepSeconds),
            maximumGapSteps: try values.decode(Int.self, forKey: .maximumGapSteps),
            channels: try values.decode([ScaledChannel].self, forKey: .channels),
            channelFeatures: try values.decodeIfPresent([ChannelFeature].self, forKey: .channelFeatures)
                ?? Self.plainFeatures,
            recencyHours: try values.decode(Double.self, forKey: .recencyHours),
            includesAge: try values.decode(Bool.self, forKey: .includesAge),
            includesSex: try values.decode(Bool.self, forKey: .includesSex),
            includesClock: try values.decode(Bool.self, forKey: .includesClock),
            ageKnots: try values.decodeIfPresent([Double].self, forKey: .ageKnots) ?? [],
            clockKnots: try values.decodeIfPresent([Double].self, forKey: .clockKnots) ?? [],
            units: try values.decodeIfPresent([String].self, forKey: .units) ?? [])
    }

    /// Writes a schema; units only where there are some, so that the bytes of a model without them stay as they were.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(timeStepSeconds, forKey: .timeStepSeconds)
        try values.encode(maximumGapSteps, forKey: .maximumGapSteps)
        try values.encode(channels, forKey: .channels)
        try values.encode(channelFeatures, forKey: .channelFeatures)
        try values.encode(recencyHours, forKey: .recencyHours)
        try values.encode(includesAge, forKey: .includesAge)
        try values.encode(includesSex, forKey: .includesSex)
        try values.encode(includesClock, forKey: .includesClock)
        try values.encode(ageKnots, forKey: .ageKnots)
        try values.encode(clockKnots, forKey: .clockKnots)
        if !units.isEmpty { try values.encode(units, forKey: .units) }
    }
}

extension SequenceSchema.ScaledChannel {
    /// Reads a channel; those of the first file version have no knots.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            id: try values.decode(ChannelID.self, forKey: .id), mean: try values.decode(Double.self, forKey: .mean),
            deviation: try values.decode(Double.self, forKey: .deviation),
            knots: try values.decodeIfPresent([Double].self, forKey: .knots) ?? [],
            isFrequent: try values.decodeIfPresent(Bool.self, forKey: .isFrequent) ?? false)
    }
}
