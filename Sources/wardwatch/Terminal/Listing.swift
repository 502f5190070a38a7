import Foundation

/// A row of a listing, with what a table shows of it and all of it as JSON.
protocol ListingRow: Encodable {
    /// The columns of the table.
    static var columns: [ListingColumn] { get }
    /// What stands under each heading; empty for unknown.
    var cells: [String] { get }
    /// The fields of CSV: paths in the JSON, such as `risk.probability`.
    static var fields: [String] { get }
}

/// A versioned JSON document with one list.
private struct ListingDocument<Row: Encodable>: Encodable {
    let name: String
    let rows: [Row]

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: ListingKey.self)
        try container.encode(Listing.version, forKey: ListingKey("version"))
        try container.encode(rows, forKey: ListingKey(name))
    }
}

/// A row that stands alone, with the version among its members.
private struct ListingLine<Row: Encodable>: Encodable {
    let row: Row

    func encode(to encoder: any Encoder) throws {
        try row.encode(to: encoder)
        var container = encoder.container(keyedBy: ListingKey.self)
        try container.encode(Listing.version, forKey: ListingKey("version"))
    }
}

private struct ListingKey: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(_ text: String) { stringValue = text }
    init?(stringValue: String) { self.init(stringValue) }
    init?(intValue: Int) { nil }
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
            if rows.isEmpty { return Terminal.say(empty) }
            let table = ListingTable(
                Row.columns, rows.map { $0.cells.map(Terminal.printable) }, width: Terminal.width)
            try StandardOutput.print(table.text)
            if !table.leftOut.isEmpty {
                Terminal.say("no room for: \(table.leftOut.joined(separator: ", "))")
            }
        case .json: try show(ListingDocument(name: name, rows: rows))
        case .ndjson: try StandardOutput.write(rows.map { try versionedLine($0) + "\n" }.joined())
        case .csv: try StandardOutput.write(try csv(rows))
        }
    }

    /// Prints one value as JSON.
    static func show(_ value: some Encodable) throws { try StandardOutput.print(try json(value)) }

    /// Prints one value that carries its version as JSON, or all of it in one line.
    static func show(_ value: some Encodable, format: DocumentFormat) throws {
        try StandardOutput.print(try format == .ndjson ? text(value, []) : json(value))
    }

    /// One value as JSON.
    static func json(_ value: some Encodable) throws -> String { try text(value, .prettyPrinted) }

    /// One value as JSON on one line.
    static func line(_ value: some Encodable) throws -> String { try text(value, []) }

    /// A row with the version as JSON on one line.
    static func versionedLine(_ row: some Encodable) throws -> String { try line(ListingLine(row: row)) }

    /// Aligned columns, two spaces apart, as wide as needed.
    static func table(_ columns: [String], _ rows: [[String]]) -> String {
        ListingTable(columns.map { ListingColumn($0) }, rows, width: nil).text
    }

    /// A header and a line for each row (RFC 4180).
    private static func csv<Row: ListingRow>(_ rows: [Row]) throws -> String {
        let (encoder, decoder) = (JSONEncoder(), JSONDecoder())
        let lines = try rows.map { row in
            let value = try decoder.decode(JSONValue.self, from: try encoder.encode(row))
            return Row.fields.map { value[$0[...]].field }
        }
        return ([Row.fields] + lines).map { $0.map(quoted).joined(separator: ",") + "\r\n" }.joined()
    }

    private static func text(_ value: some Encodable, _ formatting: JSONEncoder.OutputFormatting) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, formatting]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    /// A cell of CSV (RFC 4180).
    static func quoted(_ field: String) -> String {
        field.unicodeScalars.contains(where: { ",\"\n\r".unicodeScalars.contains($0) })
            ? "\"\(field.replacing("\"", with: "\"\""))\"" : field
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
