public import ClinicalDomain
internal import Foundation

/// Rows of a long CSV file → deliveries.
///
/// The header names the fields of ``ObservationRecord``; RFC 4180 quoting.
public struct CSVMapping: Sendable {
    private let records: RecordMapping
    private let header: [String]

    /// A mapping for a file with that header line.
    ///
    /// A byte order mark before it is stepped over.
    ///
    /// - Throws: ``FileFormatError`` when a column is unknown, twice, or a required one is missing.
    public init(headerLine: String, channels: ChannelTable = .standard) throws(FileFormatError) {
        records = RecordMapping(channels: channels)
        let line = headerLine.hasPrefix("\u{FEFF}") ? String(headerLine.unicodeScalars.dropFirst()) : headerLine
        header = (Self.split(line) ?? [line]).map { $0.trimmingCharacters(in: .whitespaces) }
        for (index, name) in header.enumerated() {
            guard ObservationRecord.fieldNames.contains(name) else {
                throw .unknownColumn(name: name, known: ObservationRecord.fieldNames.sorted())
            }
            guard header.firstIndex(of: name) == index else { throw .duplicateColumn(name: name) }
        }
        for required in ["patient", "effective"] where !header.contains(required) {
            throw .missingColumn(name: required)
        }
    }

    /// Maps one row.
    ///
    /// Never fails: what cannot be used comes back as quarantined.
    public func map(row: String, number: Int, received: Instant) -> Delivery {
        let bytes = Array(row.utf8)
        let message = Delivery.Message(
            format: .csv, source: "",
            identity: MessageIdentity.digest(
                Array("csv".utf8), Array(header.joined(separator: ",").utf8), bytes),
            body: bytes, received: received)
        guard let cells = Self.split(row) else {
            return refuse(message, number, row, "quote whole cells, and double the quotes in them")
        }
        guard cells.count == header.count else {
            return refuse(message, number, row, "the row has \(cells.count) cells, the header \(header.count)")
        }
        let fields = Dictionary(uniqueKeysWithValues: zip(header, cells))
        return records.map(ObservationRecord(fields: fields), message: message, place: "line \(number)")
    }

    private func refuse(_ message: Delivery.Message, _ number: Int, _ row: String, _ hint: String) -> Delivery {
        Delivery(
            message: message, subject: nil,
            quarantine: [QuarantineEntry(reason: .unparseable, place: "line \(number)", found: row, hint: hint)])
    }

    /// The cells of a row, or nil when a quote stands inside a cell without quotes, is followed by more of the cell,
    /// or is never closed; a cell in double quotes may hold commas and doubled quotes.
    private static func split(_ row: String) -> [String]? {
        var cells: [String] = []
        var rest = row.unicodeScalars[...]
        while true {
            var cell = String.UnicodeScalarView()
            if rest.first == "\"" {
                rest.removeFirst()
                while true {
                    guard let quote = rest.firstIndex(of: "\"") else { return nil }
                    cell.append(contentsOf: rest[..<quote])
                    rest = rest[rest.index(after: quote)...]
                    guard rest.first == "\"" else { break }
                    cell.append(rest.removeFirst())
                }
            } else {
                cell.append(contentsOf: rest.prefix { $0 != "," })
                guard !cell.contains("\"") else { return nil }
                rest = rest.dropFirst(cell.count)
            }
            cells.append(String(cell))
            guard let separator = rest.popFirst() else { return cells }
            guard separator == "," else { return nil }
        }
    }
}
