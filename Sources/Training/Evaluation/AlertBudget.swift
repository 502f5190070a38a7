/// How many alerts people can live with, as the threshold that keeps to it on the validation patients.
///
/// Alerts are counted as the daemon raises them: one when the score reaches the threshold, none while it is in force,
/// cleared when the score falls below ``clearFraction`` of the threshold, and then a rest.
public struct AlertBudget: Sendable, Hashable {
    /// Alerts for 100 patient-days at most.
    public var alertsPer100PatientDays: Double
    /// An alert is cleared below this share of the threshold.
    public var clearFraction: Double
    /// Hours of rest after an alert was cleared.
    public var refractoryHours: Double

    /// A budget of its parts.
    public init(alertsPer100PatientDays: Double, clearFraction: Double = 0.6, refractoryHours: Double = 8) {
        self.alertsPer100PatientDays = alertsPer100PatientDays
        (self.clearFraction, self.refractoryHours) = (clearFraction, refractoryHours)
    }

    /// Forty alerts for 100 patient-days: a choice of this project, near the 43 that NEWS at 7 raises with the same rest
    /// in the intensive care data of the 2019 challenge, hospital B; not derived from any ward.
    public static let standard = AlertBudget(alertsPer100PatientDays: 40)

    /// The last of 400 quantiles of the scores, from the highest down, before the first that breaks the budget.
    ///
    /// Alerts do not always grow as the threshold falls, so a lower one might keep to the budget again.
    ///
    /// - Parameters:
    ///   - stays: the scores of the steps of each stay.
    ///   - stepHours: length of a step.
    /// - Returns: the threshold; 1 when even the highest quantile exceeds the budget.
    public func threshold(stays: [[Double]], stepHours: Double) -> Double {
        let sorted = stays.joined().sorted()
        let patientDays = Double(sorted.count) * stepHours / 24
        guard patientDays > 0 else { return 1 }
        // From the highest quantile down, finer at the top, as long as the budget lasts.
        var result = 1.0
        for rank in 0..<400 {
            let share = Double(rank * rank) / 160_000
            let candidate = sorted[sorted.count - 1 - Int(Double(sorted.count - 1) * share)]
            if candidate == result { continue }
            let alerts = stays.reduce(0) { $0 + self.alerts(in: $1, threshold: candidate, stepHours: stepHours) }
            if Double(alerts) / patientDays * 100 > alertsPer100PatientDays { break }
            result = candidate
        }
        return result
    }

    /// Alerts raised in one stay.
    func alerts(in scores: [Double], threshold: Double, stepHours: Double) -> Int {
        var count = 0
        var isRaised = false
        var restUntil = -Double.infinity
        for (step, score) in scores.enumerated() {
            let hours = Double(step) * stepHours
            if isRaised {
                if score < threshold * clearFraction { (isRaised, restUntil) = (false, hours + refractoryHours) }
            } else if score >= threshold, hours >= restUntil {
                (isRaised, count) = (true, count + 1)
            }
        }
        return count
    }
}
