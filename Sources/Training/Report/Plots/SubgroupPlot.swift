internal import Pages
internal import SVG

/// A measure in subgroups by age, sex, unit and hours since admission.
struct SubgroupPlot {
    let section: ReportSection
    let measure: EvaluationMeasure

    /// The scorers that have the measure; for measures of scores alone those of one score once.
    private var entries: [ReportSection.Entry] {
        let entries =
            [.discrimination, .calibration].contains(measure.words.family) ? section.curveEntries : section.entries
        return entries.filter { $0.estimate(measure) != nil }
    }

    /// The plot; without the rows of a unit when there is only one.
    var plot: ForestPlot {
        let entries = entries
        let figures = entries.first?.figures
        let groups = EvaluationSubgroup.Dimension.allCases.compactMap { dimension -> ForestPlot.Group? in
            let subgroups = (figures?.subgroups ?? []).filter { $0.subgroup.dimension == dimension }
            guard subgroups.count > 1 else { return nil }
            let rows = subgroups.map { group in
                ForestPlot.Row(
                    label: group.subgroup.name, note: Self.note(group),
                    estimates: entries.map { entry in
                        entry.figures.subgroups.first { $0.subgroup == group.subgroup }?.estimates[measure]
                    })
            }
            return ForestPlot.Group(heading: dimension.heading, rows: rows)
        }
        let all = ForestPlot.Row(
            label: "all", note: figures.map { "\($0.stays) (\($0.staysWithOutcome))" } ?? "",
            estimates: entries.map { $0.estimate(measure) })
        let whole = entries.first?.estimate(measure)?.value
        return ForestPlot(
            groups: [ForestPlot.Group(heading: "", rows: [all])] + groups,
            scorers: entries.map { ($0.scorer.name, $0.style) }, title: measure.words.name,
            digits: min(2, measure.words.digits), reference: whole.map { ($0, "all") })
    }

    private static func note(_ group: SubgroupFigures) -> String { "\(group.stays) (\(group.staysWithOutcome))" }

    func figure(id: String) -> ReportFigure {
        let title = "\(measure.capitalizedName) in subgroups"
        let plot = plot
        guard let first = entries.first, !plot.isEmpty, section.tooFew == nil else {
            return ReportFigure(
                title: title, caption: "",
                content: .missing(section.tooFew ?? "Not drawn: it could not be measured."))
        }
        guard !first.figures.subgroups.isEmpty else {
            return ReportFigure(
                title: title, caption: "", content: .missing("Not drawn: subgroups were not asked for."))
        }
        let (svg, height) = plot.picture()
        let many = entries.count > 1 ? " Numbers are those of \(first.scorer.name)." : ""
        return ReportFigure(
            title: title,
            caption: """
                \(measure.meaningSentence), with 95 % intervals; dashed: \(first.scorer.name), all stays.\(many) In \
                grey the stays and, in brackets, those with the outcome, of which fewer than \
                \(SubgroupFigures.minimumOutcomes) are too few. Hours are those since admission; a stay counts in \
                each period that it lasts into.\(onlyUnit)
                """,
            content: .picture(
                svg: svg.inline(
                    width: PlotFrame.width, height: height, title: "\(title), \(section.question)",
                    description: "\(measure.meaningSentence) by age, sex, unit and hours since admission.", id: id),
                numbers: entries.map { numbers($0) }))
    }

    private var onlyUnit: String {
        let units = (entries.first?.figures.subgroups ?? []).filter { $0.subgroup.dimension == .unit }
        return units.count == 1 ? " All stays are of one unit (\(units[0].subgroup.name))." : ""
    }

    private func numbers(_ entry: ReportSection.Entry) -> Markup {
        ReportFigure.numbers(
            entry.scorer.name, ["by", "subgroup", "stays", "with the outcome", "steps", measure.words.name],
            entry.figures.subgroups.map { group in
                [
                    group.subgroup.dimension.heading, group.subgroup.name, String(group.stays),
                    String(group.staysWithOutcome), String(group.steps),
                    group.isTooFew ? "too few" : group.estimates[measure]?.text(measure.words.digits) ?? "–",
                ]
            })
    }
}

extension EvaluationSubgroup.Dimension {
    /// As a heading of rows.
    var heading: String {
        switch self {
        case .age: "Age (years)"
        case .sex: "Sex"
        case .unit: "Unit"
        case .hours: "Hours since admission"
        }
    }
}

extension EvaluationMeasure {
    /// Its name with a capital letter.
    var capitalizedName: String { words.name.prefix(1).uppercased() + words.name.dropFirst() }
}
