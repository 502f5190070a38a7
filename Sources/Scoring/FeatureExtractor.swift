public import ClinicalDomain
internal import Foundation

/// Turns the values of one time step into the features that ``SequenceSchema`` declares.
///
/// Training and scoring share it. It walks forward only: a step's features depend on that step and on ``State``.
public struct FeatureExtractor: Sendable {
    /// What is remembered of the earlier steps of a sequence.
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

        /// In the order of the schema.
        var channels: [Channel]
        /// The standardized values of the last steps, NaN for none, of each frequent channel; the value of a step lies at
        /// its number modulo the length.
        var recent: [Float]
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
    /// What the schema says, ready for the many steps of a training run.
    private let scales: [Scale]
    private let channelFeatures: [ChannelFeature]
    private let recencyHours: Double
    private let stepHours: Float
    let featureCount: Int
    /// The knots of the channels, of age and of the clock.
    private let knots: [[Float]]
    private let ageKnots: [Float]
    private let clockKnots: [Float]
    /// Steps whose values the recent statistics are made of, the longest last; empty without them.
    private let recentSteps: [Int]

    private struct Scale: Sendable {
        var mean: Double
        var deviation: Double
        var isFrequent: Bool
    }

    /// An extractor for a schema.
    public init(schema: SequenceSchema) {
        self.schema = schema
        grid = TimeGrid(seconds: schema.timeStepSeconds)
        scales = schema.channels.map { Scale(mean: $0.mean, deviation: $0.deviation, isFrequent: $0.isFrequent) }
        (channelFeatures, recencyHours) = (schema.channelFeatures, schema.recencyHours)
        (stepHours, featureCount) = (Float(schema.timeStepSeconds) / 3600, schema.featureCount)
        knots = schema.channels.map { $0.knots.map { Float($0) } }
        recentSteps =
            schema.channelFeatures.contains(.recentStatistics)
            ? ChannelFeature.recentHours.map { max(1, $0 * 3600 / schema.timeStepSeconds) } : []
        (ageKnots, clockKnots) = (schema.ageKnots.map { Float($0) }, schema.clockKnots.map { Float($0) })
    }

    /// The state before the first step of a sequence.
    public func initialState() -> State {
        let recentCount = (recentSteps.last ?? 0) * schema.channels.count { $0.isFrequent }
        return State(
            channels: Array(repeating: State.Channel(), count: schema.channels.count),
            recent: Array(repeating: .nan, count: recentCount), stepsSinceStart: 0)
    }

    /// Walks one step on and writes its features.
    ///
    /// - Parameters:
    ///   - state: the state before the step; afterwards the state after it.
    ///   - step: the step on the schema's grid.
    ///   - timeline: the observations; only those true before the end of the step are read.
    ///   - subject: whose age, sex, admission and units are used.
    ///   - features: gets ``SequenceSchema/featureCount`` values appended.
    public func advance(
        _ state: inout State, step: Int, timeline: ObservationTimeline, subject: Delivery.Subject,
        into features: inout [Float]
    ) {
        var row: [Float] = []
        row.reserveCapacity(rowSize)
        read(step: step, timeline: timeline, subject: subject, into: &row)
        let start = features.count
        features.append(contentsOf: repeatElement(0, count: featureCount))
        features.withUnsafeMutableBufferPointer { features in
            row.withUnsafeBufferPointer { advance(&state, row: $0, into: .init(rebasing: features[start...])) }
        }
    }

    /// Numbers in a row: a value of each channel, then age, sex and the hours since admission; with units also which.
    var rowSize: Int { unitPlace + (schema.units.isEmpty ? 0 : 1) }
    /// Where the number of the unit stands in a row, if it does.
    private var unitPlace: Int { schema.channels.count + 3 }

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
        if schema.units.isEmpty { return }
        row.append(schema.units.firstIndex(of: subject.unit(before: end)).map { Float($0) } ?? .nan)
    }

    /// Walks one step on and writes the features of its row.
    func advance(
        _ state: inout State, row: UnsafeBufferPointer<Float>, into features: UnsafeMutableBufferPointer<Float>
    ) {
        precondition(row.count == rowSize && features.count == featureCount, "a row or features of another schema")
        var writer = FeatureWriter(features: features)
        let step = state.stepsSinceStart
        state.recent.withUnsafeMutableBufferPointer { recent in
            state.channels.withUnsafeMutableBufferPointer { channels in
                var frequent = 0
                for index in channels.indices {
                    let change = Self.advance(&channels[index], row[index], scales[index], stepHours: stepHours)
                    var history: UnsafeMutableBufferPointer<Float>?
                    if scales[index].isFrequent, let longest = recentSteps.last {
                        history = .init(rebasing: recent[(frequent * longest)..<((frequent + 1) * longest)])
                        history?[step % longest] = row[index].isNaN ? .nan : channels[index].standardized
                        frequent += 1
                    }
                    write(channels[index], index, value: row[index], change: change, history, step: step, &writer)
                }
            }
        }
        let (years, sex, hours) = (row[unitPlace - 3], row[unitPlace - 2], row[unitPlace - 1])
        if schema.includesAge {
            if ageKnots.isEmpty {
                writer.append(years.isNaN ? 0 : (years - 60) / 20)
            } else {
                writer.appendLevels(of: years, between: ageKnots)
            }
        }
        if schema.includesSex { writer.append(sex) }
        if schema.includesClock {
            let hours = hours.isNaN ? Float(step) * stepHours : hours
            if clockKnots.isEmpty {
                writer.append(Float(log(1 + Double(hours)) / 5))
            } else {
                writer.appendLevels(of: hours, between: clockKnots)
            }
        }
        for unit in schema.units.indices { writer.append(row[unitPlace] == Float(unit) ? 1 : 0) }
        state.stepsSinceStart += 1
    }

    /// The strangest of the values in force, if it is stranger than a limit.
    func unfamiliarValue(_ state: State, limit: Double) -> UnfamiliarValue? {
        var worst: (strangeness: Double, index: Int)?
        for (index, known) in state.channels.enumerated() where known.hoursSince >= 0 {
            let strangeness = Familiarity.strangeness(of: Double(known.value), in: schema.channels[index])
            if strangeness > worst?.strangeness ?? limit { worst = (strangeness, index) }
        }
        return worst.map { worst in
            let channel = schema.channels[worst.index]
            return UnfamiliarValue(
                channel: channel.id, value: Double(state.channels[worst.index].value),
                lowest: channel.knots.first ?? 0, highest: channel.knots.last ?? 0)
        }
    }

    /// Writes the features of one channel.
    private func write(
        _ known: State.Channel, _ index: Int, value: Float, change: Float,
        _ history: UnsafeMutableBufferPointer<Float>?, step: Int, _ writer: inout FeatureWriter
    ) {
        let isKnown = known.hoursSince >= 0
        for feature in channelFeatures {
            switch feature {
            case .standardized: writer.append(known.standardized)
            case .mask: writer.append(value.isNaN ? 0 : 1)
            case .recency: writer.append(isKnown ? Float(exp(-Double(known.hoursSince) / recencyHours)) : 0)
            case .change: writer.append(change)
            case .levels: writer.appendLevels(of: isKnown ? known.value : .nan, between: knots[index])
            case .sinceLevels: writer.appendLevels(of: known.hoursSince, between: ChannelFeature.sinceKnots)
            case .countLevels:
                writer.appendLevels(
                    of: known.count,
                    between: scales[index].isFrequent
                        ? ChannelFeature.frequentCountKnots : ChannelFeature.countKnots)
            case .extremeLevels:
                writer.appendLevels(of: isKnown ? known.highest : .nan, between: knots[index])
                writer.appendLevels(of: isKnown ? known.lowest : .nan, between: knots[index])
            case .recentStatistics:
                guard let history else { continue }
                for steps in recentSteps { writer.appendStatistics(of: history, last: steps, step: step) }
            }
        }
    }

    /// Takes in the value of a step, NaN for none.
    ///
    /// - Returns: the change from the patient's own running mean.
    private static func advance(
        _ known: inout State.Channel, _ value: Float, _ scale: Scale, stepHours: Float
    ) -> Float {
        if value.isNaN {
            if known.hoursSince < 0 { return 0 }
            known.hoursSince += stepHours
            return known.standardized - known.runningMean
        }
        known.value = value
        known.standardized = max(-limit, min(limit, Float((Double(value) - scale.mean) / scale.deviation)))
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
}
