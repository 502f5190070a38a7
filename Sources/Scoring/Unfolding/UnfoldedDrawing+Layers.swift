internal import Foundation
internal import SVG

extension UnfoldedDrawing {
    private static let connectionHeight = 20.0

    /// The arrows into what stands above a layer, or with nil into the lowest layer from the inputs.
    mutating func drawConnections(above index: Int?) {
        let (top, bottom) = (y + 2, y + Self.connectionHeight)
        let isBelowOutput = index == sequence.layers.count - 1
        for step in 0..<columns.count {
            let x = columns.middle(step)
            svg.arrow(from: (x, bottom), to: (x, top), color: Self.axisColor)
            guard isBelowOutput, feedsOutputBack, step + 1 < columns.count else { continue }
            svg.arrow(
                from: (x + 3, top + 1), to: (columns.middle(step + 1) - 3, bottom), color: DivergingColor.positive,
                style: "stroke-dasharray=\"2 1.5\"")
        }
        if isBelowOutput, feedsOutputBack {
            svg.text("y → context of the next step", columns.left - 8, top + 12, size: 9, anchor: .end)
        }
        y = bottom
    }

    private var feedsOutputBack: Bool { sequence.network.contains("jordan") }

    /// What goes from a step of a layer to the next one; nil for nothing.
    private func carried(_ layer: UnfoldedSequence.Layer) -> String? {
        switch sequence.network {
        case "lstm": "h and c"
        case "jordan", "feed-forward": nil
        default: "h"
        }
    }

    /// The activations of a layer and, beneath, the gradient by them.
    mutating func drawLayer(_ index: Int) {
        let layer = sequence.layers[index]
        let units = shownUnits(layer)
        let count = layer.activations.first?.count ?? 0
        let all = units.count < count ? "\(units.count) of \(count) units, those that moved most" : "\(count) units"
        drawPartTitle(
            "Layer \(layer.layer + 1)",
            "activations h of \(all), the largest at the newest step on top"
                + (carried(layer).map { "; arrows carry \($0)" } ?? ""))
        let rowHeight = max(1.5, min(8, 128 / Double(max(1, units.count))))
        let height = rowHeight * Double(units.count)
        // Relu is not bounded by 1.
        let limit = max(1, layer.activations.joined().map { abs($0) }.max() ?? 1)
        for (step, activations) in layer.activations.enumerated() {
            for (row, unit) in units.enumerated() {
                svg.rectangle(
                    columns.start(step), y + Double(row) * rowHeight, columns.width, rowHeight,
                    fill: DivergingColor.of(activations[unit] / limit))
            }
            let middle = columns.middle(step)
            svg.line([(middle, y), (middle, y + height)], stroke: "#999999", width: 0.5)
            svg.line(
                units.enumerated().map { row, unit in
                    (
                        x: middle + activations[unit] / limit * (columns.width / 2 - 1),
                        y: y + (Double(row) + 0.5) * rowHeight
                    )
                }, stroke: "#111111", width: 1.1, style: "stroke-linejoin=\"round\"")
        }
        drawRecurrence(layer, at: y + height / 2)
        svg.text(
            "−\(Self.short(limit)) … \(Self.short(limit)) across a column", columns.left - 8, y + 9, size: 9,
            anchor: .end)
        y += height
        drawErrorFlow(layer)
        if carried(layer) != nil { drawBackwardArrows(at: y) }
        if index == sequence.layers.count - 1 {
            svg.text("L enters here", columns.end + 5, y + 3, size: 9, fill: Self.errorColor)
        }
        y += 5
    }

    /// The units in the order they are drawn in, by falling activation at the newest step.
    private func shownUnits(_ layer: UnfoldedSequence.Layer) -> [Int] {
        guard let last = layer.activations.last else { return [] }
        var units = Array(last.indices)
        if units.count > Self.maximumUnitCount {
            let ranges = units.map { unit in
                let values = layer.activations.map { $0[unit] }
                return (values.max() ?? 0) - (values.min() ?? 0)
            }
            units = Array(units.sorted { (ranges[$0], $1) > (ranges[$1], $0) }.prefix(Self.maximumUnitCount))
        }
        return units.sorted { (last[$0], $1) > (last[$1], $0) }
    }

    private mutating func drawRecurrence(_ layer: UnfoldedSequence.Layer, at height: Double) {
        guard carried(layer) != nil else { return }
        for step in 0..<columns.count {
            let (left, right) = (columns.start(step) - columns.gap, columns.start(step))
            guard step > 0 || sequence.earlierSteps > 0 else { continue }
            svg.arrow(from: (left, height), to: (right, height), color: "#111111", head: min(5, columns.gap))
        }
        if sequence.earlierSteps > 0 {
            let name = "\(sequence.earlierSteps) earlier \(sequence.earlierSteps == 1 ? "step" : "steps")"
            svg.text(name, columns.left - 8, height + 3, size: 9, anchor: .end)
        }
    }

    /// ‖∂L/∂h‖ of each step as a bar on a logarithmic scale, with its number.
    private mutating func drawErrorFlow(_ layer: UnfoldedSequence.Layer) {
        let positive = layer.errorNorms.filter { $0 > 0 && $0.isFinite }
        let highest = ceil(log10(positive.max() ?? 1) + 1e-9)
        let lowest = max(min(floor(log10(positive.min() ?? 0.1)), highest - 1), highest - 12)
        let height = 48.0
        let labels = layer.errorNorms.map(Self.short)
        let isRotated = labels.contains { SVGDocument.width(of: $0, size: 8) > columns.pitch }
        let bottom = y + (isRotated ? 44 : 26) + height
        func place(_ exponent: Double) -> Double {
            bottom - max(0, (exponent - lowest) / (highest - lowest)) * height
        }
        svg.text(
            "error flow ‖∂L/∂h‖, log scale", columns.left - 8, y + 14, anchor: .end, isBold: true,
            fill: Self.errorColor)
        let every = max(1, Int(((highest - lowest) / 4).rounded(.up)))
        for exponent in stride(from: Int(lowest), through: Int(highest), by: every) {
            let height = place(Double(exponent))
            svg.line([(columns.left, height), (columns.end, height)], stroke: Self.faintColor, width: 0.7)
            svg.text("1e\(exponent)", columns.left - 7, height + 3, size: 9, anchor: .end, fill: Self.axisColor)
        }
        for (step, norm) in layer.errorNorms.enumerated() {
            let barTop = norm > 0 ? place(log10(norm)) : bottom
            svg.rectangle(
                columns.start(step), barTop, columns.width, bottom - barTop, fill: Self.errorColor,
                style: "fill-opacity=\"0.75\"", title: "\(time(step)): \(norm)")
            if isRotated {
                svg.text(labels[step], columns.middle(step) + 3, barTop - 3, size: 8, angle: -90)
            } else {
                svg.text(labels[step], columns.middle(step), barTop - 3, size: 8, anchor: .middle)
            }
        }
        svg.line([(columns.left, bottom), (columns.end, bottom)], stroke: Self.axisColor)
        y = bottom + 6
    }

    /// The way of the gradient, against the way of what is fed back.
    private mutating func drawBackwardArrows(at height: Double) {
        for step in 1..<max(1, columns.count) {
            let (left, right) = (columns.middle(step - 1) + 2, columns.middle(step) - 2)
            svg.arrow(from: (right, height), to: (left, height), color: Self.errorColor)
        }
    }
}
