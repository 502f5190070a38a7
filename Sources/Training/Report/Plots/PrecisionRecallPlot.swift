internal import Pages
internal import SVG

/// Precision against recall, with the share of positive steps as what chance gives.
struct PrecisionRecallPlot {
    let section: ReportSection

    private var entries: [ReportSection.Entry] {
        section.curveEntries.filter { !($0.figures.curves?.precisionRecall ?? []).isEmpty }
    }

    /// The axes: for a rare outcome precision does not reach 1, but for the first few calls.
    static func frame(_ curves: [[EvaluationCurves.Point]]) -> PlotFrame {
        let heights = curves.flatMap { $0.filter { $0.x >= 0.1 }.map(\.y) }
        let most = min(1, 1.25 * (heights.max() ?? 1))
        return PlotFrame(
            x: PlotAxis("recall", 0...1, step: 0.2),
            y: PlotAxis("precision", 0...(most > 0.6 ? 1 : most)))
    }

    func figure(id: String) -> ReportFigure {
        let title = "Precision and recall"
        let entries = entries
        if let reason = section.tooFew ?? (entries.isEmpty ? "Not drawn: no step has the outcome ahead." : nil) {
            return ReportFigure(title: title, caption: "", content: .missing(reason))
        }
        let curves = entries.map { $0.figures.curves?.precisionRecall ?? [] }
        let frame = Self.frame(curves)
        var svg = SVGDocument()
        frame.addClip("\(id)-clip", to: &svg)
        frame.drawAxes(in: &svg)
        // The last point calls every step.
        let chance = curves.compactMap { $0.last?.y }.min() ?? 0
        svg.line(
            [frame.place(0, chance), frame.place(1, chance)], stroke: "#9a9a9a", width: 0.8,
            style: "stroke-dasharray=\"2 3\"")
        for (entry, curve) in zip(entries, curves).reversed() {
            frame.draw(curve, in: &svg, clip: "\(id)-clip", style: entry.style)
        }
        let labels = zip(entries, curves).map { entry, curve in
            CurveLabels.Curve(
                name: entry.scorer.name, detail: entry.text(.auprc),
                short: entry.estimate(.auprc)?.value.decimal(3) ?? "", style: entry.style,
                places: curve.map { frame.place($0.x, $0.y) })
        }
        CurveLabels(labels, frame: frame).draw(in: &svg, corners: [.upperRight, .lowerLeft])
        let areas = section.list(entries) { "\($0.scorer.name) \($0.estimate(.auprc)?.text(3) ?? "–")" }
        let cut =
            frame.y.range.upperBound < 1
            ? " The axis ends at \(frame.y.range.upperBound.decimal(frame.y.digits)); curves begin at 1 with no call."
            : ""
        return ReportFigure(
            title: title,
            caption: """
                Share of called steps that were right, against the share of positive steps that were called. Calls by \
                chance are right as often as steps are positive (dotted line, \(chance.decimal(4))).\(cut) Average \
                precision with its 95 % interval: \(areas). \(section.counts). \(section.smallness ?? "")
                """,
            content: .picture(
                svg: svg.inline(
                    width: PlotFrame.width, height: frame.height, title: "\(title), \(section.question)",
                    description: "Average precision: \(areas); by chance \(chance.decimal(4)).", id: id),
                numbers: zip(entries, curves).map { entry, curve in
                    ReportFigure.numbers(
                        entry.scorer.name, ["recall", "precision"],
                        curve.map { [$0.x.decimal(5), $0.y.decimal(5)] })
                }))
    }
}
