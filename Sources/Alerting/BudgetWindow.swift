public import ClinicalDomain

/// Counts what each unit has raised, so that it stays within its budget.
///
/// In the latest ``AlertPolicy/budgetHours`` before any moment a unit raises at most
///
///     max(budgetMinimum, ⌊budgetPer100PatientDays · patients · budgetHours / 2400⌋)
///
/// alerts, but for those that no budget holds back: NEWS2 at its threshold, and real worsening. These count as well.
public struct BudgetWindow: Sendable {
    private var raised: [String: [Instant]] = [:]

    /// A window without alerts.
    public init() {}

    /// Notes an alert.
    ///
    /// - Parameters:
    ///   - unit: where the patient lies; empty when unknown.
    ///   - at: when, in the time of the data.
    public mutating func note(unit: String, at: Instant) { raised[unit, default: []].append(at) }

    /// How many alerts a unit has raised in the hours up to a moment; forgets what is older.
    public mutating func count(unit: String, hours: Double, until: Instant) -> Int {
        guard var times = raised[unit] else { return 0 }
        // Units differ in how late their data come; alerts of a while ago are kept for those that lag.
        times.removeAll { until.hours(since: $0) >= 4 * hours }
        raised[unit] = times
        // What lies ahead counts as well: values come out of order.
        return times.count { until.hours(since: $0) < hours }
    }

    /// How many alerts a unit of so many patients may raise in the window of the policy; nil for any number.
    public static func allowance(_ policy: AlertPolicy, patients: Int) -> Int? {
        guard let budget = policy.budgetPer100PatientDays else { return nil }
        return max(policy.budgetMinimum, Int((budget * Double(patients) * policy.budgetHours / 2400).rounded(.down)))
    }
}
