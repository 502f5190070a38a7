public import SVG

/// The area of a plot with its two axes, into which curves are drawn.
///
/// Coordinates are made for a picture 400 wide, in letters of 10 to 11: a phone shows it at about its own size, and two
/// of them stand beside each other on a page.
public struct PlotFrame: Sendable {
    /// A place in the picture.
    public typealias Place = (x: Double, y: Double)

    /// Width of all pictures.
    public static let width = 400.0
    /// Size of the letters of labels.
    public static let labelSize = 10.0
    /// Of letters.
    public static let ink = "#222222"
    /// Of axes and their numbers.
    public static let axisColor = "#444444"
    /// Of the lines at ticks.
    public static let gridColor = "#e4e4e4"

    /// The axis across.
    public let x: PlotAxis
    /// The axis upwards.
    public let y: PlotAxis
    /// Where it begins.
    public let left: Double
    /// Where it ends.
    public let right: Double
    /// Its upper edge.
    public let top: Double
    /// Its lower edge.
    public let bottom: Double

    /// A frame between its edges.
    public init(x: PlotAxis, y: PlotAxis, left: Double = 48, right: Double = 388, top: Double = 8, bottom: Double = 268)
    {
        (self.x, self.y) = (x, y)
        (self.left, self.right, self.top, self.bottom) = (left, right, top, bottom)
    }

    /// Height of a picture with the numbers and the title of the axis below.
    public var height: Double { bottom + 38 }

    /// Where a point of data lies.
    public func place(_ x: Double, _ y: Double) -> Place {
        (left + self.x.position(x) * (right - left), bottom - self.y.position(y) * (bottom - top))
    }

    /// Draws grid, axes, ticks and titles.
    public func drawAxes(in svg: inout SVGDocument, showsX: Bool = true) {
        for tick in y.ticks {
            let height = place(x.range.lowerBound, tick).y
            svg.line([(left, height), (right, height)], stroke: Self.gridColor, width: 0.6)
            svg.text(tick.decimal(y.digits), left - 6, height + 3.5, size: 10, anchor: .end, fill: Self.axisColor)
        }
        for tick in x.ticks {
            let across = place(tick, y.range.lowerBound).x
            svg.line([(across, top), (across, bottom)], stroke: Self.gridColor, width: 0.6)
            guard showsX else { continue }
            svg.line([(across, bottom), (across, bottom + 3)], stroke: Self.axisColor, width: 0.8)
            svg.text(tick.decimal(x.digits), across, bottom + 14, size: 10, anchor: .middle, fill: Self.axisColor)
        }
        svg.line([(left, top), (left, bottom), (right, bottom)], stroke: Self.axisColor, width: 0.8)
        svg.text(y.title, 10, (top + bottom) / 2, size: 11, anchor: .middle, angle: -90)
        if showsX { svg.text(x.title, (left + right) / 2, bottom + 31, size: 11, anchor: .middle) }
    }

    /// Makes the edge at which curves are cut; `id` is that of the picture.
    public func addClip(_ id: String, to svg: inout SVGDocument) {
        let number = SVGDocument.number
        svg.add(
            "<clipPath id=\"\(id)\"><rect x=\"\(number(left))\" y=\"\(number(top - 1))\" "
                + "width=\"\(number(right - left + 1))\" height=\"\(number(bottom - top + 2))\"/></clipPath>")
    }

    /// Draws a disc.
    public func disc(
        at place: Place, radius: Double, style: PlotStyle, isHollow: Bool = false, in svg: inout SVGDocument
    ) {
        guard place.x.isFinite, place.y.isFinite else { return }
        let number = SVGDocument.number
        svg.add(
            "<circle cx=\"\(number(place.x))\" cy=\"\(number(place.y))\" r=\"\(number(radius))\" "
                + "fill=\"\(isHollow ? "#ffffff" : style.color)\" stroke=\"\(isHollow ? style.color : "#ffffff")\" "
                + "stroke-width=\"\(isHollow ? 1.2 : 0.8)\"/>")
    }

    /// Writes text with a white edge, so that grid and curves do not cross it.
    public func write(
        _ text: String, _ x: Double, _ y: Double, isBold: Bool = false, fill: String = "#444444",
        in svg: inout SVGDocument
    ) {
        let number = SVGDocument.number
        svg.add(
            "<text x=\"\(number(x))\" y=\"\(number(y))\" font-size=\"\(number(Self.labelSize))\" fill=\"\(fill)\" "
                + "\(isBold ? "font-weight=\"bold\" " : "")stroke=\"#ffffff\" stroke-width=\"3\" "
                + "stroke-linejoin=\"round\" paint-order=\"stroke\">\(SVGDocument.escaped(text))</text>")
    }
}
