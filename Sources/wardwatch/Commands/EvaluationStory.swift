import Training

/// All measures of some scorers with their intervals, one measure a line.
struct EvaluationStory {
    private let rows: [EvaluatedScorer]
    private let isCompared: Bool

    /// A story of evaluations.
    ///
    /// - Parameter isCompared: whether the first two are put beside each other.
    init(_ rows: [EvaluatedScorer], isCompared: Bool) { (self.rows, self.isCompared) = (rows, isCompared) }

    var text: String {
        let whole = rows.map { row in
            row.figures.values.reduce(into: [EvaluationMeasure: Estimate]()) { estimates, entry in
                estimates[entry.key] = Estimate(value: entry.value, interval: row.figures.intervals[entry.key])
            }
        }
        var tables = [
            table("all patients", whole, isCompared ? rows[0].figures.against(rows[1].figures).differences : nil)
        ]
        for group in rows.first?.figures.subgroups ?? [] {
            let estimates = rows.map { row in
                row.figures.subgroups.first { $0.subgroup == group.subgroup }?.estimates ?? [:]
            }
            let title =
                "\(group.subgroup.dimension.rawValue) \(Terminal.printable(group.subgroup.name)): \(group.stays) stays, "
                + "\(group.staysWithOutcome) with the outcome"
            tables.append(group.isTooFew ? "\(title): too few" : table(title, estimates, nil))
        }
        return tables.joined(separator: "\n\n")
    }

    private func table(
        _ title: String, _ estimates: [[EvaluationMeasure: Estimate]],
        _ differences: [EvaluationMeasure: Estimate]?
    ) -> String {
        let measures = EvaluationMeasure.allCases.filter { measure in estimates.contains { $0[measure] != nil } }
        let lines = measures.map { measure in
            [measure.words.name] + estimates.map { Self.text($0[measure], measure) }
                + (differences.map { [Self.text($0[measure], measure)] } ?? [])
        }
        let columns =
            ["measure"] + rows.map { Terminal.printable($0.name) } + (differences == nil ? [] : ["first - second"])
        return "\(title)\n\(Listing.table(columns, lines))"
    }

    private static func text(_ estimate: Estimate?, _ measure: EvaluationMeasure) -> String {
        guard let estimate else { return "" }
        let digits = measure.words.digits
        let interval = estimate.interval.map { " (\($0.low.formatted(digits)) to \($0.high.formatted(digits)))" } ?? ""
        return estimate.value.formatted(digits) + interval
    }
}
