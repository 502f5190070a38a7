internal import SVG

/// A piece of an XHTML page; text that is put into a literal is escaped, other markup is not.
///
///     let row: Markup = "<td>\(model.name)</td>"
public struct Markup: Sendable, ExpressibleByStringInterpolation, Equatable {
    /// Collects the parts of a literal.
    public struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var text = ""

        /// An empty literal.
        public init(literalCapacity: Int, interpolationCount: Int) { text.reserveCapacity(literalCapacity) }

        /// Adds what is markup already.
        public mutating func appendLiteral(_ literal: String) { text += literal }

        /// Adds text, escaped.
        public mutating func appendInterpolation(_ data: some StringProtocol) {
            text += SVGDocument.escaped(String(data))
        }

        /// Adds a number.
        public mutating func appendInterpolation(_ number: Int) { text += String(number) }

        /// Adds markup as it is.
        public mutating func appendInterpolation(_ markup: Markup) { text += markup.text }

        /// Adds pieces of markup, each on its line.
        public mutating func appendInterpolation(_ parts: [Markup]) {
            text += parts.map(\.text).joined(separator: "\n")
        }
    }

    /// The markup.
    public let text: String

    /// Markup as it stands in the program.
    public init(stringLiteral literal: String) { text = literal }

    /// Markup of a literal with parts.
    public init(stringInterpolation: StringInterpolation) { text = stringInterpolation.text }

    /// Text that is markup already.
    public init(raw: String) { text = raw }

    /// A table with a heading for each column; the first cell of a row is its heading.
    ///
    /// - Parameters:
    ///   - columns: the headings.
    ///   - rows: the cells.
    ///   - style: a class of the style sheet.
    ///   - words: the columns that hold words, which begin at the left; numbers end at the right.
    public static func table(
        _ columns: [String], _ rows: [[Markup]], style: String = "", words: Set<Int> = []
    ) -> Markup {
        func word(_ index: Int) -> Markup { words.contains(index) ? " class=\"word\"" : "" }
        let heads = columns.enumerated().map { "<th scope=\"col\"\(word($0))>\($1)</th>" as Markup }
        let lines = rows.map { row -> Markup in
            let cells = row.enumerated().map { index, cell -> Markup in
                index == 0
                    ? "<th scope=\"row\"\(word(0))>\(cell)</th>" : "<td\(word(index))>\(cell)</td>"
            }
            return "<tr>\(Markup(raw: cells.map(\.text).joined()))</tr>"
        }
        return """
            <div class="scroll"><table class="\(style)"><thead><tr>
            \(heads)
            </tr></thead>
            <tbody>
            \(lines)
            </tbody></table></div>
            """
    }
}
