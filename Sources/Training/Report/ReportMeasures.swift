internal import Pages

/// The table of all measures of a section with their intervals.
struct ReportMeasures {
    let section: ReportSection
    /// Whether the first two scorers are put beside each other.
    let isCompared: Bool

    /// The measures that any scorer has.
    private var measures: [EvaluationMeasure] {
        EvaluationMeasure.allCases.filter { measure in section.entries.contains { $0.estimate(measure) != nil } }
    }

    /// A few measures of all scorers, one scorer a row.
    var summary: Markup {
        let measures = [
            EvaluationMeasure.auroc, .auprc, .normalizedUtility, .stayAUROC, .event1, .integratedCalibrationIndex,
            .alertSensitivity, .alertPositivePredictiveValue, .alertsPer100PatientDays, .leadTime50,
        ].filter(self.measures.contains)
        let rows = section.entries.map { entry -> [Markup] in
            [name(entry), "\(entry.figures.stays.grouped)", "\(entry.figures.staysWithOutcome.grouped)"]
                + measures.map { Self.cell(entry.estimate($0), $0) }
        }
        return Markup.table(
            ["scorer", "stays", "with the outcome"] + measures.map(\.words.name), rows, style: "measures")
    }

    /// All measures, one a row.
    var table: Markup {
        let differences =
            isCompared && section.entries.count > 1
            ? section.entries[0].figures.against(section.entries[1].figures).differences : nil
        var lines: [Markup] = []
        let columnCount = section.entries.count + (differences == nil ? 1 : 2)
        for family in EvaluationMeasure.Family.allCases {
            let measures = measures.filter { $0.words.family == family }
            guard !measures.isEmpty else { continue }
            lines.append(
                "<tr class=\"family\"><th colspan=\"\(columnCount)\" scope=\"rowgroup\">\(family.heading)</th></tr>")
            if family == .calls || family == .alerts {
                lines.append(thresholds(family, hasDifferences: differences != nil))
            }
            for measure in measures {
                let cells =
                    section.entries.map { Self.cell($0.estimate(measure), measure) }
                    + (differences.map { [Self.cell($0[measure], measure)] } ?? [])
                lines.append(Self.line("\(measure.words.name)<br/><small>\(measure.words.meaning)</small>", cells))
            }
        }
        let heads = (section.entries.map(name) + (differences == nil ? [] : ["difference of the first two"]))
            .map { "<th scope=\"col\">\($0)</th>" as Markup }
        return """
            <div class="scroll"><table class="measures"><thead><tr><th scope="col">measure</th>\(heads)</tr></thead>
            <tbody>
            \(lines)
            </tbody></table></div>
            """
    }

    /// What of the table is not there, as sentences.
    var absences: String {
        var sentences: [String] = []
        if !measures.contains(.normalizedUtility) {
            sentences.append("The utility of the 2019 challenge is defined for sepsis within 6 h alone.")
        }
        if !measures.contains(where: { $0.words.family == .alerts }) {
            sentences.append(
                "There are no measures of alerts: none were replayed, or the times of the events are unknown.")
        }
        if section.entries.allSatisfy({ $0.figures.bootstrap == nil }) {
            sentences.append("There are no intervals, because no patients were drawn.")
        }
        if section.entries.contains(where: { !$0.isModel }) {
            sentences.append("NEWS2 gives no probabilities and has no calibration.")
        }
        return sentences.joined(separator: " ")
    }

    private func thresholds(_ family: EvaluationMeasure.Family, hasDifferences: Bool) -> Markup {
        let cells = section.entries.map { entry -> Markup in
            let threshold = family == .calls ? entry.figures.threshold : entry.figures.alerts?.threshold
            return "\(threshold?.decimal(entry.isModel ? 4 : 0) ?? "–")"
        }
        return Self.line(
            family == .calls ? "threshold of a call" : "threshold of an alert", cells + (hasDifferences ? [""] : []))
    }

    private func name(_ entry: ReportSection.Entry) -> Markup {
        "<span style=\"color: \(entry.style.ink)\"><bdi>\(entry.scorer.name)</bdi></span>"
    }

    private static func line(_ head: Markup, _ cells: [Markup]) -> Markup {
        let cells = Markup(raw: cells.map { "<td>\($0.text)</td>" }.joined())
        return "<tr><th scope=\"row\">\(head)</th>\(cells)</tr>"
    }

    private static func cell(_ estimate: Estimate?, _ measure: EvaluationMeasure) -> Markup {
        guard let estimate else { return "–" }
        let digits = measure.words.digits
        let interval: Markup = estimate.interval.map { "<br/><small>\($0.text(digits))</small>" } ?? ""
        return "\(estimate.value.decimal(digits))\(interval)"
    }
}

extension EvaluationMeasure.Family {
    /// As a heading of rows.
    fileprivate var heading: String {
        switch self {
        case .discrimination: "Discrimination, by step"
        case .calibration: "Calibration, by step"
        case .calls: "Calls, step by step, from the threshold of a call on"
        case .alerts: "Alerts as the policy raises them"
        case .stays: "One prediction for each stay"
        }
    }
}
