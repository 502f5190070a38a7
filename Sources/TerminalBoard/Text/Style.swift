/// How a piece of text stands out.
///
/// What a style means is also told by words or marks, never by colour alone.
public enum Style: Hashable, Sendable {
    /// Ordinary text.
    case plain
    /// What is looked at first.
    case strong
    /// Lines, headings and what is not new.
    case faint
    /// Out of the ordinary.
    case caution
    /// Asks for somebody.
    case alarm
    /// As it should be.
    case fine
}

/// What a terminal can show of a ``Style``.
public enum Palette: Hashable, Sendable {
    /// Plain text.
    case none
    /// Bold, faint and reverse video (`NO_COLOR`).
    case monochrome
    /// Colours as well.
    case colour

    /// The parameters of SGR (ECMA-48) for a style; empty for none.
    func parameters(_ style: Style) -> String {
        switch (self, style) {
        case (.none, _), (_, .plain), (.monochrome, .fine): ""
        case (_, .strong), (.monochrome, .caution), (.monochrome, .alarm): "1"
        case (_, .faint): "2"
        case (.colour, .caution): "33"
        case (.colour, .alarm): "1;31"
        case (.colour, .fine): "32"
        }
    }
}
