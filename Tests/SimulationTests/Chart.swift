import ClinicalDomain
import Simulation

/// A patient's chart read back from what was sent: the greatest version of every value, and the scores that follow.
struct Chart {
    /// A round as it stands after all corrections.
    struct Round {
        let effective: Instant
        var values: [ChannelID: Double]
        var score: NEWS2?
    }

    let rounds: [Round]

    init(_ patient: SimulatedPatient) {
        var versions: [Observation.Key: Observation] = [:]
        for observation in patient.observations {
            if let known = versions[observation.key], known.precedence > observation.precedence { continue }
            versions[observation.key] = observation
        }
        var byTime: [Instant: [ChannelID: Double]] = [:]
        for (key, observation) in versions { byTime[key.effective, default: [:]][key.channel] = observation.value }
        let hasLungDisease = patient.groundTruth.confounders.contains(.chronicLungDisease)
        var inForce = VitalSigns()
        rounds = byTime.sorted { $0.key < $1.key }.map { time, values in
            for (channel, value) in values {
                inForce.readings[channel] = VitalSigns.Reading(value: value, effective: time)
            }
            let score = NEWS2(inForce, scale: hasLungDisease ? .scale2 : .scale1)
            return Round(effective: time, values: values, score: score)
        }
    }

    /// Values of a channel with their times.
    func series(_ channel: ChannelID) -> [(effective: Instant, value: Double)] {
        rounds.compactMap { round in round.values[channel].map { (round.effective, $0) } }
    }
}

/// The mean; nil of nothing.
func mean(_ values: [Double]) -> Double? {
    values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
}

/// The value at a share of the sorted values.
func quantile(_ share: Double, of values: [Double]) -> Double? {
    guard !values.isEmpty else { return nil }
    return values.sorted()[min(values.count - 1, Int(share * Double(values.count)))]
}

/// Area under the ROC curve: the share of pairs in which the positive is greater; ties count one half.
func auroc(positives: [Double], negatives: [Double]) -> Double {
    var wins = 0.0
    for positive in positives {
        for negative in negatives { wins += positive > negative ? 1 : positive == negative ? 0.5 : 0 }
    }
    return wins / Double(positives.count * negatives.count)
}
