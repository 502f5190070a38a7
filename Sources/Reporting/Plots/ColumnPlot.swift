internal import Pages
internal import SVG

/// Upright columns side by side, each of parts that stand on one another.
struct ColumnPlot {
    /// One column.
    struct Column {
        /// What stands below it.
        var label: String
        /// The parts from below, one for each name.
        var parts: [Double]
        /// Up to where a thin line goes on; nil for none.
        var whisker: Double?
    }

    /// The parts with their looks; a single one is not named.
    let names: [(name: String, style: PlotStyle)]
    let columns: [Column]
    let xTitle: String
    let yTitle: String

    /// Whether there is nothing to see.
    var isEmpty: Bool { columns.allSatisfy { $0.parts.allSatisfy { $0 == 0 } } }

    /// The picture and its height.
    func picture() -> (svg: SVGDocument, height: Double) {
        var svg = SVGDocument()
        let most = columns.map { max($0.parts.reduce(0, +), $0.whisker ?? 0) }.max() ?? 1
        let frame = PlotFrame(
            x: PlotAxis(xTitle, 0...Double(max(1, columns.count)), isRounded: false),
            y: PlotAxis(yTitle, 0...max(most, most <= 4 ? 4 : 1)), top: drawKey(in: &svg), bottom: 230)
        for tick in frame.y.ticks {
            let y = frame.place(0, tick).y
            svg.line([(frame.left, y), (frame.right, y)], stroke: PlotFrame.gridColor, width: 0.6)
            svg.text(
                tick.decimal(frame.y.digits), frame.left - 6, y + 3.5, size: 10, anchor: .end,
                fill: PlotFrame.axisColor)
        }
        let pitch = (frame.right - frame.left) / Double(max(1, columns.count))
        for (number, column) in columns.enumerated() { draw(column, number, pitch, frame, in: &svg) }
        svg.line(
            [(frame.left, frame.top), (frame.left, frame.bottom), (frame.right, frame.bottom)],
            stroke: PlotFrame.axisColor, width: 0.8)
        svg.text(yTitle, 10, (frame.top + frame.bottom) / 2, size: 11, anchor: .middle, angle: -90)
        svg.text(xTitle, (frame.left + frame.right) / 2, frame.bottom + 31, size: 11, anchor: .middle)
        return (svg, frame.height)
    }

    private func draw(
        _ column: Column, _ number: Int, _ pitch: Double, _ frame: PlotFrame, in svg: inout SVGDocument
    ) {
        let (left, width) = (frame.left + Double(number) * pitch, max(0.6, min(pitch * 0.74, 34)))
        let middle = left + pitch / 2
        var sum = 0.0
        for (part, look) in zip(column.parts, names) where part > 0 {
            let (upper, lower) = (frame.place(0, sum + part).y, frame.place(0, sum).y)
            svg.rectangle(
                middle - width / 2, upper, width, lower - upper, fill: look.style.color, style: "class=\"column\"",
                title: "\(column.label), \(look.name): \(part.decimal(part == part.rounded() ? 0 : 1))")
            sum += part
        }
        if let whisker = column.whisker, whisker > sum {
            let (upper, lower) = (frame.place(0, whisker).y, frame.place(0, sum).y)
            svg.line([(middle, lower), (middle, upper)], stroke: "#222222", width: 0.9)
            svg.line([(middle - 2.5, upper), (middle + 2.5, upper)], stroke: "#222222", width: 0.9)
        }
        // Labels keep their distance: about 34 for a date, half of it for an hour.
        let widest = columns.map { SVGDocument.width(of: $0.label, size: 10) }.max() ?? 0
        let every = max(1, Int(((widest + 6) / pitch).rounded(.up)))
        guard number.isMultiple(of: every) else { return }
        svg.line([(middle, frame.bottom), (middle, frame.bottom + 3)], stroke: PlotFrame.axisColor, width: 0.8)
        svg.text(column.label, middle, frame.bottom + 14, size: 10, anchor: .middle, fill: PlotFrame.axisColor)
    }

    /// Draws the names of the parts; the place below them.
    private func drawKey(in svg: inout SVGDocument) -> Double {
        guard names.count > 1 else { return 8 }
        var x = 48.0
        for (name, style) in names {
            svg.rectangle(x, 4, 9, 9, fill: style.color)
            svg.text(name, x + 13, 12, size: 10, isBold: true, fill: style.ink)
            x += 24 + SVGDocument.width(of: name, size: 10)
        }
        return 22
    }
}
