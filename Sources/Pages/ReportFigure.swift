/// A figure of a report: a picture with its caption and its numbers, or the reason why there is none.
public struct ReportFigure: Sendable {
    /// What is seen.
    public enum Content: Sendable {
        /// A picture as markup, and the numbers behind it as tables with a heading each.
        case picture(svg: String, numbers: [Markup])
        /// Why there is nothing to see, as a sentence.
        case missing(String)
    }

    /// What the figure is called.
    public var title: String
    /// What it shows, without the title.
    public var caption: Markup
    /// What is seen.
    public var content: Content

    /// A figure of its parts.
    public init(title: String, caption: Markup, content: Content) {
        (self.title, self.caption, self.content) = (title, caption, content)
    }

    /// The figure on the page.
    public func markup(number: Int) -> Markup {
        switch content {
        case .missing(let reason):
            return """
                <div class="missing"><p><b>\(title).</b> \(reason)</p></div>
                """
        case .picture(let svg, let numbers):
            return """
                <figure>
                \(Markup(raw: svg))
                <figcaption><b>Figure \(number). \(title).</b> \(caption)</figcaption>
                <details><summary>The numbers of figure \(number)</summary>
                \(numbers)
                </details>
                </figure>
                """
        }
    }

    /// A table of numbers with a heading; `words` are the columns that hold words.
    public static func numbers(
        _ heading: String, _ columns: [String], _ rows: [[String]], words: Set<Int> = []
    ) -> Markup {
        let cells = rows.map { $0.map { "\($0)" as Markup } }
        return "<h4>\(heading)</h4>\n\(Markup.table(columns, cells, style: "numbers", words: words))"
    }

    /// Figures on the page, numbered from where `number` stands; those that are missing have no number.
    ///
    /// - Parameters:
    ///   - figures: what makes a figure from its id.
    ///   - number: of the figure before; of the last one when it returns.
    public static func markup(_ figures: [(String) -> ReportFigure], _ number: inout Int) -> [Markup] {
        figures.map { make in
            let figure = make("figure\(number + 1)")
            if case .picture = figure.content { number += 1 }
            return figure.markup(number: number)
        }
    }
}
