internal import Pages
internal import SVG

/// Paired differences of the first scorer to the second: of the measures that are shares, or of one in subgroups.
struct DifferencePlot {
    let section: ReportSection
    let first: ReportSection.Entry
    let second: ReportSection.Entry

    /// A plot of the first two scorers; nil with fewer.
    init?(section: ReportSection) {
        guard section.entries.count > 1 else { return nil }
        (self.section, first, second) = (section, section.entries[0], section.entries[1])
    }

    private static let measures: [EvaluationMeasure] = [
        .auroc, .auprc, .normalizedUtility, .eventSensitivity, .positivePredictiveValue, .alertSensitivity,
        .alertPositivePredictiveValue, .longAlarmShare, .alarmTimeShare, .stayAUROC, .stayAUPRC, .event1,
    ]

    private var direction: String { "Right of the dashed line \(first.scorer.name) has the higher value" }

    /// Differences of the measures.
    func figure(id: String) -> ReportFigure {
        let differences = first.figures.against(second.figures)
        let rows = Self.measures.compactMap { measure in
            differences.differences[measure].map { estimate in
                ForestPlot.Row(
                    label: measure.words.name + (measure.words.goal == .lower ? " ↓" : ""), note: "",
                    estimates: [estimate])
            }
        }
        return forest(
            id: id, title: "Differences", rows: [ForestPlot.Group(heading: "", rows: rows)],
            axis: "difference", isPaired: differences.isPaired,
            extra: " ↓: less is better. The last table has all measures.")
    }

    /// Differences of the AUROC in subgroups.
    func subgroupFigure(id: String) -> ReportFigure {
        let differences = first.figures.against(second.figures)
        let groups = EvaluationSubgroup.Dimension.allCases.compactMap { dimension -> ForestPlot.Group? in
            let subgroups = first.figures.subgroups.filter { $0.subgroup.dimension == dimension }
            guard subgroups.count > 1 else { return nil }
            let rows = subgroups.map { group in
                let found = differences.subgroups.first { $0.subgroup == group.subgroup }
                return ForestPlot.Row(
                    label: group.subgroup.name, note: "\(group.stays) (\(group.staysWithOutcome))",
                    estimates: [found?.differences[.auroc]])
            }
            return ForestPlot.Group(heading: dimension.heading, rows: rows)
        }
        return forest(
            id: id, title: "Difference in AUROC in subgroups", rows: groups, axis: "difference in AUROC",
            isPaired: differences.isPaired, extra: "")
    }

    private func forest(
        id: String, title: String, rows: [ForestPlot.Group], axis: String, isPaired: Bool, extra: String
    ) -> ReportFigure {
        let plot = ForestPlot(
            groups: rows, scorers: [("", PlotStyle.difference)], title: axis, digits: 3, reference: (0, "no difference")
        )
        if let reason = section.tooFew ?? (plot.isEmpty ? "Not drawn: nothing was measured of both." : nil) {
            return ReportFigure(title: title, caption: "", content: .missing(reason))
        }
        let (svg, height) = plot.picture()
        let intervals =
            isPaired
            ? "95 % intervals from the same draws of the same patients"
            : "no intervals, because the two were not measured on the same draws of the same patients"
        let numbers = rows.flatMap { group in
            group.rows.map { row in
                [group.heading, row.label, row.estimates.first.flatMap { $0 }?.text(4) ?? "too few"]
            }
        }
        return ReportFigure(
            title: title,
            caption: """
                \(first.scorer.name) less \(second.scorer.name), with \(intervals). \(direction).\(extra) \
                \(section.counts). \(section.smallness ?? "")
                """,
            content: .picture(
                svg: svg.inline(
                    width: PlotFrame.width, height: height, title: "\(title), \(section.question)",
                    description: "\(first.scorer.name) less \(second.scorer.name).", id: id),
                numbers: [ReportFigure.numbers(title, ["by", "what", "difference"], numbers)]))
    }
}

extension PlotStyle {
    /// Of differences.
    static let difference = PlotStyle(color: "#222222", ink: "#222222", dashes: "")
}
