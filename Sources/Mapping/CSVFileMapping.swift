public import ClinicalDomain

/// The lines of a CSV file, one after another → deliveries.
///
/// A file is a few lines that begin with `#` and say how to read it (``CSVDirective``; they may be missing), a header
/// line, and rows. It is *long* when its rows are single results with the fields of ``ObservationRecord``, and *wide*
/// when columns are channels. A row may go over several lines where a cell in quotes does; memory holds the lead and one
/// row.
public struct CSVFileMapping: Sendable {
    /// A quote that stays open over so many lines or bytes was never meant to be one.
    private static let openLines = 100
    private static let openBytes = 1 << 20

    private let site: CSVSite
    private var header: CSVHeader
    private var mapping: CSVMapping?
    /// The lines above the rows.
    private var lead: [[UInt8]] = []
    /// The lines of a row whose quote is still open.
    private var open: [(bytes: [UInt8], number: Int)] = []
    private var isFirstLine = true

    /// A mapping for a file of a site.
    public init(site: CSVSite = CSVSite()) {
        self.site = site
        header = CSVHeader(site: site)
    }

    /// Takes the next line.
    ///
    /// - Parameters:
    ///   - line: the line without its end.
    ///   - number: its number, from 1.
    ///   - received: when it was read.
    /// - Returns: what is complete with it; what cannot be used comes back as quarantined.
    /// - Throws: ``FileFormatError`` when what stands above the rows is not understood; then nothing of the file can be.
    public mutating func take(
        line: [UInt8], number: Int, received: Instant
    ) throws(FileFormatError) -> [Delivery] {
        var line = line
        if isFirstLine {
            isFirstLine = false
            if line.starts(with: [0xFF, 0xFE]) || line.starts(with: [0xFE, 0xFF]) { throw .notText }
            if line.starts(with: [0xEF, 0xBB, 0xBF]) { line.removeFirst(3) }
        }
        line = CSVText.utf8(line)
        if open.isEmpty {
            if line.allSatisfy({ $0 == 32 || $0 == 9 }) { return [] }
            if mapping == nil {
                let text = String(decoding: line, as: UTF8.self)
                if CSVDirective.begins(text) || CSVHeader.separator(text) != nil {
                    try header.take(text, number: number)
                    lead.append(line)
                    return []
                }
                header.chooseDelimiter(line)
            }
        }
        open.append((line, number))
        return try takeOpen(isLast: false, received)
    }

    /// Says that there are no more lines.
    ///
    /// - Returns: what was left of a row whose quote was never closed.
    /// - Throws: ``FileFormatError`` where there was no header.
    public mutating func finish(received: Instant) throws(FileFormatError) -> [Delivery] {
        let deliveries = try takeOpen(isLast: true, received)
        if mapping == nil { throw .empty }
        return deliveries
    }

    /// Takes the rows that are complete; a first line that can be none is refused, and what follows is looked at again.
    private mutating func takeOpen(isLast: Bool, _ received: Instant) throws(FileFormatError) -> [Delivery] {
        var deliveries: [Delivery] = []
        var lines = open
        open = []
        while !lines.isEmpty {
            // A row over several lines is only looked at when a line could close it.
            var count = 1
            var row = CSVRow(lines[0].bytes, delimiter: header.delimiter)
            while row == .open, count < lines.count {
                count += 1
                guard lines[count - 1].bytes.contains(UInt8(ascii: "\"")) else { continue }
                row = CSVRow(Self.joined(lines[..<count]), delimiter: header.delimiter)
            }
            if row == .open, !isLast, lines.count < Self.openLines, Self.size(lines) < Self.openBytes {
                open = lines
                return deliveries
            }
            guard case .cells(let cells) = row else {
                deliveries += try refuse(lines.removeFirst(), received)
                continue
            }
            let (bytes, number) = (Self.joined(lines[..<count]), lines[0].number)
            lines.removeFirst(count)
            guard let mapping else {
                try header.takeNames(cells)
                lead.append(bytes)
                mapping = CSVMapping(header: header, channels: site.channels, lead: lead)
                firstLine = number + count
                continue
            }
            if let delivery = mapping.map(cells, bytes: bytes, number: self.number(number), received: received) {
                deliveries.append(delivery)
            }
        }
        return deliveries
    }

    /// The line of the first row in the file at hand.
    private var firstLine = 0

    /// The number of a line in the file that the rows were first read from.
    private func number(_ line: Int) -> Int { (header.firstRow ?? firstLine) + line - firstLine }

    private func refuse(
        _ line: (bytes: [UInt8], number: Int), _ received: Instant
    ) throws(FileFormatError) -> [Delivery] {
        guard let mapping else {
            throw .wrongHeader(
                expected: "names in whole quotes or none", found: String(decoding: line.bytes, as: UTF8.self))
        }
        return [
            mapping.refusal(
                line.bytes, number: number(line.number), received: received,
                hint: "quote whole cells, double the quotes in them, and close each")
        ]
    }

    private static func joined(_ lines: ArraySlice<(bytes: [UInt8], number: Int)>) -> [UInt8] {
        lines.count == 1 ? lines[lines.startIndex].bytes : Array(lines.map(\.bytes).joined(separator: [10]))
    }

    private static func size(_ lines: [(bytes: [UInt8], number: Int)]) -> Int {
        lines.reduce(0) { $0 + $1.bytes.count }
    }
}

extension CSVFileMapping {
    /// Maps the body of a stored message again.
    ///
    /// The body of a row of which something was quarantined holds what stood above it in its file; others hold the row
    /// alone, and there is nothing in them to read again.
    ///
    /// - Returns: nil when the body has no header.
    public static func replay(_ body: [UInt8], site: CSVSite, received: Instant) -> Delivery? {
        guard body.starts(with: "#wardwatch first-row=".utf8) else { return nil }
        var mapping = CSVFileMapping(site: site)
        var deliveries: [Delivery] = []
        for (index, line) in body.split(separator: 10, omittingEmptySubsequences: false).enumerated() {
            guard let found = try? mapping.take(line: Array(line), number: index + 1, received: received) else {
                return nil
            }
            deliveries += found
        }
        guard let rest = try? mapping.finish(received: received) else { return nil }
        deliveries += rest
        return deliveries.count == 1 ? deliveries.first : nil
    }
}
