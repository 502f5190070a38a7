/// A figure of a report: a picture with its caption and its numbers, or the reason why there is none.
struct ReportFigure {
    /// What is seen.
    enum Content {
        /// A picture as markup, and the numbers behind it as tables with a heading each.
        case picture(svg: String, numbers: [Markup])
        /// Why there is nothing to see, as a sentence.
        case missing(String)
    }

    /// What the figure is called.
    var title: String
    /// What it shows, without the title.
    var caption: Markup
    var content: Content

    /// The figure on the page.
    func markup(number: Int) -> Markup {
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

    /// A table of numbers with a heading.
    static func numbers(_ heading: String, _ columns: [String], _ rows: [[String]]) -> Markup {
        "<h4>\(heading)</h4>\n\(Markup.table(columns, rows.map { $0.map { "\($0)" } }, style: "numbers"))"
    }
}
