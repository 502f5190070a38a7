internal import ClinicalDomain
internal import Pages
internal import SVG

/// What the last runs of retraining measured of the newest stays.
struct ModelSection {
    let figures: WardFigures
    let time: SiteTime
    let driftLimit: Double

    func markup(_ number: inout Int) -> Markup {
        guard !figures.nights.isEmpty else {
            return ReportText.section(
                "Drift and calibration",
                ["<p>No run of retraining had ended by the end of the period, so nothing was measured.</p>"])
        }
        let newest = Dictionary(figures.nights.map { ($0.outcome, $0) }) { $1 }
        let nights = newest.values.sorted { $0.outcome < $1.outcome }.prefix(8)
        let plots: [(String) -> ReportFigure] = nights.map { night in { id in stability(night, id: id) } }
        return ReportText.section(
            "Drift and calibration", [ReportText.figures(ReportFigure.markup(plots, &number)), table])
    }

    private func stability(_ night: WardRecord.Night, id: String) -> ReportFigure {
        let title = "Drift of channels, \(night.outcome)"
        let channels = night.populationStability.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        guard !channels.isEmpty else {
            return ReportFigure(
                title: title, caption: "",
                content: .missing("Not drawn: the run of \(time.text(night.ended)) did not measure it."))
        }
        let bars = channels.prefix(15).map { name, value in
            BarPlot.Bar(label: name, value: value, text: value.decimal(3))
        }
        let (svg, height) = BarPlot(
            bars: Array(bars), title: "population stability index", style: .model(2), reference: driftLimit
        ).picture()
        return ReportFigure(
            title: title,
            caption: """
                How far the values of the newest stays lie from those before, in the run of \(time.text(night.ended)). \
                Up to \(driftLimit.decimal(2)) (dashed) is little; few stays lie farther by chance alone, which \
                <code>wardwatch models decisions</code> allows for.\
                \(channels.count > 15 ? " The fifteen channels that have drifted most." : "")
                """,
            content: .picture(
                svg: svg.inline(
                    width: PlotFrame.width, height: height, title: title,
                    description: "Population stability index of \(ReportText.count(channels.count, "channel")).", id: id
                ),
                numbers: [
                    ReportFigure.numbers(
                        title, ["channel", "population stability index"],
                        channels.map { [$0.key, $0.value.decimal(4)] }, words: [0])
                ]))
    }

    private var table: Markup {
        let rows = figures.nights.suffix(30).reversed().map { night -> [Markup] in
            [
                "<span class=\"date\">\(time.text(night.ended))</span>", "<bdi>\(night.outcome)</bdi>",
                "<bdi>\(night.model ?? "none")</bdi>", "\(night.observedExpectedRatio?.decimal(2) ?? "–")",
                "\(night.populationStability.values.max()?.decimal(3) ?? "–")", "\(night.decision)",
                "<bdi>\(night.reason)</bdi>",
            ]
        }
        return """
            <p>Observed / expected is the number of outcomes in the newest stays for each that the model expected: 1 where \
            risks mean what they say.</p>
            \(Markup.table(
                [
                    "run ended", "outcome", "model in use", "observed / expected", "greatest drift", "decision",
                    "reason",
                ], rows, style: "models"))
            """
    }
}
