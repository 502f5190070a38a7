internal import Pages
internal import SVG

extension PlotFrame {
    /// The point of data at a place.
    func point(_ place: Place) -> EvaluationCurves.Point {
        EvaluationCurves.Point(
            x: x.value((place.x - left) / (right - left)), y: y.value((bottom - place.y) / (bottom - top)))
    }

    /// Draws a curve, cut at the frame, without points that are no numbers; its element has the class `curve`.
    func draw(
        _ points: [EvaluationCurves.Point], in svg: inout SVGDocument, clip: String, style: PlotStyle,
        width: Double = 1.6, kind: String = "curve"
    ) {
        svg.line(
            points.filter { $0.x.isFinite && $0.y.isFinite }.map { place($0.x, $0.y) }, stroke: style.color,
            width: width,
            style: "class=\"\(kind)\" clip-path=\"url(#\(clip))\" \(style.lineStyle)")
    }
}
