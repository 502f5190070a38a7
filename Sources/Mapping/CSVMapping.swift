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
    /// - Throws: ``FileFormatError`` when a column is unknown, twice, or a required one is missing.
    public init(headerLine: String, channels: ChannelTable = .standard) throws(FileFormatError) {
        records = RecordMapping(channels: channels)
        header = Self.split(headerLine).map { $0.trimmingCharacters(in: .whitespaces) }
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
        let cells = Self.split(row)
        guard cells.count == header.count else {
            return Delivery(
                message: message, subject: nil,
                quarantine: [
                    QuarantineEntry(
                        reason: .unparseable, place: "line \(number)", found: row,
                        hint: "the row has \(cells.count) cells, the header \(header.count)")
                ])
        }
        let fields = Dictionary(uniqueKeysWithValues: zip(header, cells))
        return records.map(ObservationRecord(fields: fields), message: message, place: "line \(number)")
    }

    /// The cells of a row; a cell in double quotes may hold commas and doubled quotes.
    static func split(_ row: String) -> [String] {
        var cells: [String] = []
        var cell = ""
        var isQuoted = false
        var characters = row.makeIterator()
        var pending = characters.next()
        while let character = pending {
            pending = characters.next()
            switch character {
            case "\"" where isQuoted && pending == "\"":
                cell.append("\"")
                pending = characters.next()
            case "\"": isQuoted.toggle()
            case "," where !isQuoted:
                cells.append(cell)
                cell = ""
            default: cell.append(character)
            }
        }
        return cells + [cell]
    }
}
