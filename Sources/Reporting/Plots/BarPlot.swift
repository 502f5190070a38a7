internal import Pages
internal import SVG

/// Bars one below the other, with a name, a note, a number and, where there is one, an interval.
struct BarPlot {
    /// One bar.
    struct Bar {
        var label: String
        /// In grey beside the label.
        var note = ""
        /// Its length; nil where it is not known.
        var value: Double?
        var interval: ClosedRange<Double>?
        /// The number behind it.
        var text: String
    }

    let bars: [Bar]
    /// What is measured.
    let title: String
    let style: PlotStyle
    /// The end of the axis at least.
    var least = 0.0
    /// The end of the axis at most.
    var most = Double.infinity
    /// Where a line stands that means something.
    var reference: Double?

    private static let (left, right, text) = (158.0, 310.0, 318.0)
    private static let pitch = 19.0

    /// The picture and its height.
    func picture() -> (svg: SVGDocument, height: Double) {
        var svg = SVGDocument()
        let longest = bars.map { max($0.value ?? 0, $0.interval?.upperBound ?? 0) }.max() ?? 1
        let frame = PlotFrame(
            x: PlotAxis(title, 0...min(most, max(longest, least, reference ?? 0)), tickCount: 4),
            y: PlotAxis("", 0...1), left: Self.left, right: Self.right, top: 4,
            bottom: 10 + Double(bars.count) * Self.pitch)
        for tick in frame.x.ticks {
            let x = frame.place(tick, 0).x
            svg.line([(x, frame.top), (x, frame.bottom)], stroke: PlotFrame.gridColor, width: 0.6)
            svg.text(
                tick.decimal(frame.x.digits), x, frame.bottom + 14, size: 10, anchor: .middle,
                fill: PlotFrame.axisColor)
        }
        for (number, bar) in bars.enumerated() {
            draw(bar, at: 7 + (Double(number) + 0.5) * Self.pitch, frame, in: &svg)
        }
        svg.line(
            [(frame.left, frame.top), (frame.left, frame.bottom), (frame.right, frame.bottom)],
            stroke: PlotFrame.axisColor, width: 0.8)
        if let reference {
            let x = frame.place(reference, 0).x
            svg.line(
                [(x, frame.top), (x, frame.bottom)], stroke: "#767676", width: 0.9, style: "stroke-dasharray=\"3 2\"")
        }
        svg.text(title, (frame.left + frame.right) / 2, frame.bottom + 31, size: 11, anchor: .middle)
        return (svg, frame.height)
    }

    private func draw(_ bar: Bar, at y: Double, _ frame: PlotFrame, in svg: inout SVGDocument) {
        let noteWidth = bar.note.isEmpty ? 0 : SVGDocument.width(of: bar.note, size: 9) + 8
        svg.text(
            SVGDocument.fitted(bar.label, width: (Self.left - 12 - noteWidth) * 1.12, size: 10), 4, y + 3.5, size: 10)
        svg.text(bar.note, Self.left - 6, y + 3.5, size: 9, anchor: .end, fill: "#666666")
        svg.text(bar.text, Self.text, y + 3.5, size: 9.5, fill: style.ink)
        guard let value = bar.value, value.isFinite else { return }
        let end = frame.place(min(value, frame.x.range.upperBound), 0).x
        svg.rectangle(
            frame.left, y - 5, max(0, end - frame.left), 10, fill: style.color,
            style: "class=\"bar\" fill-opacity=\"\(bar.interval == nil ? "0.85" : "0.45")\"")
        guard let interval = bar.interval else { return }
        let ends = [interval.lowerBound, interval.upperBound].map {
            frame.place(min($0, frame.x.range.upperBound), 0).x
        }
        svg.line([(ends[0], y), (ends[1], y)], stroke: "#222222", width: 1.1, style: "class=\"interval\"")
        for x in ends { svg.line([(x, y - 3), (x, y + 3)], stroke: "#222222", width: 1.1) }
    }
}
