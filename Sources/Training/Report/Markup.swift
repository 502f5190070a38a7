internal import SVG

/// A piece of an XHTML page; text that is put into a literal is escaped, other markup is not.
///
///     let row: Markup = "<td>\(model.name)</td>"
struct Markup: ExpressibleByStringInterpolation, Equatable {
    /// Collects the parts of a literal.
    struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var text = ""

        init(literalCapacity: Int, interpolationCount: Int) { text.reserveCapacity(literalCapacity) }

        mutating func appendLiteral(_ literal: String) { text += literal }

        mutating func appendInterpolation(_ data: some StringProtocol) { text += SVGDocument.escaped(String(data)) }

        mutating func appendInterpolation(_ number: Int) { text += String(number) }

        mutating func appendInterpolation(_ markup: Markup) { text += markup.text }

        mutating func appendInterpolation(_ parts: [Markup]) {
            text += parts.map(\.text).joined(separator: "\n")
        }
    }

    /// The markup.
    let text: String

    init(stringLiteral literal: String) { text = literal }

    init(stringInterpolation: StringInterpolation) { text = stringInterpolation.text }

    /// Text that is markup already.
    init(raw: String) { text = raw }

    /// A table with a heading for each column; the first cell of a row is its heading.
    static func table(_ columns: [String], _ rows: [[Markup]], style: String = "") -> Markup {
        let heads = columns.map { "<th scope=\"col\">\($0)</th>" as Markup }
        let lines = rows.map { row -> Markup in
            let cells = row.enumerated().map { index, cell -> Markup in
                index == 0 ? "<th scope=\"row\">\(cell)</th>" : "<td>\(cell)</td>"
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
