public import ClinicalDomain
internal import Foundation

/// Turns the values of one time step into the features that ``SequenceSchema`` declares.
///
/// Training and scoring share it. It walks forward only: a step's features depend on that step and on ``State``.
public struct FeatureExtractor: Sendable {
    /// What is remembered of the earlier steps of a sequence, one entry for each channel.
    public struct State: Sendable, Hashable {
        var standardized: [Float]
        var runningMean: [Float]
        /// Hours since the last observation; negative while there was none.
        var hoursSince: [Float]
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

    /// An extractor for a schema.
    public init(schema: SequenceSchema) {
        self.schema = schema
        grid = TimeGrid(seconds: schema.timeStepSeconds)
    }

    /// The state before the first step of a sequence.
    public func initialState() -> State {
        let zeros = [Float](repeating: 0, count: schema.channels.count)
        return State(
            standardized: zeros, runningMean: zeros,
            hoursSince: [Float](repeating: -1, count: schema.channels.count), stepsSinceStart: 0)
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
            var change: Float = 0
            let reading = timeline.last(channel.id, before: end, from: start)
            if let reading {
                let value = max(
                    -Self.limit, min(Self.limit, Float((reading.value - channel.mean) / channel.deviation)))
                if state.hoursSince[index] < 0 {
                    state.runningMean[index] = value
                } else {
                    change = value - state.runningMean[index]
                    state.runningMean[index] += Self.runningMeanWeight * change
                }
                state.standardized[index] = value
                state.hoursSince[index] = 0
            } else if state.hoursSince[index] >= 0 {
                state.hoursSince[index] += stepHours
                change = state.standardized[index] - state.runningMean[index]
            }
            let since = state.hoursSince[index]
            features.append(state.standardized[index])
            features.append(reading == nil ? 0 : 1)
            features.append(since < 0 ? 0 : Float(exp(-Double(since) / schema.recencyHours)))
            features.append(change)
        }
        if schema.includesAge { features.append(age(subject.patient, timeline: timeline, before: end)) }
        if schema.includesSex {
            features.append(subject.patient.sex == .male ? 1 : subject.patient.sex == .female ? -1 : 0)
        }
        if schema.includesClock {
            let hours =
                subject.encounter.admitted.map { max(0, start.hours(since: $0)) }
                ?? Double(state.stepsSinceStart) * Double(stepHours)
            features.append(Float(log(1 + hours) / 5))
        }
        state.stepsSinceStart += 1
    }

    private func age(_ patient: Patient, timeline: ObservationTimeline, before end: Instant) -> Float {
        let years = timeline.last(.age, before: end)?.value ?? patient.birthDate?.age(at: end)
        return years.map { Float(($0 - 60) / 20) } ?? 0
    }
}
