/// A line above the header of a CSV file that says how to read it.
///
///     #wardwatch patient=MRN effective="Chart Time" time-format="dd.MM.yyyy HH:mm" time-zone=Europe/Berlin
///     #constant source="ICU charts" unitOfCare=ICU
///     #column "HF [Monitor]" code=8867-4 unit=/min
///     #column Comment ignore
///
/// After the name stand words separated by spaces: `key=value`, or a word alone. A word, or the value of a key, stands in
/// double quotes where it holds spaces; a quote inside them is doubled.
struct CSVDirective: Hashable {
    /// A word of a directive.
    struct Word: Hashable {
        /// What stands before `=`; nil for a word alone.
        var key: String?
        /// The value, or the word, without quotes.
        var text: String
        /// The value cut at the commas that stand outside quotes.
        var list: [String]
    }

    /// `wardwatch`, `column` or `constant`.
    var name: String
    /// What follows.
    var words: [Word]

    /// Reads a line that begins with `#`; nil for a comment, which has a space or nothing after it.
    ///
    /// Programs for spreadsheets wrap such a line in quotes and fill it up with delimiters; both are taken off.
    init?(line: String) {
        let text = Self.unwrapped(line)
        var rest = Substring(text).unicodeScalars
        guard rest.popFirst() == "#" else { return nil }
        let name = rest.prefix { $0 != " " }
        guard !name.isEmpty else { return nil }
        self.name = String(name)
        rest = rest[name.endIndex...]
        words = []
        while true {
            rest = rest.drop { $0 == " " }
            guard !rest.isEmpty else { return }
            words.append(Self.word(&rest))
        }
    }

    /// Whether a line belongs above the header.
    static func begins(_ line: String) -> Bool { line.hasPrefix("#") || line.hasPrefix("\"#") }

    private static let delimiters: Set<Unicode.Scalar> = [",", ";", "\t", "|"]

    private static func unwrapped(_ line: String) -> String {
        var scalars = Substring(line).unicodeScalars
        if scalars.first == "\"" {
            while let last = scalars.last, delimiters.contains(last) { scalars.removeLast() }
            guard scalars.last == "\"", scalars.count > 1 else { return line }
            return String(scalars.dropFirst().dropLast()).replacing("\"\"", with: "\"")
        }
        let filled = scalars
        while let last = scalars.last, delimiters.contains(last) { scalars.removeLast() }
        if String(scalars).hasSuffix("delimiter="), let delimiter = filled[scalars.endIndex...].first {
            scalars.append(delimiter)
        }
        return String(scalars)
    }

    private static func word(_ rest: inout Substring.UnicodeScalarView) -> Word {
        var key: String?
        var pieces: [String] = [""]
        var text = ""
        var isQuoted = false
        var previous: Unicode.Scalar?
        while let scalar = rest.first, isQuoted || scalar != " " {
            rest.removeFirst()
            switch scalar {
            case "\"":
                // A quote right after a closing one: the two were a doubled one.
                if !isQuoted, previous == "\"" {
                    text.unicodeScalars.append(scalar)
                    pieces[pieces.count - 1].unicodeScalars.append(scalar)
                }
                isQuoted.toggle()
            case "=" where !isQuoted && key == nil && previous != "\"":
                key = text
                (text, pieces) = ("", [""])
            default:
                if scalar == ",", !isQuoted {
                    pieces.append("")
                } else {
                    pieces[pieces.count - 1].unicodeScalars.append(scalar)
                }
                text.unicodeScalars.append(scalar)
            }
            previous = scalar
        }
        return Word(key: key, text: text, list: pieces)
    }
}
