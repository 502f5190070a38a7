internal import Pages
internal import SVG

/// Observed share against predicted risk: deciles, a smooth curve, and below them how often each risk is given.
struct ReliabilityPlot {
    let section: ReportSection

    private var entries: [ReportSection.Entry] {
        section.entries.filter { !($0.figures.curves?.reliability ?? []).isEmpty }
    }

    /// The axes: both to the same risk, beyond all deciles.
    static func frame(_ curves: [EvaluationCurves]) -> PlotFrame {
        let risks = curves.flatMap { $0.reliability.flatMap { [$0.predicted, $0.observed] } }
        let most = risks.filter(\.isFinite).max() ?? 1
        let end = min(1, 1.1 * most)
        return PlotFrame(
            x: PlotAxis("predicted risk", 0...end), y: PlotAxis("observed share", 0...end), bottom: 208)
    }

    func figure(id: String) -> ReportFigure {
        let title = "Reliability"
        let entries = entries
        if let reason = section.tooFew
            ?? (entries.isEmpty ? "Not drawn: no scorer gives probabilities." : nil)
        {
            return ReportFigure(title: title, caption: "", content: .missing(reason))
        }
        let curves = entries.compactMap(\.figures.curves)
        let frame = Self.frame(curves)
        var svg = SVGDocument()
        frame.addClip("\(id)-clip", to: &svg)
        frame.drawAxes(in: &svg, showsX: false)
        let end = frame.x.range.upperBound
        svg.line(
            [frame.place(0, 0), frame.place(end, end)], stroke: "#9a9a9a", width: 0.8,
            style: "stroke-dasharray=\"2 3\"")
        for (entry, curve) in zip(entries, curves).reversed() {
            let points = curve.calibration.map { EvaluationCurves.Point(x: $0.predicted, y: $0.observed) }
            frame.draw(points, in: &svg, clip: "\(id)-clip", style: entry.style, width: 1.4, kind: "calibration")
            for group in curve.reliability {
                frame.disc(
                    at: frame.place(group.predicted, group.observed), radius: 2.8, style: entry.style, isHollow: true,
                    in: &svg)
            }
        }
        drawHistograms(zip(entries, curves).map { ($0, $1) }, below: frame, id: id, in: &svg)
        let labels = zip(entries, curves).map { entry, curve in
            CurveLabels.Curve(
                name: entry.scorer.name,
                detail: "slope \(entry.estimate(.calibrationSlope)?.value.decimal(2) ?? "–"), ICI "
                    + (entry.estimate(.integratedCalibrationIndex)?.value.decimal(4) ?? "–"),
                style: entry.style,
                places: curve.calibration.filter { $0.predicted <= end }
                    .map { frame.place($0.predicted, min(end, $0.observed)) })
        }
        CurveLabels(labels, frame: frame).draw(in: &svg, corners: [.upperLeft, .lowerRight])
        return ReportFigure(
            title: title, caption: caption(entries, curves, end: end),
            content: .picture(
                svg: svg.inline(
                    width: PlotFrame.width, height: Self.histogramBottom + 38, title: "\(title), \(section.question)",
                    description: "Observed share against predicted risk. \(figures(entries)).", id: id),
                numbers: zip(entries, curves).map(numbers)))
    }

    private static let histogramBottom = 268.0

    private func drawHistograms(
        _ curves: [(entry: ReportSection.Entry, curve: EvaluationCurves)], below frame: PlotFrame, id: String,
        in svg: inout SVGDocument
    ) {
        let shares = curves.map { Self.histogram($0.curve.histogram, end: frame.x.range.upperBound) }
        let most = shares.flatMap(\.shares).max() ?? 1
        let below = PlotFrame(
            x: frame.x, y: PlotAxis("steps", 0...max(most, 1e-9), tickCount: 2), top: frame.bottom + 10,
            bottom: Self.histogramBottom)
        below.addClip("\(id)-steps", to: &svg)
        below.drawAxes(in: &svg)
        for (number, ((entry, _), (shares, width))) in zip(curves, shares).enumerated().reversed() {
            var outline = [EvaluationCurves.Point(x: 0, y: 0)]
            for (part, share) in shares.enumerated() {
                outline.append(.init(x: Double(part) * width, y: share))
                outline.append(.init(x: Double(part + 1) * width, y: share))
            }
            outline.append(.init(x: Double(shares.count) * width, y: 0))
            if number == 0 {
                let corners = outline.map { below.place($0.x, $0.y) }
                    .map { "\(SVGDocument.number($0.x)),\(SVGDocument.number($0.y))" }.joined(separator: " ")
                svg.add(
                    "<polygon points=\"\(corners)\" fill=\"\(entry.style.color)\" fill-opacity=\"0.18\" "
                        + "clip-path=\"url(#\(id)-steps)\"/>")
            }
            below.draw(outline, in: &svg, clip: "\(id)-steps", style: entry.style, width: 1, kind: "histogram")
        }
    }

    /// Shares of all steps in equal parts from 0 on, about forty of them up to `end`.
    static func histogram(_ counts: [Int], end: Double) -> (shares: [Double], width: Double) {
        let total = Double(max(1, counts.reduce(0, +)))
        let shown = max(1, Int((end * Double(counts.count)).rounded(.up)))
        let merged = max(1, shown / 40)
        let parts = stride(from: 0, to: min(shown, counts.count), by: merged).map { first in
            Double(counts[first..<min(first + merged, counts.count)].reduce(0, +)) / total
        }
        return (parts, Double(merged) / Double(max(1, counts.count)))
    }

    private func figures(_ entries: [ReportSection.Entry]) -> String {
        section.list(entries) { entry in
            "\(entry.scorer.name) slope \(entry.estimate(.calibrationSlope)?.text(2) ?? "–"), integrated calibration "
                + "index \(entry.estimate(.integratedCalibrationIndex)?.text(4) ?? "–")"
        }
    }

    private func caption(_ entries: [ReportSection.Entry], _ curves: [EvaluationCurves], end: Double) -> Markup {
        let beyond =
            curves.map { curve -> Double in
                let first = Int((end * Double(curve.histogram.count)).rounded(.up))
                let total = max(1, curve.histogram.reduce(0, +))
                return Double(curve.histogram.dropFirst(first).reduce(0, +)) / Double(total)
            }.max() ?? 0
        let unseen =
            beyond > 0 ? " Up to \((100 * beyond).decimal(1)) % of the steps have a higher risk than is shown." : ""
        let others = section.entries.contains { !$0.isModel } ? " NEWS2 gives no probabilities." : ""
        return """
            Observed share of positive steps in tenths of the predictions (circles) and smoothed (lines); on the \
            dotted line risks mean what they say. Below: share of the steps that are given each \
            risk.\(unseen)\(others) With 95 % intervals: \(figures(entries)). \(section.counts).
            """
    }

    private func numbers(_ entry: ReportSection.Entry, _ curve: EvaluationCurves) -> Markup {
        let deciles = ReportFigure.numbers(
            "\(entry.scorer.name), tenths", ["predicted risk", "observed share", "steps"],
            curve.reliability.map { [$0.predicted.decimal(5), $0.observed.decimal(5), String($0.count)] })
        let smooth = ReportFigure.numbers(
            "\(entry.scorer.name), smoothed", ["predicted risk", "observed share"],
            curve.calibration.map { [$0.predicted.decimal(5), $0.observed.decimal(5)] })
        let parts = curve.histogram.enumerated().filter { $0.element > 0 }.map { part, count in
            [(Double(part) / Double(curve.histogram.count)).decimal(3), String(count)]
        }
        let histogram = ReportFigure.numbers(
            "\(entry.scorer.name), steps by risk", ["from risk", "steps"], parts)
        return "\([deciles, smooth, histogram])"
    }
}
