internal import Pages
internal import SVG

/// Estimates with their intervals one below the other, in groups of rows.
struct ForestPlot {
    /// One row.
    struct Row {
        var label: String
        /// Beside the label, such as a number of stays.
        var note: String
        /// An estimate for each scorer; nil where there is none.
        var estimates: [Estimate?]
    }

    /// Rows under a heading; an empty one is not shown.
    struct Group {
        var heading: String
        var rows: [Row]
    }

    let groups: [Group]
    /// Names of the scorers with their looks; a single one is not named.
    let scorers: [(name: String, style: PlotStyle)]
    /// What is measured.
    let title: String
    /// Digits of the numbers.
    let digits: Int
    /// Where a line stands that means something, with a name for it.
    var reference: (value: Double, name: String)?
    /// What stands in a row without estimates.
    var absence = "too few"

    private static let columns = (note: 142.0, left: 150.0, right: 296.0, text: 302.0)

    private var all: [Estimate] { groups.flatMap { $0.rows.flatMap { $0.estimates.compactMap { $0 } } } }

    /// Whether there is nothing to see.
    var isEmpty: Bool { all.isEmpty }

    /// The axis: all estimates and the middle of their intervals; those few that reach further are cut with an arrow.
    var axis: PlotAxis {
        let values = all.map(\.value)
        // A tiny subgroup's interval must not press all others together.
        let lows = all.compactMap(\.interval?.low).sorted()
        let highs = all.compactMap(\.interval?.high).sorted()
        let low = lows.isEmpty ? values.min() : min(values.min() ?? 0, lows.quantile(0.1))
        let high = highs.isEmpty ? values.max() : max(values.max() ?? 1, highs.quantile(0.9))
        let middle = reference?.value ?? values.first ?? 0
        return PlotAxis(title, min(low ?? 0, middle)...max(high ?? 1, middle), tickCount: 4)
    }

    /// Distance of the marks of one row.
    private var markPitch: Double { scorers.count > 4 ? 5.4 : 6.5 }

    private func height(of row: Row) -> Double {
        row.estimates.contains { $0 != nil } ? max(17, 8 + markPitch * Double(scorers.count)) : 17
    }

    /// The picture and its height.
    func picture() -> (svg: SVGDocument, height: Double) {
        var svg = SVGDocument()
        let key = drawKey(in: &svg)
        let rows = groups.flatMap(\.rows).reduce(0) { $0 + height(of: $1) }
        let headings = groups.count { !$0.heading.isEmpty }
        let bottom = key + 6 + rows + Double(headings) * 19
        let frame = PlotFrame(
            x: axis, y: PlotAxis("", 0...1), left: Self.columns.left, right: Self.columns.right, top: key,
            bottom: bottom)
        drawAxis(frame, in: &svg)
        var y = key + 6
        for group in groups {
            if !group.heading.isEmpty {
                y += 19
                svg.text(group.heading, 4, y - 5, size: 10, isBold: true)
            }
            for row in group.rows {
                draw(row, at: y + height(of: row) / 2, frame: frame, in: &svg)
                y += height(of: row)
            }
        }
        return (svg, frame.height)
    }

    /// Draws the names of the scorers with their marks; the place below them.
    private func drawKey(in svg: inout SVGDocument) -> Double {
        guard scorers.count > 1 else { return 6 }
        var (x, y) = (4.0, 12.0)
        for (name, style) in scorers {
            let name = SVGDocument.fitted(name, width: 190, size: 10)
            let width = 24 + SVGDocument.width(of: name, size: 10)
            if x > 4, x + width > PlotFrame.width { (x, y) = (4, y + 15) }
            svg.line([(x, y - 3.5), (x + 12, y - 3.5)], stroke: style.color, width: 1.3)
            square(x + 6, y - 3.5, style, in: &svg)
            svg.text(name, x + 16, y, size: 10, isBold: true, fill: style.ink)
            x += width
        }
        return y + 10
    }

    private func drawAxis(_ frame: PlotFrame, in svg: inout SVGDocument) {
        for tick in frame.x.ticks {
            let x = frame.place(tick, 0).x
            svg.line([(x, frame.top), (x, frame.bottom)], stroke: PlotFrame.gridColor, width: 0.6)
            svg.line([(x, frame.bottom), (x, frame.bottom + 3)], stroke: PlotFrame.axisColor, width: 0.8)
            svg.text(
                tick.decimal(frame.x.digits), x, frame.bottom + 14, size: 10, anchor: .middle,
                fill: PlotFrame.axisColor)
        }
        svg.line(
            [(frame.left, frame.bottom), (frame.right, frame.bottom)], stroke: PlotFrame.axisColor, width: 0.8)
        svg.text(title, (frame.left + frame.right) / 2, frame.bottom + 31, size: 11, anchor: .middle)
        if let reference, frame.x.range.contains(reference.value) {
            let x = frame.place(reference.value, 0).x
            svg.line(
                [(x, frame.top), (x, frame.bottom)], stroke: "#767676", width: 0.9, style: "stroke-dasharray=\"3 2\"")
        }
    }

    private func draw(_ row: Row, at y: Double, frame: PlotFrame, in svg: inout SVGDocument) {
        let noteWidth = SVGDocument.width(of: row.note, size: 9)
        svg.text(
            SVGDocument.fitted(row.label, width: (Self.columns.note - noteWidth - 8) * 1.12, size: 10), 10, y + 3.5,
            size: 10)
        svg.text(row.note, Self.columns.note, y + 3.5, size: 9, anchor: .end, fill: "#666666")
        guard row.estimates.contains(where: { $0 != nil }) else {
            return svg.text(absence, Self.columns.text, y + 3.5, size: 9, fill: "#666666")
        }
        for (number, (estimate, scorer)) in zip(row.estimates, scorers).enumerated() {
            guard let estimate else { continue }
            let height = y + (Double(number) - Double(scorers.count - 1) / 2) * markPitch
            let ends = [estimate.interval?.low, estimate.value, estimate.interval?.high].map { value in
                value.map { frame.place(min(max($0, axis.range.lowerBound), axis.range.upperBound), 0).x }
            }
            mark(
                estimate, from: ends[0], middle: ends[1] ?? frame.left, to: ends[2], at: height, scorer.style, in: &svg)
        }
        if let first = row.estimates.first, let estimate = first {
            svg.text(
                text(estimate), Self.columns.text, y + 3.5, size: textSize,
                fill: scorers.first?.style.ink ?? PlotFrame.ink)
        }
    }

    /// An estimate with its interval; a dash between the ends cannot be read beside signs.
    private func text(_ estimate: Estimate) -> String {
        guard let interval = estimate.interval, !hasSigns else { return estimate.text(digits) }
        return "\(estimate.value.decimal(digits)) (\(interval.low.decimal(digits))–\(interval.high.decimal(digits)))"
    }

    private var hasSigns: Bool { all.contains { $0.value < 0 || ($0.interval?.low ?? 0) < 0 } }

    /// All numbers are as small as the longest needs to be.
    private var textSize: Double {
        let longest = groups.flatMap { $0.rows.compactMap { $0.estimates.first.flatMap { $0 } } }.map { text($0).count }
        return min(9.5, (PlotFrame.width - Self.columns.text) / (Double(longest.max() ?? 1) * 0.5))
    }

    private func mark(
        _ estimate: Estimate, from low: Double?, middle: Double, to high: Double?, at y: Double, _ style: PlotStyle,
        in svg: inout SVGDocument
    ) {
        if let low, let high {
            svg.line([(low, y), (high, y)], stroke: style.color, width: 1.3, style: "class=\"interval\"")
            drawArrows(estimate, from: low, to: high, at: y, style, in: &svg)
        }
        square(middle, y, style, in: &svg)
    }

    private func square(_ x: Double, _ y: Double, _ style: PlotStyle, in svg: inout SVGDocument) {
        svg.rectangle(
            x - 2.6, y - 2.6, 5.2, 5.2, fill: style.isHollow ? "#ffffff" : style.color,
            style: style.isHollow
                ? "stroke=\"\(style.color)\" stroke-width=\"1.2\"" : "stroke=\"#ffffff\" stroke-width=\"0.5\"")
    }

    /// Heads at the ends of an interval that goes on outside of the axis.
    private func drawArrows(
        _ estimate: Estimate, from low: Double, to high: Double, at y: Double, _ style: PlotStyle,
        in svg: inout SVGDocument
    ) {
        guard let interval = estimate.interval else { return }
        if interval.low < axis.range.lowerBound - 1e-9 {
            svg.arrow(from: (low + 5, y), to: (low - 1, y), color: style.color, head: 5)
        }
        if interval.high > axis.range.upperBound + 1e-9 {
            svg.arrow(from: (high - 5, y), to: (high + 1, y), color: style.color, head: 5)
        }
    }
}
