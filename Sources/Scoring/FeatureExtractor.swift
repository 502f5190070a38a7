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
            /// The standardized values of the last steps, oldest first, NaN for none; kept for ``RecentStatistics``.
            var recent: [Float] = []
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
    /// Steps whose values the recent statistics are made of; empty without them.
    private let recentSteps: [Int]

    /// An extractor for a schema.
    public init(schema: SequenceSchema) {
        self.schema = schema
        grid = TimeGrid(seconds: schema.timeStepSeconds)
        knots = schema.channels.map { $0.knots.map { Float($0) } }
        recentSteps =
            schema.channelFeatures.contains(.recentStatistics)
            ? ChannelFeature.recentHours.map { max(1, $0 * 3600 / schema.timeStepSeconds) } : []
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
        var row: [Float] = []
        row.reserveCapacity(rowSize)
        read(step: step, timeline: timeline, subject: subject, into: &row)
        advance(&state, row: row[...], into: &features)
    }

    /// Numbers in a row: a value of each channel, then age, sex and the hours since admission.
    var rowSize: Int { schema.channels.count + 3 }

    /// Reads what is true in a step, NaN where nothing is known: all that features are made of, in little space.
    func read(step: Int, timeline: ObservationTimeline, subject: Delivery.Subject, into row: inout [Float]) {
        let (start, end) = (grid.start(of: step), grid.end(of: step))
        for channel in schema.channels {
            row.append(timeline.last(channel.id, before: end, from: start).map { Float($0.value) } ?? .nan)
        }
        let years =
            schema.includesAge
            ? timeline.last(.age, before: end)?.value ?? subject.patient.birthDate?.age(at: end) : nil
        row.append(years.map { Float($0) } ?? .nan)
        row.append(subject.patient.sex == .male ? 1 : subject.patient.sex == .female ? -1 : 0)
        row.append(subject.encounter.admitted.map { Float(max(0, start.hours(since: $0))) } ?? .nan)
    }

    /// Walks one step on and writes the features of its row.
    func advance(_ state: inout State, row: ArraySlice<Float>, into features: inout [Float]) {
        let stepHours = Float(schema.timeStepSeconds) / 3600
        let first = row.startIndex
        for (index, channel) in schema.channels.enumerated() {
            let value = row[first + index]
            let change = Self.advance(&state.channels[index], value, channel, stepHours: stepHours)
            if channel.isFrequent, let longest = recentSteps.last {
                state.channels[index].recent.append(value.isNaN ? .nan : state.channels[index].standardized)
                if state.channels[index].recent.count > longest { state.channels[index].recent.removeFirst() }
            }
            let known = state.channels[index]
            let isKnown = known.hoursSince >= 0
            for feature in schema.channelFeatures {
                switch feature {
                case .standardized: features.append(known.standardized)
                case .mask: features.append(value.isNaN ? 0 : 1)
                case .recency:
                    features.append(isKnown ? Float(exp(-Double(known.hoursSince) / schema.recencyHours)) : 0)
                case .change: features.append(change)
                case .levels: Self.appendLevels(isKnown ? known.value : .nan, knots[index], &features)
                case .sinceLevels: Self.appendLevels(known.hoursSince, ChannelFeature.sinceKnots, &features)
                case .countLevels:
                    Self.appendLevels(
                        known.count,
                        channel.isFrequent ? ChannelFeature.frequentCountKnots : ChannelFeature.countKnots, &features)
                case .extremeLevels:
                    Self.appendLevels(isKnown ? known.highest : .nan, knots[index], &features)
                    Self.appendLevels(isKnown ? known.lowest : .nan, knots[index], &features)
                case .recentStatistics:
                    guard channel.isFrequent else { continue }
                    for steps in recentSteps { Self.appendStatistics(known.recent.suffix(steps), &features) }
                }
            }
        }
        let (years, sex, hours) = (row[row.endIndex - 3], row[row.endIndex - 2], row[row.endIndex - 1])
        if schema.includesAge {
            if ageKnots.isEmpty {
                features.append(years.isNaN ? 0 : (years - 60) / 20)
            } else {
                Self.appendLevels(years, ageKnots, &features)
            }
        }
        if schema.includesSex { features.append(sex) }
        if schema.includesClock {
            let hours = hours.isNaN ? Float(state.stepsSinceStart) * stepHours : hours
            if clockKnots.isEmpty {
                features.append(Float(log(1 + Double(hours)) / 5))
            } else {
                Self.appendLevels(hours, clockKnots, &features)
            }
        }
        state.stepsSinceStart += 1
    }

    /// Takes in the value of a step, NaN for none.
    ///
    /// - Returns: the change from the patient's own running mean.
    private static func advance(
        _ known: inout State.Channel, _ value: Float, _ channel: SequenceSchema.ScaledChannel, stepHours: Float
    ) -> Float {
        if value.isNaN {
            if known.hoursSince < 0 { return 0 }
            known.hoursSince += stepHours
            return known.standardized - known.runningMean
        }
        known.value = value
        known.standardized = max(-limit, min(limit, Float((Double(value) - channel.mean) / channel.deviation)))
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

    /// Writes highest, lowest, mean and deviation of the values that are no NaN; zeros where all are.
    private static func appendStatistics(_ values: ArraySlice<Float>, _ features: inout [Float]) {
        var (count, sum): (Float, Float) = (0, 0)
        var (highest, lowest) = (-Float.infinity, Float.infinity)
        for value in values where !value.isNaN {
            (count, sum) = (count + 1, sum + value)
            (highest, lowest) = (max(highest, value), min(lowest, value))
        }
        if count == 0 { return features.append(contentsOf: [0, 0, 0, 0]) }
        let mean = sum / count
        // From the mean, not from the squares: of equal values these would leave rounding behind.
        var squares: Float = 0
        for value in values where !value.isNaN { squares += (value - mean) * (value - mean) }
        features.append(contentsOf: [highest, lowest, mean, (squares / count).squareRoot()])
    }

    /// Writes the levels of a number between knots; zeros for NaN.
    private static func appendLevels(_ number: Float, _ knots: [Float], _ features: inout [Float]) {
        guard knots.count > 1 else { return }
        for index in 1..<knots.count {
            let (low, high) = (knots[index - 1], knots[index])
            features.append(number > low ? (number < high ? (number - low) / (high - low) : 1) : 0)
        }
    }
}
