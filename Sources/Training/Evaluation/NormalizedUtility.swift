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
        let onset = labels.firstIndex(of: true).map { $0 + 6 }
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

    /// The threshold with the highest utility over given patients, by a sweep over 200 quantiles of the scores.
    ///
    /// - Returns: threshold and utility; nil when no call could matter.
    public static func bestThreshold(patients: [(labels: [Bool], scores: [Double])]) -> (
        threshold: Double, utility: Double
    )? {
        let sorted = patients.flatMap(\.scores).sorted()
        guard !sorted.isEmpty else { return nil }
        let candidates = Set(
            (0..<200).map { sorted[min(sorted.count - 1, sorted.count * $0 / 200)] } + topQuantiles(sorted))
        var result: (threshold: Double, utility: Double)?
        for threshold in candidates.sorted() {
            var utility = NormalizedUtility()
            for patient in patients {
                utility.add(labels: patient.labels, predictions: patient.scores.map { $0 >= threshold })
            }
            if let value = utility.value, value > result?.utility ?? -.infinity { result = (threshold, value) }
        }
        return result
    }

    /// The rarest scores in finer steps: with few events the best threshold lies among the highest twentieth.
    private static func topQuantiles(_ sorted: [Double]) -> [Double] {
        (0..<50).map { sorted[min(sorted.count - 1, sorted.count - 1 - sorted.count * $0 / 1000)] }
    }
}
