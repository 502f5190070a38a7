/// The marks that drawings are made of, for terminals that show Unicode and for those that show ASCII alone.
public struct Glyphs: Hashable, Sendable {
    /// Heights of a sparkline, lowest first.
    public let levels: [String]
    /// Rising, steady, falling.
    public let arrows: (up: String, level: String, down: String)
    /// In a row of the board: an alert nobody has acknowledged, one that somebody has, one that is snoozed, and a fault
    /// of the data that nobody has acknowledged.
    public let marks: (open: String, acknowledged: String, snoozed: String, fault: String)
    /// On a time axis: raised, acknowledged, cleared, in force between.
    public let events: (raised: String, acknowledged: String, cleared: String, inForce: String)
    /// Pieces of axes: beside a row, beside a labelled row, corner, along the time, at a tick.
    public let axis: (side: String, tick: String, corner: String, bottom: String, bottomTick: String)
    /// The end of the normal band, and the time of an alert, where nothing else is drawn.
    public let guides: (band: String, alert: String)
    /// What stands for text that was cut off.
    public let ellipsis: String
    /// "At least".
    public let atLeast: String
    /// Between two numbers.
    public let dash: String
    /// Between parts of a heading.
    public let dot: String
    /// Whether curves are drawn in braille dots; else in one star for each cell.
    public let hasBraille: Bool

    /// For terminals that show Unicode.
    public static let unicode = Glyphs(
        levels: ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"], arrows: ("↑", "→", "↓"), marks: ("!", "✓", "z", "?"),
        events: ("▲", "✓", "▼", "━"), axis: ("│", "┤", "└", "─", "┴"), guides: ("┈", "╎"), ellipsis: "…", atLeast: "≥",
        dash: "–", dot: "·", hasBraille: true)

    /// For terminals that show ASCII alone.
    public static let ascii = Glyphs(
        levels: ["_", ".", ",", "-", "=", "+", "*", "#"], arrows: ("^", ">", "v"), marks: ("!", "+", "z", "?"),
        events: ("^", "+", "v", "="), axis: ("|", "|", "+", "-", "+"), guides: (".", ":"), ellipsis: "~", atLeast: ">=",
        dash: "-", dot: "|", hasBraille: false)

    /// Text from outside as the terminal can show it.
    public func shown(_ text: String) -> String { hasBraille ? TerminalText.safe(text) : TerminalText.ascii(text) }

    /// Two sets are equal when they draw alike.
    public static func == (left: Glyphs, right: Glyphs) -> Bool { left.hasBraille == right.hasBraille }

    /// Hashes what makes two sets differ.
    public func hash(into hasher: inout Hasher) { hasher.combine(hasBraille) }
}
