internal import ClinicalDomain
internal import Foundation
internal import Scoring

/// What of one stay is compared between new and old stays; every stay counts alike, however long.
struct StaySummary: Sendable {
    struct Channel: Sendable {
        /// Share of the stay's hours with a value.
        var measuredShare: Double
        /// Share of the values in each bin between the champion's knots; empty for a channel without knots.
        var bins: [Double]
        /// Mean of the values in standard deviations from the champion's mean; nil for a channel it does not see.
        var level: Double?
        /// Mean size of the step from a value to the next, in standard deviations; nil with fewer than two values.
        var roughness: Double?
    }

    var channels: [ChannelID: Channel] = [:]
    var age: Double?
    var subgroups: [EvaluationSubgroup]

    init(_ history: EncounterHistory, scales: [ChannelID: SequenceSchema.ScaledChannel]) {
        var values: [ChannelID: [(effective: Instant, precedence: Observation.Precedence, value: Double?)]] = [:]
        var hours: Set<Int> = []
        for observation in history.observations {
            let isLive = observation.status != .enteredInError
            values[observation.key.channel, default: []].append(
                (observation.key.effective, observation.precedence, isLive ? observation.value : nil))
            if isLive { hours.insert(TimeGrid.hourly.step(of: observation.key.effective)) }
        }
        for (id, list) in values where id != .age {
            // One value for each time: the version that counts. A version that is in error hides its value.
            var series: [(effective: Instant, value: Double)] = []
            for entry in list.sorted(by: { ($0.effective, $0.precedence) < ($1.effective, $1.precedence) }) {
                if series.last?.effective == entry.effective { series.removeLast() }
                if let value = entry.value { series.append((entry.effective, value)) }
            }
            guard !series.isEmpty else { continue }
            let measured = Set(series.map { TimeGrid.hourly.step(of: $0.effective) }).count
            channels[id] = Self.channel(
                series.map(\.value), scale: scales[id], measuredShare: Double(measured) / Double(max(1, hours.count)))
        }
        age =
            values[.age]?.compactMap(\.value).first
            ?? history.observations.first.flatMap { history.patient.birthDate?.age(at: $0.key.effective) }
        let unit = history.encounter.unit
        subgroups = [
            EvaluationSubgroup(dimension: .sex, name: history.patient.sex.rawValue),
            EvaluationSubgroup(dimension: .age, name: EvaluationSubgroup.ageName(age)),
            EvaluationSubgroup(dimension: .unit, name: unit.isEmpty ? "unknown" : unit),
        ]
    }

    private static func channel(
        _ values: [Double], scale: SequenceSchema.ScaledChannel?, measuredShare: Double
    ) -> Channel {
        var result = Channel(measuredShare: measuredShare, bins: [])
        guard let scale else { return result }
        let count = Double(values.count)
        // The outermost knots are the smallest and the largest value seen: beyond them is the outermost bin.
        let inner = scale.knots.dropFirst().dropLast()
        if !inner.isEmpty {
            result.bins = Array(repeating: 0, count: inner.count + 1)
            for value in values { result.bins[inner.count { $0 < value }] += 1 / count }
        }
        // Cut off, so that one artefact does not make the spread of a whole cohort.
        func standardized(_ value: Double) -> Double {
            max(-5, min(5, (value - scale.mean) / scale.deviation))
        }
        result.level = values.reduce(0) { $0 + standardized($1) } / count
        if values.count > 1 {
            let steps = zip(values, values.dropFirst()).reduce(0) { $0 + abs(standardized($1.0) - standardized($1.1)) }
            result.roughness = steps / (count - 1)
        }
        return result
    }
}
