/// Text of a Scalable Vector Graphics 1.1 document that needs nothing outside itself.
///
/// Lengths are pixels from the upper left corner. What is written into text is escaped.
public struct SVGDocument: Sendable {
    /// How lines of text are set at their x.
    public enum Anchor: String, Sendable {
        /// Begins at x.
        case start
        /// Has its middle at x.
        case middle
        /// Ends at x.
        case end
    }

    private var elements: [String] = []

    /// An empty document.
    public init() {}

    /// Adds an element as it is.
    public mutating func add(_ element: String) { elements.append(element) }

    /// A rectangle; `style` holds further attributes, `title` is shown when it is pointed at.
    public mutating func rectangle(
        _ x: Double, _ y: Double, _ width: Double, _ height: Double, fill: String, style: String = "",
        title: String? = nil
    ) {
        let start =
            "<rect x=\"\(Self.number(x))\" y=\"\(Self.number(y))\" width=\"\(Self.number(width))\" "
            + "height=\"\(Self.number(height))\" fill=\"\(fill)\"\(style.isEmpty ? "" : " " + style)"
        add(title.map { "\(start)><title>\(Self.escaped($0))</title></rect>" } ?? start + "/>")
    }

    /// A line through points.
    public mutating func line(_ points: [(x: Double, y: Double)], stroke: String, width: Double = 1, style: String = "")
    {
        let text = points.map { "\(Self.number($0.x)),\(Self.number($0.y))" }.joined(separator: " ")
        add(
            "<polyline points=\"\(text)\" fill=\"none\" stroke=\"\(stroke)\" stroke-width=\"\(Self.number(width))\""
                + "\(style.isEmpty ? "" : " " + style)/>")
    }

    /// A line whose end has a filled head.
    public mutating func arrow(
        from start: (x: Double, y: Double), to end: (x: Double, y: Double), color: String, head: Double = 4,
        style: String = ""
    ) {
        let (dx, dy) = (end.x - start.x, end.y - start.y)
        let length = max((dx * dx + dy * dy).squareRoot(), 1e-9)
        let (ux, uy) = (dx / length, dy / length)
        let neck = (x: end.x - ux * head, y: end.y - uy * head)
        line([start, neck], stroke: color, style: style)
        let corners = [
            end, (x: neck.x - uy * head * 0.55, y: neck.y + ux * head * 0.55),
            (x: neck.x + uy * head * 0.55, y: neck.y - ux * head * 0.55),
        ]
        let text = corners.map { "\(Self.number($0.x)),\(Self.number($0.y))" }.joined(separator: " ")
        add("<polygon points=\"\(text)\" fill=\"\(color)\"/>")
    }

    /// A line of text with its base line at `y`; `angle` turns it about its anchor, in degrees clockwise.
    public mutating func text(
        _ text: String, _ x: Double, _ y: Double, size: Double = 10, anchor: Anchor = .start, isBold: Bool = false,
        fill: String = "#222222", angle: Double = 0
    ) {
        var attributes = "x=\"\(Self.number(x))\" y=\"\(Self.number(y))\" font-size=\"\(Self.number(size))\""
        if anchor != .start { attributes += " text-anchor=\"\(anchor.rawValue)\"" }
        if isBold { attributes += " font-weight=\"bold\"" }
        if fill != "#222222" { attributes += " fill=\"\(fill)\"" }
        if angle != 0 {
            attributes += " transform=\"rotate(\(Self.number(angle)) \(Self.number(x)) \(Self.number(y)))\""
        }
        add("<text \(attributes)>\(Self.escaped(text))</text>")
    }

    /// The picture as an element of an XHTML page, as wide as what holds it.
    ///
    /// - Parameters:
    ///   - width: of the coordinates, not of the picture on the page.
    ///   - height: of the coordinates.
    ///   - title: what the picture is called.
    ///   - description: what it shows, for those who do not see it.
    ///   - id: letters and digits that no other picture of the page has.
    public func inline(width: Double, height: Double, title: String, description: String, id: String) -> String {
        """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(Self.number(width)) \(Self.number(height))" role="img" \
        aria-labelledby="\(id)-title \(id)-description">
        <title id="\(id)-title">\(Self.escaped(title))</title>
        <desc id="\(id)-description">\(Self.escaped(description))</desc>
        \(elements.joined(separator: "\n"))
        </svg>
        """
    }

    /// The whole document.
    public func text(width: Double, height: Double, title: String, description: String) -> String {
        let (width, height) = (Self.number(width), Self.number(height))
        return """
            <?xml version="1.0" encoding="UTF-8"?>
            <svg xmlns="http://www.w3.org/2000/svg" width="\(width)" height="\(height)" \
            viewBox="0 0 \(width) \(height)" role="img" font-family="Helvetica, Arial, 'Liberation Sans', sans-serif" \
            fill="#222222">
            <title>\(Self.escaped(title))</title>
            <desc>\(Self.escaped(description))</desc>
            <rect width="\(width)" height="\(height)" fill="#ffffff"/>
            \(elements.joined(separator: "\n"))
            </svg>

            """
    }

    /// The text with what XML reserves as entities, and characters that XML 1.0 forbids as U+FFFD.
    public static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "\t", "\n", "\r": result += " "
            case _ where scalar.value < 0x20 || scalar.value == 0xFFFE || scalar.value == 0xFFFF: result += "\u{FFFD}"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// The number in at most two digits after the point; kept within ±10¹², and 0 for what is no number.
    public static func number(_ value: Double) -> String {
        guard value.isFinite, abs(value) < 1e12 else { return value.isNaN ? "0" : value < 0 ? "-1e12" : "1e12" }
        let hundredths = (value * 100).rounded()
        if hundredths.truncatingRemainder(dividingBy: 100) == 0 { return "\(Int(hundredths / 100))" }
        return "\(hundredths / 100)"
    }

    /// About how wide a text is; enough for DejaVu Sans, which is wider than Helvetica.
    public static func width(of text: String, size: Double) -> Double { Double(text.count) * size * 0.6 }

    /// The text, cut so that it is about as wide as asked for at most.
    public static func fitted(_ text: String, width: Double, size: Double) -> String {
        guard self.width(of: text, size: size) > width else { return text }
        return text.prefix(max(1, Int(width / (size * 0.6)) - 1)) + "…"
    }
}
