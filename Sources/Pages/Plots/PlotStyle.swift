/// How something looks in all plots.
///
/// The colors are those of Okabe and Ito ("Color universal design", 2008), which people with any color vision tell
/// apart; letters have darker ones of the same hue. Past the sixth model, and for scores without a model, lines are
/// broken as well.
public struct PlotStyle: Equatable, Sendable {
    /// Of lines and marks.
    public var color: String
    /// Of letters.
    public var ink: String
    /// Dashes of the line; empty for an unbroken one.
    public var dashes: String
    /// Whether marks are drawn as an outline.
    public var isHollow: Bool

    /// A style of its parts.
    public init(color: String, ink: String, dashes: String, isHollow: Bool = false) {
        (self.color, self.ink, self.dashes, self.isHollow) = (color, ink, dashes, isHollow)
    }

    private static let hues = [
        ("#0072b2", "#005a8e"), ("#d55e00", "#a34700"), ("#009e73", "#00694d"), ("#cc79a7", "#97406f"),
        ("#e69f00", "#8a5f00"), ("#56b4e9", "#1d6fa0"),
    ]

    /// The style of a model by its number.
    public static func model(_ number: Int) -> PlotStyle {
        let (color, ink) = hues[number % hues.count]
        let dashes = ["", "7 3", "2 2"][number / hues.count % 3]
        return PlotStyle(color: color, ink: ink, dashes: dashes)
    }

    /// The style of what is put beside the models, by its number.
    public static func baseline(_ number: Int) -> PlotStyle {
        PlotStyle(
            color: "#767676", ink: "#5a5a5a", dashes: ["5 3", "1.5 2.5", "8 3 2 3"][number % 3],
            isHollow: number % 2 == 1)
    }

    /// Attributes of a line.
    public var lineStyle: String {
        "stroke-linejoin=\"round\"" + (dashes.isEmpty ? "" : " stroke-dasharray=\"\(dashes)\"")
    }
}
