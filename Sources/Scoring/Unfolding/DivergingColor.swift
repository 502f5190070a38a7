/// Colors from blue over near white to orange, which people who do not see red or green apart can tell.
///
/// The ends are those of ColorBrewer's schemes RdBu (blue) and PuOr (orange): Harrower and Brewer, "ColorBrewer.org: an
/// online tool for selecting colour schemes for maps", The Cartographic Journal 40 (2003).
enum DivergingColor {
    /// The color of the most negative value.
    static let negative = "#2166ac"
    /// The color of the most positive value.
    static let positive = "#b35806"

    /// The color of a value in −1...1; values outside get that of the nearer end.
    ///
    /// - Parameter strength: how much of the color is left, 0 for none.
    static func of(_ value: Double, strength: Double = 1) -> String {
        let share = min(1, abs(value)) * strength
        let (end, middle) = (value < 0 ? (33.0, 102.0, 172.0) : (179.0, 88.0, 6.0), 247.0)
        func part(_ end: Double) -> String {
            let text = String(Int((middle + (end - middle) * share).rounded()), radix: 16)
            return text.count == 1 ? "0" + text : text
        }
        return "#" + part(end.0) + part(end.1) + part(end.2)
    }

    /// The color of text on the color of a value.
    static func text(on value: Double) -> String { abs(value) > 0.65 ? "#ffffff" : "#222222" }
}
