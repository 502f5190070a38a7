/// The clinical utility of the PhysioNet/CinC Challenge 2019, normalized to 0 for silence and 1 for the best possible.
///
/// With d = t − t_onset in hours, t_onset six hours after the first labelled row:
///
/// | patient | call | utility |
/// | --- | --- | --- |
/// | septic | positive, d ≤ −6 | max(d / 6 + 2, −0.05) |
/// | septic | positive, −6 < d ≤ 3 | (3 − d) / 9 |
/// | septic | negative, d ≤ −6 | 0 |
/// | septic | negative, −6 < d ≤ 3 | −2 (d + 6) / 9 |
/// | septic | any, d > 3 | 0 |
/// | other | positive | −0.05 |
/// | other | negative | 0 |
///
/// Source: Reyna et al., "Early prediction of sepsis from clinical data", Crit Care Med 48 (2020), and the organizers'
/// published scoring code.
public struct NormalizedUtility: Sendable {
    private var observed = 0.0
    private var best = 0.0
    private var silent = 0.0

    /// No patients yet.
    public init() {}

    /// Adds one patient: hourly labels (true from six hours before onset) and hourly calls.
    public mutating func add(labels: [Bool], predictions: [Bool]) {
        precondition(labels.count == predictions.count, "\(labels.count) labels for \(predictions.count) predictions")
        let onset = Self.onset(labels)
        for hour in labels.indices {
            let positive = Self.utility(hour: hour, onset: onset, call: true)
            let negative = Self.utility(hour: hour, onset: onset, call: false)
            observed += predictions[hour] ? positive : negative
            best += max(positive, negative)
            silent += negative
        }
    }

    /// The sum of the utilities as it was, not normalized.
    public var unnormalized: Double { observed }

    /// (observed − silent) / (best − silent); nil when no call could have mattered.
    public var value: Double? { best > silent ? (observed - silent) / (best - silent) : nil }

    /// The utility of one call at one hour.
    public static func utility(hour: Int, onset: Int?, call: Bool) -> Double {
        guard let onset else { return call ? -0.05 : 0 }
        let d = Double(hour - onset)
        if d > 3 { return 0 }
        if call { return d <= -6 ? max(d / 6 + 2, -0.05) : (3 - d) / 9 }
        return d <= -6 ? 0 : -2 * (d + 6) / 9
    }

    /// What a step counts beside the worth of a call at it; 0 would leave the early hours of most patients to chance.
    private static let plainWeight = 4.0

    /// Targets from the worth of a call.
    ///
    /// The target is whether a call at that hour is worth more than silence. Its weight is by how much, in multiples of
    /// a false alarm in a patient without the outcome, and 4 on top for every step alike; of the additions 0, 1, 2 and
    /// 4 the last did best on validation patients.
    public static func targets(labels: [Bool?]) -> [StepTarget] {
        let onset = onset(labels.map { $0 == true })
        return labels.indices.map { hour in
            let gain = utility(hour: hour, onset: onset, call: true) - utility(hour: hour, onset: onset, call: false)
            let weight = labels[hour] == nil ? 0 : abs(gain) / 0.05 + plainWeight
            return StepTarget(value: gain > 0 ? 1 : 0, weight: Float(weight))
        }
    }

    /// The score from which on calls have the highest utility over given patients; of equally good ones the highest.
    ///
    /// What a call is worth does not depend on other calls, so one walk down the sorted scores tries every threshold
    /// that makes a difference; O(n log n). Never to call is not tried, so the utility may be negative.
    ///
    /// - Returns: threshold and utility; nil when no call could matter.
    public static func bestThreshold(
        patients: [(labels: [Bool], scores: [Double])]
    ) -> (threshold: Double, utility: Double)? {
        var total = NormalizedUtility()
        var calls: [(score: Double, gain: Double)] = []
        for (labels, scores) in patients {
            precondition(labels.count == scores.count, "\(labels.count) labels for \(scores.count) scores")
            total.add(labels: labels, predictions: labels.map { _ in false })
            let onset = onset(labels)
            calls += zip(labels.indices, scores).map { hour, score in
                (score, utility(hour: hour, onset: onset, call: true) - utility(hour: hour, onset: onset, call: false))
            }
        }
        guard total.best > total.silent else { return nil }
        calls.sort { $0.score > $1.score }
        var gain = 0.0
        var result: (threshold: Double, gain: Double)?
        for (index, call) in calls.enumerated() {
            gain += call.gain
            if index + 1 < calls.count, calls[index + 1].score == call.score { continue }
            if gain > result?.gain ?? -.infinity { result = (call.score, gain) }
        }
        return result.map { ($0.threshold, $0.gain / (total.best - total.silent)) }
    }

    /// Six hours after the first labelled hour.
    static func onset(_ labels: [Bool]) -> Int? { labels.firstIndex(of: true).map { $0 + 6 } }
}
