/// Text as a terminal shows it: how wide it is, and without what a terminal would obey.
public enum TerminalText {
    /// More marks than this on one letter are left out; real names have two at most.
    private static let maximumMarks = 4

    /// The text without anything that a terminal would obey or that would move other text.
    ///
    /// Control characters and separators of lines become ".", characters that nobody has assigned become U+FFFD;
    /// invisible ones (directions, joiners, variation selectors) are left out.
    public static func safe(_ text: String) -> String {
        if text.utf8.allSatisfy({ (0x20..<0x7F).contains($0) }) { return text }
        var result = String.UnicodeScalarView()
        var marks = 0
        for scalar in text.unicodeScalars {
            if drawing.contains(scalar.value) || isLatin(scalar) {
                result.append(scalar)
                marks = 0
                continue
            }
            switch scalar.properties.generalCategory {
            case .control, .lineSeparator, .paragraphSeparator:
                result.append(".")
                marks = 0
            case .format: continue
            case .privateUse, .unassigned, .surrogate:
                result.append("\u{FFFD}")
                marks = 0
            case .nonspacingMark, .enclosingMark:
                marks += 1
                if marks <= maximumMarks, !scalar.properties.isVariationSelector { result.append(scalar) }
            default:
                result.append(scalar)
                marks = 0
            }
        }
        return String(result)
    }

    /// The text in ASCII alone, for a terminal that shows nothing else: arrows and dashes as one types them, and
    /// anything else becomes "?".
    public static func ascii(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in safe(text).unicodeScalars where width(scalar) > 0 {
            result.append(contentsOf: (scalar.isASCII ? String(scalar) : typed[scalar] ?? "?").unicodeScalars)
        }
        return String(result)
    }

    /// Lines and blocks, one cell each: told first, because frames are full of them.
    private static let drawing: ClosedRange<UInt32> = 0x2500...0x259F

    /// Printable ASCII and the letters of Latin-1 and its extensions.
    private static func isLatin(_ scalar: Unicode.Scalar) -> Bool {
        (0x20..<0x7F).contains(scalar.value) || (0xC0...0x24F).contains(scalar.value)
    }

    private static let typed: [Unicode.Scalar: String] = [
        "→": "->", "–": "-", "−": "-", "≥": ">=", "≤": "<=", "°": "", "₂": "2", "…": "...",
    ]

    /// How many cells the text takes.
    public static func width(_ text: some StringProtocol) -> Int {
        if text.utf8.allSatisfy({ (0x20..<0x7F).contains($0) }) { return text.utf8.count }
        return text.unicodeScalars.reduce(0) { $0 + width($1) }
    }

    /// How many cells a character takes: 0 for marks, 2 for East Asian wide ones and emoji, else 1.
    ///
    /// As `wcwidth` of the C library and the terminals that follow it. Source: Unicode Standard Annex 11.
    public static func width(_ scalar: Unicode.Scalar) -> Int {
        let value = scalar.value
        if scalar.isASCII || drawing.contains(value) || isLatin(scalar) { return 1 }
        if (0x1160...0x11FF).contains(value) || (0xD7B0...0xD7FF).contains(value) { return 0 }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark: return 0
        case .format: return value == 0xAD ? 1 : 0
        default: break
        }
        if wide.contains(where: { $0.contains(value) }) { return 2 }
        // Letters that form flags are wide only in pairs.
        return scalar.properties.isEmojiPresentation && !(0x1F1E6...0x1F1FF).contains(value) ? 2 : 1
    }

    /// The text in exactly so many cells, cut with an ellipsis or padded on the right.
    public static func fitted(_ text: String, to width: Int, ellipsis: String = "…") -> String {
        let cut = truncated(text, to: width, ellipsis: ellipsis)
        return cut + String(repeating: " ", count: max(0, width - self.width(cut)))
    }

    /// The text in at most so many cells, cut with an ellipsis.
    public static func truncated(_ text: String, to width: Int, ellipsis: String = "…") -> String {
        guard self.width(text) > width else { return text }
        guard width > 0 else { return "" }
        var result = String.UnicodeScalarView()
        var used = self.width(ellipsis)
        guard used <= width else { return String(repeating: ".", count: width) }
        for scalar in text.unicodeScalars {
            used += self.width(scalar)
            if used > width { break }
            result.append(scalar)
        }
        return String(result) + ellipsis
    }

    /// The text in lines of at most so many cells, broken between words where it can be; later lines are indented.
    public static func wrapped(_ text: String, to width: Int, indent: Int = 2) -> [String] {
        var lines: [String] = []
        // Spaces at the beginning stay.
        var line = String(text.prefix { $0 == " " })
        let margin = String(repeating: " ", count: line.count + indent)
        var isEmpty = true
        for word in text.split(separator: " ") {
            if !isEmpty, self.width(line) + 1 + self.width(word) > width {
                lines.append(line)
                (line, isEmpty) = (margin, true)
            }
            line += (isEmpty ? "" : " ") + word
            isEmpty = false
        }
        return (lines + [line]).map { truncated($0, to: max(1, width)) }
    }

    /// Scripts and symbols of East Asian width W or F.
    private static let wide: [ClosedRange<UInt32>] = [
        0x1100...0x115F, 0x2329...0x232A, 0x2E80...0x303E, 0x3041...0xA4CF,
        0xA960...0xA97C, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6B, 0xFF01...0xFF60,
        0xFFE0...0xFFE6, 0x16FE0...0x18D08, 0x1AFF0...0x1B2FB, 0x1F200...0x1F265, 0x20000...0x3FFFD,
    ]
}
