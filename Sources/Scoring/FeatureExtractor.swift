public import ClinicalDomain
internal import Foundation

/// Turns the values of one time step into the features that ``SequenceSchema`` declares.
///
/// Training and scoring share it. It walks forward only: a step's features depend on that step and on ``State``.
public struct FeatureExtractor: Sendable {
    /// What is remembered of the earlier steps of a sequence, one entry for each channel.
    public struct State: Sendable, Hashable {
        struct Channel: Sendable, Hashable {
            var value: Float = 0
            var standardized: Float = 0
            var runningMean: Float = 0
            /// Hours since the last observation; negative while there was none.
            var hoursSince: Float = -1
            var count: Float = 0
            var highest: Float = 0
            var lowest: Float = 0
        }

        var channels: [Channel]
        var stepsSinceStart: Int
    }

    /// Weight of a new value in the patient's running mean: about the last five values count.
    private static let runningMeanWeight: Float = 0.2
    /// Standardized values are cut off here, so that one artefact cannot dominate.
    private static let limit: Float = 5

    /// What the features are.
    public let schema: SequenceSchema
    /// The grid of the schema.
    public let grid: TimeGrid
    /// The knots of the channels, of age and of the clock.
    private let knots: [[Float]]
    private let ageKnots: [Float]
    private let clockKnots: [Float]

    /// An extractor for a schema.
    public init(schema: SequenceSchema) {
        self.schema = schema
        grid = TimeGrid(seconds: schema.timeStepSeconds)
        knots = schema.channels.map { $0.knots.map { Float($0) } }
        (ageKnots, clockKnots) = (schema.ageKnots.map { Float($0) }, schema.clockKnots.map { Float($0) })
    }

    /// The state before the first step of a sequence.
    public func initialState() -> State {
        State(channels: schema.channels.map { _ in State.Channel() }, stepsSinceStart: 0)
    }

    /// Walks one step on and writes its features.
    ///
    /// - Parameters:
    ///   - state: the state before the step; afterwards the state after it.
    ///   - step: the step on the schema's grid.
    ///   - timeline: the observations; only those true before the end of the step are read.
    ///   - subject: whose age, sex and admission are used.
    ///   - features: gets ``SequenceSchema/featureCount`` values appended.
    public func advance(
        _ state: inout State, step: Int, timeline: ObservationTimeline, subject: Delivery.Subject,
        into features: inout [Float]
    ) {
        let (start, end) = (grid.start(of: step), grid.end(of: step))
        let stepHours = Float(schema.timeStepSeconds) / 3600
        for (index, channel) in schema.channels.enumerated() {
            let reading = timeline.last(channel.id, before: end, from: start)
            let change = Self.advance(&state.channels[index], reading?.value, channel, stepHours: stepHours)
            let known = state.channels[index]
            for feature in schema.channelFeatures {
                switch feature {
                case .standardized: features.append(known.standardized)
                case .mask: features.append(reading == nil ? 0 : 1)
                case .recency:
                    features.append(
                        known.hoursSince < 0 ? 0 : Float(exp(-Double(known.hoursSince) / schema.recencyHours)))
                case .change: features.append(change)
                case .levels: Self.appendLevels(known.count > 0 ? known.value : nil, knots[index], &features)
                case .sinceLevels: Self.appendLevels(known.hoursSince, ChannelFeature.sinceKnots, &features)
                case .countLevels:
                    Self.appendLevels(
                        known.count,
                        channel.isFrequent ? ChannelFeature.frequentCountKnots : ChannelFeature.countKnots, &features)
                case .extremeLevels:
                    Self.appendLevels(known.count > 0 ? known.highest : nil, knots[index], &features)
                    Self.appendLevels(known.count > 0 ? known.lowest : nil, knots[index], &features)
                }
            }
        }
        if schema.includesAge {
            let years = timeline.last(.age, before: end)?.value ?? subject.patient.birthDate?.age(at: end)
            if ageKnots.isEmpty {
                features.append(years.map { Float(($0 - 60) / 20) } ?? 0)
            } else {
                Self.appendLevels(years.map { Float($0) }, ageKnots, &features)
            }
        }
        if schema.includesSex {
            features.append(subject.patient.sex == .male ? 1 : subject.patient.sex == .female ? -1 : 0)
        }
        if schema.includesClock {
            let hours =
                subject.encounter.admitted.map { max(0, start.hours(since: $0)) }
                ?? Double(state.stepsSinceStart) * Double(stepHours)
            if clockKnots.isEmpty {
                features.append(Float(log(1 + hours) / 5))
            } else {
                Self.appendLevels(Float(hours), clockKnots, &features)
            }
        }
        state.stepsSinceStart += 1
    }

    /// Takes in the value of a step, or that there was none.
    ///
    /// - Returns: the change from the patient's own running mean.
    private static func advance(
        _ known: inout State.Channel, _ value: Double?, _ channel: SequenceSchema.ScaledChannel, stepHours: Float
    ) -> Float {
        guard let value else {
            if known.hoursSince < 0 { return 0 }
            known.hoursSince += stepHours
            return known.standardized - known.runningMean
        }
        known.value = Float(value)
        known.standardized = max(-limit, min(limit, Float((value - channel.mean) / channel.deviation)))
        var change: Float = 0
        if known.hoursSince < 0 {
            known.runningMean = known.standardized
            (known.highest, known.lowest) = (known.value, known.value)
        } else {
            change = known.standardized - known.runningMean
            known.runningMean += runningMeanWeight * change
            (known.highest, known.lowest) = (max(known.highest, known.value), min(known.lowest, known.value))
        }
        known.hoursSince = 0
        known.count += 1
        return change
    }

    /// Writes the levels of a number between knots; zeros for none.
    private static func appendLevels(_ number: Float?, _ knots: [Float], _ features: inout [Float]) {
        for (low, high) in zip(knots, knots.dropFirst()) {
            features.append(number.map { max(0, min(1, ($0 - low) / (high - low))) } ?? 0)
        }
    }
}
