internal import Pages
internal import SVG

/// True against false positive rate.
struct ROCPlot {
    let section: ReportSection

    /// The axes of the plot.
    static let frame = PlotFrame(
        x: PlotAxis("false positive rate", 0...1, step: 0.2), y: PlotAxis("true positive rate", 0...1, step: 0.2))

    func figure(id: String) -> ReportFigure {
        let title = "Receiver operating characteristic"
        let entries = section.curveEntries.filter { !($0.figures.curves?.roc ?? []).isEmpty }
        if let reason = section.tooFew ?? (entries.isEmpty ? "Not drawn: all steps have the same label." : nil) {
            return ReportFigure(title: title, caption: "", content: .missing(reason))
        }
        let frame = Self.frame
        var svg = SVGDocument()
        frame.addClip("\(id)-clip", to: &svg)
        frame.drawAxes(in: &svg)
        svg.line(
            [frame.place(0, 0), frame.place(1, 1)], stroke: "#9a9a9a", width: 0.8, style: "stroke-dasharray=\"2 3\"")
        for entry in entries.reversed() {
            frame.draw(entry.figures.curves?.roc ?? [], in: &svg, clip: "\(id)-clip", style: entry.style)
        }
        let labels = entries.map { entry in
            CurveLabels.Curve(
                name: entry.scorer.name, detail: entry.text(.auroc),
                short: entry.estimate(.auroc)?.value.decimal(3) ?? "", style: entry.style,
                places: (entry.figures.curves?.roc ?? []).map { frame.place($0.x, $0.y) })
        }
        CurveLabels(labels, frame: frame).draw(in: &svg, corners: [.lowerRight])
        let areas = section.list(entries) { "\($0.scorer.name) \($0.estimate(.auroc)?.text(3) ?? "–")" }
        return ReportFigure(
            title: title,
            caption: """
                Steps before the outcome told from other steps, over all thresholds; a toss of a coin gives the \
                dotted line. Area with its 95 % interval: \(areas). \(section.counts). \(section.smallness ?? "")
                """,
            content: .picture(
                svg: svg.inline(
                    width: PlotFrame.width, height: frame.height, title: "\(title), \(section.question)",
                    description: "Areas under the curves: \(areas).", id: id),
                numbers: entries.map { entry in
                    ReportFigure.numbers(
                        entry.scorer.name, ["false positive rate", "true positive rate"],
                        (entry.figures.curves?.roc ?? []).map { [$0.x.decimal(5), $0.y.decimal(5)] })
                }))
    }
}

extension ReportSection.Entry {
    /// A measure with its interval, where it has one.
    func estimate(_ measure: EvaluationMeasure) -> Estimate? {
        figures.values[measure].map { Estimate(value: $0, interval: figures.intervals[measure]) }
    }

    /// A measure with its name, for a label: `AUROC 0.751`.
    func text(_ measure: EvaluationMeasure) -> String {
        estimate(measure).map { "\(measure.words.name) \($0.value.decimal(measure.words.digits))" } ?? ""
    }
}
