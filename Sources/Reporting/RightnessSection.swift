internal import Pages
internal import SVG

/// Whether alerts were right, where outcomes are known.
struct RightnessSection {
    let figures: WardFigures

    private static let heading = "Whether they were right"

    func markup(_ number: inout Int) -> Markup {
        guard let all = figures.rightness.first, let events = figures.events.first, all.judged + events.events > 0
        else {
            return ReportText.section(
                Self.heading,
                [
                    """
                    <p>This cannot be said: no outcome event is on record of the period, and no alert can be judged.\
                    \(notJudged) Outcomes come from ADT and FHIR messages, imports and <code>wardwatch label</code>.</p>
                    """
                ])
        }
        let plots: [(String) -> ReportFigure] = [values, sensitivity]
        return ReportText.section(
            Self.heading,
            [
                """
                <p>\(all.judged.grouped) of \(ReportText.count(all.alerts, "clinical alert")) can be judged; those of \
                shadow mode count as well.\(notJudged) On record of the period: \
                \(ReportText.count(events.events, "outcome event")).</p>
                """,
                ReportText.figures(ReportFigure.markup(plots, &number)), table,
            ])
    }

    /// Which alerts are neither right nor wrong; nothing where all are.
    private var notJudged: Markup {
        guard let all = figures.rightness.first, all.judged < all.alerts else { return "" }
        let unknown: Markup = """
            \(all.unknown.grouped) of stays of which nobody told who tells of outcome events, so that none on record \
            does not mean that none happened (a label by hand says that something happened to one patient, and nothing \
            of the others)
            """
        let early: Markup = """
            \((all.alerts - all.judged - all.unknown).grouped) less than 24 hours old, or raised in the 24 hours after \
            an event of the patient
            """
        let parts = [unknown, early].enumerated().filter {
            $0.offset == 0 ? all.unknown > 0 : all.alerts > all.judged + all.unknown
        }.map(\.element)
        return parts.count == 2 ? " Not judged: \(parts[0]); and \(parts[1])." : " Not judged: \(parts[0])."
    }

    private func values(id: String) -> ReportFigure {
        let title = "PPV by reason"
        let rows = figures.rightness.filter { $0.judged > 0 }
        guard !rows.isEmpty else {
            return ReportFigure(
                title: title, caption: "", content: .missing("Not drawn: no alert of the period can be judged."))
        }
        let bars = rows.map { row in
            bar(row.reason.map(ReportText.reason) ?? "all", row.judged, row.positivePredictiveValue)
        }
        return figure(
            id, title, "% followed by an event", bars,
            caption: """
                Share of the alerts that an outcome event of the patient followed within 24 h, by what asked first, \
                with 95 % intervals by Wilson. In grey the alerts that can be judged.\(notJudged)
                """,
            numbers: ReportFigure.numbers(
                title, ["reason", "alerts", "outcome not known", "judged", "followed by an event", "PPV"],
                figures.rightness.map {
                    [
                        $0.reason.map(ReportText.reason) ?? "all", String($0.alerts), String($0.unknown),
                        String($0.judged), String($0.right), ReportText.percent($0.positivePredictiveValue),
                    ]
                }, words: [0]))
    }

    private func sensitivity(id: String) -> ReportFigure {
        let title = "Sensitivity by outcome"
        let rows = figures.events.filter { $0.events > 0 }
        guard !rows.isEmpty else {
            return ReportFigure(
                title: title, caption: "", content: .missing("Not drawn: no outcome event is on record of the period."))
        }
        let bars = rows.prefix(20).map { bar($0.outcome ?? "all", $0.events, $0.sensitivity) }
        return figure(
            id, title, "% with an alert before", bars,
            caption: """
                Share of the outcome events before which a clinical alert of the patient was raised, at most 24 h \
                before, with 95 % intervals by Wilson. In grey the events.
                """,
            numbers: ReportFigure.numbers(
                title, ["outcome", "events", "with an alert before", "sensitivity"],
                rows.map {
                    [$0.outcome ?? "all", String($0.events), String($0.warned), ReportText.percent($0.sensitivity)]
                }, words: [0]))
    }

    private func bar(_ label: String, _ count: Int, _ share: ShareEstimate?) -> BarPlot.Bar {
        BarPlot.Bar(
            label: label, note: count.grouped, value: share.map { 100 * $0.value },
            interval: share.map { 100 * $0.low...100 * $0.high }, text: ReportText.percent(share))
    }

    private func figure(
        _ id: String, _ title: String, _ axis: String, _ bars: [BarPlot.Bar], caption: Markup, numbers: Markup
    ) -> ReportFigure {
        let (svg, height) = BarPlot(bars: bars, title: axis, style: .model(0), least: 1, most: 100).picture()
        return ReportFigure(
            title: title, caption: caption,
            content: .picture(
                svg: svg.inline(
                    width: PlotFrame.width, height: height, title: title,
                    description: bars.map { "\($0.label) \($0.text)" }.joined(separator: ", ") + ".", id: id),
                numbers: [numbers]))
    }

    private var table: Markup {
        let rows = figures.events.filter { $0.events > 0 }.map { row -> [Markup] in
            [
                "<bdi>\(row.outcome ?? "all")</bdi>", "\(row.events.grouped)",
                "\(row.warned.grouped)", "\(ReportText.percent(row.sensitivity))",
            ] + [row.leadTime10, row.leadTime50, row.leadTime90].map { "\($0?.decimal(1) ?? "–")" }
        }
        guard !rows.isEmpty else { return "" }
        return """
            <p>Lead time: from the first alert in the 24 h before to the event; 10 % and 90 % where there are ten.</p>
            \(Markup.table(
                [
                    "outcome", "events", "with an alert in the 24 h before", "sensitivity", "lead time, 10 % (h)",
                    "median (h)", "90 % (h)",
                ], rows, style: "counts"))
            """
    }
}
