internal import Pages
internal import SVG

/// Names of curves in the emptiest corner of a plot, each with a line to its curve.
struct CurveLabels {
    /// One curve.
    struct Curve {
        var name: String
        /// Figures below the name.
        var detail: String
        /// Figures behind the name, where there are too many curves for two lines each.
        var short = ""
        var style: PlotStyle
        /// The curve in the picture, from left to right.
        var places: [PlotFrame.Place]

        /// The curve without places that are no numbers.
        fileprivate var finite: Curve {
            var curve = self
            curve.places.removeAll { !$0.x.isFinite || !$0.y.isFinite }
            return curve
        }
    }

    /// Where names may stand.
    enum Corner: CaseIterable {
        case lowerRight, upperRight, upperLeft, lowerLeft

        var isUpper: Bool { self == .upperRight || self == .upperLeft }
        var isRight: Bool { self == .lowerRight || self == .upperRight }
    }

    private let frame: PlotFrame
    private let curves: [Curve]
    private let isTwoLined: Bool

    /// Labels of curves in a frame.
    init(_ curves: [Curve], frame: PlotFrame) {
        (self.frame, self.curves) = (frame, curves.map(\.finite).filter { !$0.places.isEmpty })
        isTwoLined = curves.count <= 4 && curves.contains { !$0.detail.isEmpty }
    }

    private var pitch: Double { isTwoLined ? 26 : 13.5 }
    private var size: Double { PlotFrame.labelSize }

    /// Draws them where they hide least, the first of `corners` if that is the same.
    func draw(in svg: inout SVGDocument, corners: [Corner]) {
        guard !curves.isEmpty else { return }
        let hidden = corners.map { corner in (corner, hiddenLength(box(corner))) }
        guard let corner = hidden.min(by: { $0.1 < $1.1 })?.0 else { return }
        let area = box(corner)
        let edge = corner.isRight ? area.x - 4 : area.x + area.width + 4
        let middle = (x: edge, y: area.y + area.height / 2)
        let ends = curves.indices.map {
            LeaderPlan.end(of: $0, from: middle, outside: area, frame: frame, curves: curves)
        }
        let starts = curves.indices.map { (x: edge, y: area.y + Double($0) * pitch + (isTwoLined ? 8 : 6.75)) }
        let order = LeaderPlan.order(starts: starts, ends: ends)
        for (number, index) in order.enumerated() {
            draw(curves[index], from: starts[number], to: ends[index], box: area, in: &svg)
        }
    }

    private func draw(
        _ curve: Curve, from start: PlotFrame.Place, to end: PlotFrame.Place, box: LeaderPlan.Box,
        in svg: inout SVGDocument
    ) {
        svg.line([start, end], stroke: curve.style.color, width: 0.7, style: "class=\"leader\"")
        frame.disc(at: end, radius: 2.4, style: curve.style, in: &svg)
        let base = start.y + 3.5
        let name = SVGDocument.fitted(curve.name, width: (box.width - shortWidth(curve)) * 1.12, size: size)
        frame.write(name, box.x, base, isBold: true, fill: curve.style.ink, in: &svg)
        if isTwoLined {
            frame.write(curve.detail, box.x, base + 11.5, in: &svg)
        } else if !curve.short.isEmpty {
            frame.write(curve.short, box.x + box.width - shortWidth(curve) + 6, base, in: &svg)
        }
    }

    private func shortWidth(_ curve: Curve) -> Double {
        isTwoLined || curve.short.isEmpty ? 0 : Double(curve.short.count) * size * 0.52 + 6
    }

    /// Where the labels stand in a corner.
    private func box(_ corner: Corner) -> LeaderPlan.Box {
        let longest = curves.map { curve in
            Double(max(curve.name.count + 1, isTwoLined ? curve.detail.count : 0)) * size * 0.54 + shortWidth(curve)
        }
        let width = min(longest.max() ?? 0, (frame.right - frame.left) * 0.58)
        let height = Double(curves.count) * pitch
        return LeaderPlan.Box(
            x: corner.isRight ? frame.right - width - 4 : frame.left + 10,
            y: corner.isUpper ? frame.top + 8 : frame.bottom - height - 8, width: width, height: height)
    }

    /// How much of the curves lies under a box, in units of length.
    private func hiddenLength(_ box: LeaderPlan.Box) -> Double {
        curves.reduce(0) { $0 + Double(LeaderPlan.samples($1.places).count { box.holds($0, margin: 8) }) }
    }
}
