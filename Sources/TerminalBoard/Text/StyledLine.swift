/// A line of styled text on a terminal.
///
/// Text from outside becomes harmless on the way in (``TerminalText/safe(_:)``), so no line can hold a control character.
public struct StyledLine: Hashable, Sendable {
    /// A piece of text of one style.
    public struct Span: Hashable, Sendable {
        /// The text.
        public let text: String
        /// Its style.
        public let style: Style
    }

    /// The pieces from left to right.
    public private(set) var spans: [Span] = []
    /// How many cells it takes.
    public private(set) var width = 0
    /// Whether the whole line is drawn in reverse video.
    public var isSelected = false

    /// An empty line.
    public init() {}

    /// A line of one piece.
    public init(_ text: String, _ style: Style = .plain) { append(text, style) }

    /// Puts text behind what is there.
    public mutating func append(_ text: String, _ style: Style = .plain) {
        guard !text.isEmpty else { return }
        let text = TerminalText.safe(text)
        width += TerminalText.width(text)
        if let last = spans.last, last.style == style {
            spans[spans.count - 1] = Span(text: last.text + text, style: style)
        } else {
            spans.append(Span(text: text, style: style))
        }
    }

    /// Puts the pieces of another line behind what is there.
    public mutating func append(_ line: StyledLine) {
        for span in line.spans { append(span.text, span.style) }
    }

    /// Adds spaces up to a width.
    public mutating func pad(to width: Int) {
        if self.width < width { append(String(repeating: " ", count: width - self.width)) }
    }

    /// Adds text that ends at a width, after at least one space; cuts what is there to make room.
    public mutating func appendRight(_ line: StyledLine, endingAt width: Int, ellipsis: String = "…") {
        let room = max(0, width - line.width - 1)
        if self.width > room { self = truncated(to: room, ellipsis: ellipsis) }
        pad(to: width - line.width)
        append(line)
    }

    /// The line in at most so many cells.
    public func truncated(to width: Int, ellipsis: String = "…") -> StyledLine {
        guard self.width > width else { return self }
        var result = StyledLine()
        result.isSelected = isSelected
        for span in spans {
            let room = width - result.width
            if TerminalText.width(span.text) <= room - 1 {
                result.append(span.text, span.style)
            } else {
                // More comes after this piece, so its end has to tell.
                result.append(TerminalText.truncated(span.text + " ", to: room, ellipsis: ellipsis), span.style)
                break
            }
        }
        return result
    }

    /// The text without styles.
    public var text: String { spans.map(\.text).joined() }

    /// The text with what makes a terminal show its styles; ends in the terminal's ordinary style.
    public func rendered(_ palette: Palette) -> String {
        guard palette != .none else { return text }
        let base = isSelected ? "7" : ""
        var (result, current) = ("", "")
        for span in spans {
            // Colours and faint text are hard to read in reverse video.
            let own = isSelected ? Palette.monochrome.parameters(span.style == .faint ? .plain : span.style) : nil
            let parameters = [base, own ?? palette.parameters(span.style)].filter { !$0.isEmpty }.joined(separator: ";")
            if parameters != current {
                result += parameters.isEmpty ? "\u{1B}[0m" : "\u{1B}[0;\(parameters)m"
                current = parameters
            }
            result += span.text
        }
        return current.isEmpty ? result : result + "\u{1B}[0m"
    }
}
