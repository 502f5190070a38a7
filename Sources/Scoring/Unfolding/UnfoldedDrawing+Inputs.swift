internal import Foundation
internal import SVG

extension UnfoldedDrawing {
    private static let rowHeight = 15.0
    /// Standardized values from which on the color is full.
    private static let fullColor = 3.0

    /// The inputs that are shown, in their order.
    var shownInputs: [UnfoldedSequence.Input] {
        guard sequence.inputs.count > Self.maximumInputCount else { return sequence.inputs }
        let sizes = sequence.inputs.map { $0.attribution.reduce(0) { $0 + abs($1) } }
        let largest = sizes.indices.sorted { (sizes[$0], $1) > (sizes[$1], $0) }.prefix(Self.maximumInputCount)
        return largest.sorted().map { sequence.inputs[$0] }
    }

    /// The standardized values of each step as cells.
    mutating func drawInputs() {
        let inputs = shownInputs
        let some =
            inputs.count < sequence.inputs.count
            ? "\(inputs.count) of \(sequence.inputs.count), those with the largest attribution; " : ""
        drawPartTitle("Inputs", some + "in standard deviations from the mean of the training patients")
        for input in inputs {
            drawName(input, at: y)
            for step in 0..<columns.count { drawCell(input, step: step) }
            y += Self.rowHeight
        }
    }

    private mutating func drawName(_ input: UnfoldedSequence.Input, at y: Double) {
        let unit = input.unit.isEmpty ? "" : " (\(input.unit))"
        let name = SVGDocument.fitted(input.name + unit, width: columns.left - 16, size: 10)
        svg.text(name, columns.left - 8, y + Self.rowHeight - 4.5, anchor: .end)
    }

    private mutating func drawCell(_ input: UnfoldedSequence.Input, step: Int) {
        let (x, width, height) = (columns.start(step), columns.width, Self.rowHeight - 2)
        guard let value = input.standardized[step] else {
            return svg.rectangle(
                x + 0.5, y + 0.5, width - 1, height - 1, fill: "none",
                style: "stroke=\"#aaaaaa\" stroke-dasharray=\"2 2\"")
        }
        let isMeasured = input.measured[step] != nil || input.unit.isEmpty
        let title =
            "\(input.name) \(time(step)): "
            + (input.measured[step].map { "\(SVGDocument.number($0)) \(input.unit), " } ?? "")
            + String(format: "%+.2f", value)
        let share = value / Self.fullColor
        svg.rectangle(
            x, y, width, height, fill: DivergingColor.of(share, strength: isMeasured ? 1 : 0.45), title: title)
        if !isMeasured { svg.rectangle(x, y, width, height, fill: "url(#hatch)") }
        guard isMeasured else { return }
        let text = width >= 20 ? String(format: "%+.1f", value) : abs(value) < 0.5 ? "" : value < 0 ? "−" : "+"
        svg.text(
            text.replacing("-", with: "−"), columns.middle(step), y + Self.rowHeight - 5, size: width >= 20 ? 8.5 : 9,
            anchor: .middle, fill: DivergingColor.text(on: share))
    }

    /// Each input's share in the newest log-odds as bars: up raises the risk, down lowers it.
    mutating func drawAttribution() {
        let inputs = shownInputs
        let largest = max(inputs.flatMap(\.attribution).map { abs($0) }.max() ?? 0, 1e-12)
        drawPartTitle(
            "Attribution",
            "gradient × input: share in the log-odds at T; up raises the risk, down lowers it; "
                + "half a row is \(Self.short(largest))")
        svg.text("Σ shown", columns.end + 6, y, size: 9, isBold: true)
        for input in inputs {
            drawName(input, at: y + 1)
            let middle = y + Self.rowHeight / 2 + 1
            svg.line([(columns.left, middle), (columns.end, middle)], stroke: Self.faintColor, width: 0.7)
            for (step, share) in input.attribution.enumerated() {
                let height = abs(share) / largest * Self.rowHeight / 2
                // What would be thinner than the middle line is left out.
                guard height >= 0.4 else { continue }
                svg.rectangle(
                    columns.start(step), share > 0 ? middle - height : middle, columns.width, height,
                    fill: share > 0 ? DivergingColor.positive : DivergingColor.negative,
                    title: "\(input.name) \(time(step)): \(share)")
            }
            let sum = input.attribution.reduce(0, +)
            svg.text((sum < 0 ? "−" : "+") + Self.short(abs(sum)), columns.end + 6, middle + 3.5, size: 9)
            y += Self.rowHeight + 2
        }
    }
}
