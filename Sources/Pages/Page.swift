/// One page that can be read, printed and kept: text, tables and pictures in a single file.
///
/// The page is XHTML that browsers take as HTML as well. It has no script, no address and no clock: the same content
/// gives the same bytes.
public struct Page: Sendable {
    /// What stands in the title bar.
    public var title: String
    /// Name and version of the program.
    public var build: String
    /// What is above the sections.
    public var header: Markup
    /// The sections.
    public var sections: [Markup]

    /// A page of its parts.
    public init(title: String, build: String, header: Markup, sections: [Markup]) {
        (self.title, self.build, self.header, self.sections) = (title, build, header, sections)
    }

    /// The file.
    public var text: String {
        let page: Markup = """
            <!DOCTYPE html>
            <html xmlns="http://www.w3.org/1999/xhtml" lang="en" xml:lang="en">
            <head>
            <meta charset="utf-8"/>
            <meta name="viewport" content="width=device-width, initial-scale=1"/>
            <meta name="generator" content="\(build)"/>
            <title>\(title)</title>
            <style>
            \(Markup(raw: ReportStyle.text))
            </style>
            </head>
            <body>
            \(header)
            <main>
            \(sections)
            </main>
            </body>
            </html>

            """
        return page.text
    }
}
