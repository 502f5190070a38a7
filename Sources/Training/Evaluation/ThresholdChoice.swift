public import ClinicalDomain

/// Chooses the probability from which on a model asks for attention, on the validation patients.
public enum ThresholdChoice {
    /// The threshold for an outcome.
    ///
    /// For sepsis within six hours it maximizes the utility of the 2019 challenge; for an outcome of the whole stay, Event
    /// 1 of the 2012 challenge, the lower of sensitivity and positive predictive value of the last step's call. For other
    /// outcomes it maximizes the F1 score of the steps (van Rijsbergen 1979), which keeps false alarms about as rare as
    /// missed hours.
    public static func threshold(for outcome: OutcomeDefinition, stays: [ScoredStay]) -> Double {
        if NormalizedUtility.applies(to: outcome) {
            let patients = stays.map { stay in (labels: stay.labels.map { $0 == true }, scores: stay.scores) }
            return NormalizedUtility.bestThreshold(patients: patients)?.threshold ?? 0.5
        }
        if outcome.horizonHours == nil {
            return best(stays.map(\.lastAsked)) { hits, calls, positives in min(hits / positives, hits / calls) } ?? 0.5
        }
        return best(stays) { hits, calls, positives in 2 * hits / (calls + positives) } ?? 0.5
    }

    /// The threshold with the highest value, of equals the highest; nil without positive steps.
    private static func best(
        _ stays: [ScoredStay], value: (_ hits: Double, _ calls: Double, _ positives: Double) -> Double
    ) -> Double? {
        let steps = stays.flatMap { stay in
            zip(stay.labels, stay.scores).compactMap { label, score in label.map { (label: $0, score: score) } }
        }.sorted { $0.score > $1.score }
        let total = steps.count { $0.label }
        guard total > 0 else { return nil }
        var truePositives = 0
        var best: (threshold: Double, value: Double)?
        for (index, step) in steps.enumerated() {
            if step.label { truePositives += 1 }
            if index + 1 < steps.count, steps[index + 1].score == step.score { continue }
            let value = value(Double(truePositives), Double(index + 1), Double(total))
            if value > best?.value ?? -1 { best = (step.score, value) }
        }
        return best?.threshold
    }
}

extension NormalizedUtility {
    /// Whether the utility of the 2019 challenge is defined for an outcome: hourly steps, six hours of horizon.
    public static func applies(to outcome: OutcomeDefinition) -> Bool {
        outcome.events == OutcomeDefinition.sepsis.events && outcome.horizonHours == 6
    }
}
