internal import ClinicalDomain

/// Rows of a CSV file whose header is known → deliveries.
struct CSVMapping: Sendable {
    private let header: CSVHeader
    private let records: RecordMapping
    /// The lines above the rows, as they came.
    private let lead: [[UInt8]]
    private let fieldNames: [String: String]

    /// A mapping for a file with that header; its lines and those above it, for reading a row again.
    init(header: CSVHeader, channels: ChannelTable, lead: [[UInt8]]) {
        (self.header, self.lead) = (header, lead)
        records = RecordMapping(channels: channels, times: header.times)
        fieldNames = header.fieldNames
    }

    /// Maps one row.
    ///
    /// - Returns: nil for a row in which nothing stands.
    func map(_ cells: [String], bytes: [UInt8], number: Int, received: Instant) -> Delivery? {
        var cells = cells.map { $0.trimmingSpaces() }
        if cells.allSatisfy(\.isEmpty) { return nil }
        while cells.count > header.names.count, cells.last?.isEmpty == true { cells.removeLast() }
        guard cells.count == header.names.count else {
            return refusal(
                bytes, number: number, received: received,
                hint: "the row has \(cells.count) cells, the header \(header.names.count)")
        }
        var fields = header.constants
        var results: [(RecordResult, String)] = []
        for (role, cell) in zip(header.roles, cells) where !cell.isEmpty && !header.missing.contains(cell) {
            switch role {
            case .field(let field): fields[field] = cell
            case .result(let series): results.append((RecordResult(series: series, text: cell), withPoint(cell)))
            case .ignored: break
            }
        }
        let record = ObservationRecord(fields: fields)
        let place = RecordMapping.Place(line: "line \(number)", names: fieldNames)
        let message = message(bytes, source: CleanText.label(fields["source"]), received: received)
        var delivery =
            header.isWide
            ? records.map(record, results: results, message: message, place: place)
            : records.map(record, value: fields["value"].map(withPoint), message: message, place: place)
        if !delivery.quarantine.isEmpty { delivery.message.body = document(bytes, number: number) }
        return delivery
    }

    /// A row of which nothing can be used.
    func refusal(_ bytes: [UInt8], number: Int, received: Instant, hint: String) -> Delivery {
        var message = message(bytes, source: "", received: received)
        message.body = document(bytes, number: number)
        let entry = QuarantineEntry(
            reason: .unparseable, place: "line \(number)", found: String(decoding: bytes, as: UTF8.self), hint: hint)
        return Delivery(message: message, subject: nil, quarantine: [entry])
    }

    private func message(_ bytes: [UInt8], source: String, received: Instant) -> Delivery.Message {
        Delivery.Message(
            format: .csv, source: source,
            identity: MessageIdentity.digest(Array("csv".utf8), Array(lead.joined(separator: [10])), bytes),
            body: bytes, received: received)
    }

    /// The row as a file of its own, so that it can be read again: what stood above it, and its line.
    private func document(_ row: [UInt8], number: Int) -> [UInt8] {
        let first = Array("#wardwatch first-row=\(number)".utf8)
        return Array(([first] + lead + [row]).joined(separator: [10]))
    }

    /// The text of a number with a point.
    ///
    /// Where the file has a decimal comma, a point is a thousands separator or a mistake: both are refused.
    private func withPoint(_ cell: String) -> String {
        guard header.hasDecimalComma else { return cell }
        return cell.contains(".") ? "\(cell) (decimal=comma)" : cell.replacing(",", with: ".")
    }
}

extension String {
    fileprivate func trimmingSpaces() -> String {
        guard first == " " || last == " " || first == "\t" || last == "\t" else { return self }
        var text = Substring(self)
        while let first = text.first, first == " " || first == "\t" { text.removeFirst() }
        while let last = text.last, last == " " || last == "\t" { text.removeLast() }
        return String(text)
    }
}
