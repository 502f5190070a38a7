public import ClinicalDomain

/// How many alerts people can live with, as the threshold that keeps to it on the validation patients.
///
/// Alerts are counted as the daemon raises them, by an ``AlertReplay``.
public struct AlertBudget: Sendable, Hashable {
    /// Alerts for 100 patient-days at most.
    public var alertsPer100PatientDays: Double
    /// How alerts are cleared, and the rest after them; its thresholds are not used.
    public var policy: AlertPolicy

    /// A budget of its parts.
    public init(alertsPer100PatientDays: Double, policy: AlertPolicy = AlertPolicy()) {
        (self.alertsPer100PatientDays, self.policy) = (alertsPer100PatientDays, policy)
    }

    /// Forty alerts for 100 patient-days: a choice of this project, near the 43 that NEWS at 7 raises with eight
    /// hours of rest in the intensive care data of the 2019 challenge, hospital B; not derived from any ward.
    public static let standard = AlertBudget(alertsPer100PatientDays: 40)

    /// The last of 400 quantiles of the scores, from the highest down, before the first that breaks the budget.
    ///
    /// Alerts do not always grow as the threshold falls, so a lower one might keep to the budget again.
    ///
    /// - Parameters:
    ///   - stays: the scores of the steps of each stay; steps follow one another without gaps.
    ///   - stepHours: length of a step.
    /// - Returns: the threshold; 1 when even the highest quantile exceeds the budget.
    public func threshold(stays: [[Double]], stepHours: Double) -> Double {
        let longest = stays.reduce(0) { max($0, $1.count) }
        let hours = (0..<longest).map { Double($0) * stepHours }
        let patientDays = Double(stays.reduce(0) { $0 + $1.count }) * stepHours / 24
        return Self.thresholds(
            stays.map { ($0, hours) }, patientDays: patientDays, [alertsPer100PatientDays], policy)[0]
    }

    /// The same threshold with the times that the steps had.
    public func threshold(stays: [ScoredStay]) -> Double {
        Self.thresholds(stays: stays, budgets: [alertsPer100PatientDays], policy: policy)[0]
    }

    /// The thresholds of several budgets, in one walk.
    static func thresholds(stays: [ScoredStay], budgets: [Double], policy: AlertPolicy) -> [Double] {
        let patientDays = stays.reduce(0) { $0 + Double($1.scores.count) * $1.stepHours / 24 }
        return thresholds(stays.map { ($0.scores, $0.hours) }, patientDays: patientDays, budgets, policy)
    }

    private static func thresholds(
        _ stays: [(scores: [Double], hours: [Double])], patientDays: Double, _ budgets: [Double], _ policy: AlertPolicy
    ) -> [Double] {
        let sorted = stays.flatMap(\.scores).sorted()
        var result = budgets.map { _ in 1.0 }
        guard patientDays > 0 else { return result }
        // A stay raises nothing above its highest score, so for high thresholds few stays are replayed.
        let byHighest = stays.map { ($0.scores.max() ?? -.infinity, $0) }.sorted { $0.0 > $1.0 }
        var kept = Array(budgets.indices)
        var last = 1.0
        // From the highest quantile down, finer at the top, as long as a budget lasts.
        for rank in 0..<400 {
            let share = Double(rank * rank) / 160_000
            let candidate = sorted[sorted.count - 1 - Int(Double(sorted.count - 1) * share)]
            if candidate == last { continue }
            last = candidate
            let replay = AlertReplay(policy: policy, threshold: candidate)
            var alerts = 0
            for (highest, stay) in byHighest {
                if highest < candidate { break }
                alerts += replay.alerts(scores: stay.scores, hours: stay.hours).count
            }
            let rate = Double(alerts) / patientDays * 100
            kept.removeAll { rate > budgets[$0] }
            if kept.isEmpty { break }
            for index in kept { result[index] = candidate }
        }
        return result
    }
}
