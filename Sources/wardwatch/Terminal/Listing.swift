import Foundation

/// A row of a listing, with what a table shows of it and all of it as JSON.
protocol ListingRow: Encodable {
    /// The headings of the table and of CSV.
    static var columns: [String] { get }
    /// What stands under each heading; empty for unknown.
    var cells: [String] { get }
}

/// A versioned JSON document with one list.
private struct ListingDocument<Row: Encodable>: Encodable {
    let version: Int
    let name: String
    let rows: [Row]

    private struct Key: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init(_ text: String) { stringValue = text }
        init?(stringValue: String) { self.init(stringValue) }
        init?(intValue: Int) { nil }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(version, forKey: Key("version"))
        try container.encode(rows, forKey: Key(name))
    }
}

/// Prints listings on standard output.
enum Listing {
    /// The version of all JSON outputs; see docs/cli-json.md.
    static let version = 1

    /// Prints rows.
    ///
    /// - Parameters:
    ///   - rows: the rows.
    ///   - name: the key of the list in JSON.
    ///   - format: how.
    ///   - empty: what a table says on standard error when there are no rows.
    static func show<Row: ListingRow>(_ rows: [Row], name: String, format: OutputFormat, empty: String) throws {
        switch format {
        case .table:
            if rows.isEmpty {
                Terminal.say(empty)
            } else {
                print(table(Row.columns, rows.map { $0.cells.map(Terminal.printable) }))
            }
        case .json: try show(ListingDocument(version: version, name: name, rows: rows))
        case .ndjson:
            for row in rows { print(try line(row)) }
        case .csv:
            print(Row.columns.map(quoted).joined(separator: ","))
            for row in rows { print(row.cells.map(quoted).joined(separator: ",")) }
        }
    }

    /// Prints one value as JSON.
    static func show(_ value: some Encodable) throws { print(try json(value)) }

    /// One value as JSON on one line.
    static func line(_ value: some Encodable) throws -> String {
        String(decoding: try encoder([]).encode(value), as: UTF8.self)
    }

    /// One value as JSON.
    static func json(_ value: some Encodable) throws -> String {
        String(decoding: try encoder(.prettyPrinted).encode(value), as: UTF8.self)
    }

    /// Aligned columns, two spaces apart.
    static func table(_ columns: [String], _ rows: [[String]]) -> String {
        let all = [columns.map { $0.uppercased() }] + rows
        let widths = columns.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
        return all.map { row in
            zip(row, widths).map { $0.padding(toLength: max($1, $0.count), withPad: " ", startingAt: 0) }
                .joined(separator: "  ").trimmingTrailingSpaces()
        }.joined(separator: "\n")
    }

    private static func encoder(_ formatting: JSONEncoder.OutputFormatting) -> JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, formatting]
        return encoder
    }

    private static func quoted(_ cell: String) -> String {
        cell.unicodeScalars.contains(where: { ",\"\n\r".unicodeScalars.contains($0) })
            ? "\"\(cell.replacing("\"", with: "\"\""))\"" : cell
    }
}

extension String {
    func trimmingTrailingSpaces() -> String {
        var text = self
        while text.last == " " { text.removeLast() }
        return text
    }
}

extension Double {
    /// The number with so many digits after the point.
    func formatted(_ digits: Int) -> String { String(format: "%.\(digits)f", self) }

    /// The number in at most one digit after the point, without a trailing zero.
    var short: String { self == rounded() && abs(self) < 1e15 ? String(Int(self)) : formatted(1) }
}
