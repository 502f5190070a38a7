internal import Foundation
internal import SVG

extension UnfoldedDrawing {
    /// The risk of each step as a curve, with the thresholds.
    mutating func drawOutput() {
        drawPartTitle("Output", "risk of \(question), probability")
        let height = 84.0
        let (top, bottom) = (y + 10, y + 10 + height)
        let scale = Self.niceCeiling(max(sequence.probabilities.max() ?? 0, sequence.threshold) * 1.05)
        func place(_ probability: Double) -> Double { bottom - probability / scale * height }

        svg.line([(columns.left, top), (columns.left, bottom), (columns.end, bottom)], stroke: Self.axisColor)
        for tick in 0...2 {
            let value = scale * Double(tick) / 2
            svg.line([(columns.left - 4, place(value)), (columns.left, place(value))], stroke: Self.axisColor)
            svg.text(Self.short(value), columns.left - 7, place(value) + 3.5, anchor: .end)
        }
        drawThresholds(scale: scale, top: top, place: place)
        let points = sequence.probabilities.enumerated().map { (x: columns.middle($0), y: place($1)) }
        svg.line(points, stroke: "#222222", width: 1.6)
        for (step, point) in points.enumerated() {
            let isNewest = step == columns.count - 1
            svg.add(
                "<circle cx=\"\(SVGDocument.number(point.x))\" cy=\"\(SVGDocument.number(point.y))\" "
                    + "r=\"\(isNewest ? 5 : 2.2)\" fill=\"\(isNewest ? "#ffffff" : "#222222")\" stroke=\""
                    + "\(isNewest ? Self.errorColor : "none")\" stroke-width=\"2\"><title>"
                    + "\(time(step)): \(Self.short(sequence.probabilities[step]))</title></circle>")
        }
        y = bottom
    }

    /// The thresholds as lines, with their names and the newest risk at the right end.
    private mutating func drawThresholds(scale: Double, top: Double, place: (Double) -> Double) {
        var labels: [(y: Double, text: String, isBold: Bool)] = []
        if let probability = sequence.probabilities.last {
            labels.append((place(probability), "p = \(Self.short(probability))", true))
        }
        for (name, value) in [("positive", sequence.threshold), ("alert", sequence.alertThreshold)]
        where name == "alert" || value != sequence.alertThreshold {
            guard value <= scale else {
                labels.append((top, "↑ \(name) ≥ \(Self.short(value))", false))
                continue
            }
            svg.line(
                [(columns.left, place(value)), (columns.end, place(value))], stroke: Self.axisColor,
                style: "stroke-dasharray=\"\(name == "alert" ? "7 3" : "2 3")\"")
            labels.append((place(value), "\(name) ≥ \(Self.short(value))", false))
        }
        labels.sort { $0.y < $1.y }
        // Texts that would lie on each other make way downwards, and upwards from the lower end.
        for index in labels.indices.dropFirst() { labels[index].y = max(labels[index].y, labels[index - 1].y + 12) }
        for index in labels.indices.reversed() {
            let room = Double(labels.count - 1 - index) * 12
            labels[index].y = min(labels[index].y, place(0) - room)
        }
        for label in labels {
            svg.text(
                label.text, columns.end + 5, label.y + 3.5, size: 9.5, isBold: label.isBold,
                fill: label.isBold ? "#222222" : Self.axisColor)
        }
    }

    /// 1, 2, 4, 6 or 8 times a power of ten, at least the value and at most 1.
    static func niceCeiling(_ value: Double) -> Double {
        let power = pow(10, floor(log10(max(value, 1e-6))))
        let factor = [1.0, 2, 4, 6, 8, 10].first { $0 * power >= value } ?? 10
        return min(1, factor * power)
    }

    /// Two significant digits, with a power of ten below 1/1000 and from 1000 on.
    static func short(_ value: Double) -> String {
        guard value != 0 else { return "0" }
        guard (1e-3..<1e3).contains(abs(value)) else {
            return String(format: "%.1e", value).replacing("e-0", with: "e-").replacing("e+0", with: "e")
        }
        return String(format: abs(value) < 10 ? "%.2g" : "%.0f", value)
    }
}
