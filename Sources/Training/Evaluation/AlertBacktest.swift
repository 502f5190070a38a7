public import ClinicalDomain

/// What budgets of alerts would have bought on scored stays: what is caught, how early, and how many alerts are wrong.
public struct AlertBacktest: Sendable, Hashable, Codable {
    /// One budget.
    public struct Row: Sendable, Hashable, Codable {
        /// Alerts for 100 patient-days at most.
        public var budget: Double
        /// What the policy does at the lowest threshold that keeps to it.
        public var figures: AlertFigures
    }

    /// Budgets from which the curve of a scorer can be drawn.
    public static let standardBudgets: [Double] = [2, 5, 10, 15, 20, 30, 40, 50, 60, 80, 100, 150, 200]

    /// A row for each budget, in the order given.
    public let rows: [Row]

    /// Replays stays for each budget; nil when the time of an event is not known in a stay that has the outcome.
    ///
    /// Thresholds are found on the same stays, as a site does that looks back on its own history. For a threshold that was
    /// frozen elsewhere, see ``AlertFigures/init(scored:replay:)``.
    public init?(scored: [ScoredStay], budgets: [Double], policy: AlertPolicy = AlertPolicy()) {
        var rows: [Row] = []
        let thresholds = AlertBudget.thresholds(stays: scored, budgets: budgets, policy: policy)
        for (budget, threshold) in zip(budgets, thresholds) {
            let replay = AlertReplay(policy: policy, threshold: threshold)
            guard let figures = AlertFigures(scored: scored, replay: replay) else { return nil }
            rows.append(Row(budget: budget, figures: figures))
        }
        self.rows = rows
    }
}
