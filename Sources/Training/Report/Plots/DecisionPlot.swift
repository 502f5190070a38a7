internal import Pages
internal import SVG

/// Net benefit of acting on a risk, against acting always and never.
struct DecisionPlot {
    let section: ReportSection

    private var entries: [ReportSection.Entry] {
        section.entries.filter { !($0.figures.curves?.decision ?? []).isEmpty }
    }

    /// The axes: to where acting on no scorer is worth anything, and a little below zero.
    static func frame(_ curves: [[EvaluationCurves.Decision]]) -> PlotFrame {
        let most = max(curves.flatMap { $0.flatMap { [$0.netBenefit, $0.netBenefitOfAll] } }.max() ?? 0, 1e-6)
        let useful = curves.flatMap { $0.filter { $0.netBenefit > 0.03 * most }.map(\.threshold) }.max() ?? 0
        return PlotFrame(
            x: PlotAxis("threshold of risk", 0...min(0.5, max(0.02, 1.25 * useful))),
            y: PlotAxis("net benefit per step", (-0.25 * most)...(1.05 * most)), left: 54)
    }

    func figure(id: String) -> ReportFigure {
        let title = "Decision curve"
        let entries = entries
        if let reason = section.tooFew
            ?? (entries.isEmpty ? "Not drawn: no scorer gives probabilities." : nil)
        {
            return ReportFigure(title: title, caption: "", content: .missing(reason))
        }
        let curves = entries.map { $0.figures.curves?.decision ?? [] }
        let frame = Self.frame(curves)
        var svg = SVGDocument()
        frame.addClip("\(id)-clip", to: &svg)
        frame.drawAxes(in: &svg)
        let all = PlotStyle(color: "#767676", ink: "#5a5a5a", dashes: "5 3")
        let none = PlotStyle(color: "#222222", ink: "#222222", dashes: "")
        let always = (curves.first ?? []).map { EvaluationCurves.Point(x: $0.threshold, y: $0.netBenefitOfAll) }
        let never = [EvaluationCurves.Point(x: 0, y: 0), .init(x: frame.x.range.upperBound, y: 0)]
        frame.draw(never, in: &svg, clip: "\(id)-clip", style: none, width: 0.9, kind: "none")
        frame.draw(always, in: &svg, clip: "\(id)-clip", style: all, width: 1.2, kind: "all")
        let points = curves.map { $0.map { EvaluationCurves.Point(x: $0.threshold, y: $0.netBenefit) } }
        for (entry, points) in zip(entries, points).reversed() {
            frame.draw(points, in: &svg, clip: "\(id)-clip", style: entry.style)
        }
        func label(_ name: String, _ style: PlotStyle, _ points: [EvaluationCurves.Point]) -> CurveLabels.Curve {
            let shown = points.filter { $0.x <= frame.x.range.upperBound && $0.y >= frame.y.range.lowerBound }
            return CurveLabels.Curve(
                name: name, detail: "", style: style, places: shown.map { frame.place($0.x, $0.y) })
        }
        let labels =
            zip(entries, points).map { label($0.scorer.name, $0.style, $1) }
            + [label("acting always", all, always), label("acting never", none, never)]
        CurveLabels(labels, frame: frame).draw(in: &svg, corners: [.upperRight])
        return ReportFigure(
            title: title,
            caption: """
                Right calls less false ones, a false one weighed by the odds of the threshold from which one acts, \
                for each step; beside acting always and never (Vickers and Elkin 2006). A scorer is of use where it \
                lies above both. \(section.entries.contains { !$0.isModel } ? "NEWS2 gives no probabilities." : "") \
                \(section.counts). \(section.smallness ?? "")
                """,
            content: .picture(
                svg: svg.inline(
                    width: PlotFrame.width, height: frame.height, title: "\(title), \(section.question)",
                    description: "Net benefit at thresholds up to \(frame.x.range.upperBound.decimal(2)) of "
                        + entries.map(\.scorer.name).joined(separator: ", ") + ", of acting always and never.", id: id),
                numbers: zip(entries, curves).map { entry, curve in
                    ReportFigure.numbers(
                        entry.scorer.name, ["threshold", "net benefit", "acting always"],
                        curve.map {
                            [$0.threshold.decimal(3), $0.netBenefit.decimal(6), $0.netBenefitOfAll.decimal(6)]
                        }
                    )
                }))
    }
}
