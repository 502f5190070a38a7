/// What a terminal shows, and what has to be written so that it shows something else.
///
/// Only lines that differ are written, all in one piece between the marks of a synchronized update (mode 2026), which
/// terminals that do not know it ignore: nothing flickers, and a board on which nothing changes writes nothing.
public struct ScreenDiff: Sendable {
    private static let eraseToEnd = "\u{1B}[K"
    private var shown: [String] = []
    private var size: ScreenSize?
    private let palette: Palette

    /// A screen of which nothing is known.
    public init(palette: Palette) { self.palette = palette }

    /// Forgets what is shown, because something else wrote on the terminal.
    public mutating func invalidate() { size = nil }

    /// What has to be written; empty when nothing differs.
    ///
    /// - Parameters:
    ///   - lines: from the top; lines and cells that do not fit are left out.
    ///   - size: of the terminal.
    public mutating func update(to lines: [StyledLine], size: ScreenSize) -> String {
        let isNew = size != self.size
        if isNew { shown = [] }
        let rendered = (0..<size.rows).map { row in
            guard lines.indices.contains(row) else { return ScreenDiff.eraseToEnd }
            let line = lines[row].truncated(to: size.columns, ellipsis: "")
            // The cursor waits on the last cell of a full line, and erasing would take that cell.
            return line.rendered(palette) + (line.width < size.columns ? ScreenDiff.eraseToEnd : "")
        }
        var output = ""
        for (row, line) in rendered.enumerated() where isNew || shown[row] != line {
            output += "\u{1B}[\(row + 1);1H\(line)"
        }
        (shown, self.size) = (rendered, size)
        return output.isEmpty ? "" : "\u{1B}[?2026h\(output)\u{1B}[?2026l"
    }
}
