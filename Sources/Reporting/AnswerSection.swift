internal import Pages
internal import SVG

/// What became of alerts that people were told of.
struct AnswerSection {
    let figures: WardFigures

    func markup(_ number: inout Int) -> Markup {
        guard figures.all.answers.told > 0 else {
            return ReportText.section(
                "What became of them", ["<p>People were told of no clinical alert in the period.</p>"])
        }
        let plots: [(String) -> ReportFigure] = [fates, hours]
        return ReportText.section(
            "What became of them", [ReportText.figures(ReportFigure.markup(plots, &number)), table])
    }

    private func fates(id: String) -> ReportFigure {
        let (title, answers) = ("What became of alerts", figures.all.answers)
        let parts = [
            ("acknowledged", answers.acknowledged), ("put off", answers.snoozed), ("not answered", answers.unanswered),
            ("escalated", answers.escalated), ("ended: recovery", answers.recovery), ("ended: lapse", answers.lapse),
            ("ended: departure", answers.departure), ("ended: merged", answers.merged),
            ("ended: not known", answers.unknownEnd), ("in force", answers.inForce),
        ].filter { $0.1 > 0 }
        let bars = parts.map { name, count in
            BarPlot.Bar(
                label: name, value: 100 * Double(count) / Double(answers.told),
                text: ReportText.share(count, of: answers.told))
        }
        let plot = BarPlot(bars: bars, title: "% of alerts", style: .model(0), least: 100)
        let (svg, height) = plot.picture()
        let tiers = answers.tiers.sorted { (Int($0.key) ?? 0) < (Int($1.key) ?? 0) }
        return ReportFigure(
            title: title,
            caption: """
                \(ReportText.count(answers.told, "clinical alert")) that people were told of; one may have \
                been put off, escalated and acknowledged. How it ended: what asked for it was over (recovery), it had \
                stood for its longest time (lapse), the patient had left (departure), it went into another one (merged).
                """,
            content: .picture(
                svg: svg.inline(
                    width: PlotFrame.width, height: height, title: title,
                    description: parts.map { "\($0.0) \($0.1)" }.joined(separator: ", ") + ".", id: id),
                numbers: [
                    ReportFigure.numbers(title, ["what", "alerts"], parts.map { [$0.0, String($0.1)] }, words: [0]),
                    ReportFigure.numbers(
                        "Farthest tier", ["tier", "alerts"], tiers.map { [$0.key, String($0.value)] }),
                ]))
    }

    private func hours(id: String) -> ReportFigure {
        let title = "Time to acknowledgement by hour of the day"
        guard figures.all.answers.acknowledged > 0 else {
            return ReportFigure(
                title: title, caption: "", content: .missing("Not drawn: nobody acknowledged an alert in the period."))
        }
        let columns = figures.hours.map { hour in
            ColumnPlot.Column(
                label: "\(hour.hour)", parts: [hour.acknowledgementMinutes50 ?? 0],
                whisker: hour.acknowledgementMinutes90)
        }
        let plot = ColumnPlot(
            names: [("median", PlotStyle.model(0))], columns: columns, xTitle: "hour of the day", yTitle: "minutes")
        let (svg, height) = plot.picture()
        return ReportFigure(
            title: title,
            caption: """
                Minutes from the time at which people were told to the first acknowledgement: the median (columns) and \
                what nine of ten acknowledged alerts were within (lines), by the hour at which people were told. \
                Whoever answered in quiet hours was told then. An hour without a column had none.
                """,
            content: .picture(
                svg: svg.inline(
                    width: PlotFrame.width, height: height, title: title,
                    description:
                        "Median of all \(figures.all.answers.acknowledgementMinutes50?.decimal(1) ?? "–") min.",
                    id: id),
                numbers: [
                    ReportFigure.numbers(
                        title, ["hour", "told", "acknowledged", "median (min)", "nine of ten within (min)"],
                        figures.hours.map {
                            [
                                String($0.hour), String($0.told), String($0.acknowledged),
                                $0.acknowledgementMinutes50?.decimal(1) ?? "–",
                                $0.acknowledgementMinutes90?.decimal(1) ?? "–",
                            ]
                        })
                ]))
    }

    private var table: Markup {
        let rows = (figures.units + [figures.all]).filter { $0.answers.told > 0 }.map { unit -> [Markup] in
            let answers = unit.answers
            return [
                unit.unit.map(ReportText.unit) ?? "<b>all</b>", "\(answers.told.grouped)",
            ]
                + [answers.acknowledged, answers.snoozed, answers.unanswered, answers.escalated].map {
                    "\(ReportText.share($0, of: answers.told))"
                }
                + [answers.acknowledgementMinutes50, answers.acknowledgementMinutes90].map {
                    "\($0.map(ReportText.minutes) ?? "–")"
                }
        }
        return Markup.table(
            [
                "unit", "told", "acknowledged", "put off", "not answered", "escalated",
                "median time to acknowledgement", "nine of ten within",
            ], rows, style: "counts")
    }
}
