/// Aligned columns, two spaces apart, that keep to a width.
struct ListingTable {
    /// Prose is not made narrower than so many characters, or than its longest word up to this length.
    private static let narrowestProse = (words: 20, word: 32)
    /// Where nothing more can be left out, prose is broken within words.
    private static let narrowestBroken = 8
    private let headings: [String]
    private let rows: [[String]]
    private let widths: [Int]
    /// The headings of the columns that there is no room for.
    let leftOut: [String]

    /// A table of rows that each have a cell for each column.
    ///
    /// - Parameter width: the columns of a terminal; nil for as wide as needed.
    init(_ columns: [ListingColumn], _ rows: [[String]], width: Int?) {
        let natural = columns.indices.map { index in
            rows.reduce(columns[index].heading.count) { max($0, $1[index].count) }
        }
        let narrowest = columns.indices.map { index in
            columns[index].isProse
                ? rows.reduce(Self.narrowestProse.words) { max($0, Self.longestWord(of: $1[index])) } : natural[index]
        }
        var (kept, fitted) = (Array(columns.indices), natural)
        if let width {
            while true {
                let narrowed = Self.widths(of: kept, natural, narrowest, within: width)
                fitted = narrowed.widths
                if narrowed.fits { break }
                let spare = kept.filter { columns[$0].rank > 0 }.max { columns[$0].rank < columns[$1].rank }
                guard let spare else {
                    let broken = columns.indices.map { columns[$0].isProse ? Self.narrowestBroken : natural[$0] }
                    fitted = Self.widths(of: kept, natural, broken, within: width).widths
                    break
                }
                kept.removeAll { $0 == spare }
            }
        }
        headings = kept.map { columns[$0].heading.uppercased() }
        self.rows = rows.map { row in kept.map { row[$0] } }
        widths = kept.map { fitted[$0] }
        leftOut = columns.indices.filter { !kept.contains($0) }.map { columns[$0].heading }
    }

    /// The widths of all columns when the prose among the kept ones is made as narrow as needed.
    private static func widths(
        of kept: [Int], _ natural: [Int], _ narrowest: [Int], within width: Int
    ) -> (widths: [Int], fits: Bool) {
        var widths = natural
        var excess = kept.reduce(2 * (kept.count - 1) - width) { $0 + natural[$1] }
        while excess > 0,
            let widest = kept.filter({ widths[$0] > narrowest[$0] })
                .max(by: { widths[$0] < widths[$1] })
        {
            widths[widest] -= 1
            excess -= 1
        }
        return (widths, excess <= 0)
    }

    var text: String { ([headings] + rows).map(text(of:)).joined(separator: "\n") }

    /// A row, in as many lines as its longest prose needs.
    private func text(of row: [String]) -> String {
        let cells = zip(row, widths).map { Self.lines(of: $0, width: $1) }
        let height = cells.map(\.count).max() ?? 1
        return (0..<height).map { line in
            zip(cells, widths).map { lines, width in
                let text = line < lines.count ? lines[line] : ""
                return text + String(repeating: " ", count: max(0, width - text.count))
            }
            .joined(separator: "  ").trimmingTrailingSpaces()
        }.joined(separator: "\n")
    }

    /// The length of the longest piece, as far as it is kept whole.
    private static func longestWord(of text: String) -> Int {
        min(narrowestProse.word, pieces(of: text).map(\.text.count).max() ?? 0)
    }

    /// What a line may be broken between: words, and what follows a comma; with whether there is a space before.
    private static func pieces(of text: String) -> [(text: Substring, isSpaced: Bool)] {
        var pieces: [(text: Substring, isSpaced: Bool)] = []
        for (number, word) in text.split(separator: " ", omittingEmptySubsequences: false).enumerated() {
            var (rest, isSpaced) = (word, number > 0)
            while let comma = rest.dropLast().firstIndex(of: ",") {
                pieces.append((rest[...comma], isSpaced))
                (rest, isSpaced) = (rest[rest.index(after: comma)...], false)
            }
            pieces.append((rest, isSpaced))
        }
        return pieces
    }

    /// The text in lines of at most so many characters, broken within a word only where it is longer than that.
    static func lines(of text: String, width: Int) -> [String] {
        guard text.count > width, width > 0 else { return [text] }
        var (lines, line): ([String], String) = ([], "")
        for piece in pieces(of: text) {
            let longer = line + (piece.isSpaced ? " " : "") + piece.text
            if longer.count <= width {
                line = longer
                continue
            }
            if !line.isEmpty { lines.append(line) }
            var rest = piece.text
            while rest.count > width {
                lines.append(String(rest.prefix(width)))
                rest = rest.dropFirst(width)
            }
            line = String(rest)
        }
        return lines + [line]
    }
}
