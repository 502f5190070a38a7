import ClinicalDomain
import GRDB

/// Who sent what: from a bounded number of messages and values, whatever the database holds.
extension WardRecordReader {
    /// So many messages are counted by source, the newest of the period.
    static let messageLimit: Int64 = 200_000
    /// The newest values of so many stays are looked at for how late they came.
    private static let sampledStays = 100
    /// So many of each stay.
    private static let sampledValues = 200
    /// A value that was received so long after it was issued is late, in milliseconds.
    private static let lateness: Int64 = 3_600_000

    static let messages = """
        SELECT sourceID, format, count(*), max(id) FROM message WHERE id >= ?1 AND id < ?2 GROUP BY sourceID, format
        """
    static let quarantine = """
        SELECT message.sourceID, message.format, quarantine.reason, count(*) FROM quarantine
        JOIN message ON message.id = quarantine.messageID
        WHERE quarantine.messageID >= ?1 AND quarantine.messageID < ?2 GROUP BY 1, 2, 3
        """
    /// The newest messages that brought values of each stay, from the index of open stays or a scan of the stays.
    static let newestStays = """
        SELECT id FROM encounter WHERE lastEffective >= ?1 AND lastEffective < ?2 ORDER BY lastEffective DESC LIMIT ?3
        """
    static let values = """
        SELECT message.sourceID, message.format, observation.issued, message.received FROM observation
        JOIN message ON message.id = observation.messageID
        WHERE observation.encounterID = ?1 AND observation.channelID = ?2 AND observation.effective >= ?3
        AND observation.effective < ?4 ORDER BY observation.effective DESC LIMIT ?5
        """

    /// The number of the first message of the period and that of the first one after it, found by halving: numbers grow
    /// with the time of receipt.
    func firstMessage() throws -> Range<Int64> {
        let first = try firstMessage(notBefore: since)
        return first..<max(first, try firstMessage(notBefore: until))
    }

    private func firstMessage(notBefore instant: Instant) throws -> Int64 {
        let next = try database.cachedStatement(
            sql: "SELECT id, received FROM message WHERE id >= ? ORDER BY id LIMIT 1")
        let newest = try Int64.fetchOne(database, sql: "SELECT max(id) FROM message") ?? 0
        var (low, high) = (Int64(0), newest + 1)
        while low < high {
            let middle = low + (high - low) / 2
            guard let row = try Row.fetchOne(next, arguments: [middle]) else {
                high = middle
                continue
            }
            let (id, received): (Int64, Int64) = (row[0], row[1])
            if received >= instant.millisecondsSince1970 { high = middle } else { low = id + 1 }
        }
        return low
    }

    /// Whether there are more messages than are counted.
    func isCut(from messages: Range<Int64>) throws -> Bool {
        messages.upperBound - messages.lowerBound > Self.messageLimit
    }

    func sources(from messages: Range<Int64>) throws -> [WardRecord.Source] {
        let numbers: StatementArguments = [
            max(messages.lowerBound, messages.upperBound - Self.messageLimit), messages.upperBound,
        ]
        var sources: [Key: WardRecord.Source] = [:]
        func change(_ key: Key, _ body: (inout WardRecord.Source) throws -> Void) throws {
            var source = try sources[key] ?? source(key)
            try body(&source)
            sources[key] = source
        }
        for row in try Row.fetchAll(database, sql: Self.messages, arguments: numbers) {
            let newest: Int64 = row[3]
            try change(Key(id: row[0], format: row[1])) { source in
                source.messages = row[2]
                source.last = Instant(
                    try Int64.fetchOne(database, sql: "SELECT received FROM message WHERE id = ?", arguments: [newest]))
            }
        }
        for row in try Row.fetchAll(database, sql: Self.quarantine, arguments: numbers) {
            try change(Key(id: row[0], format: row[1])) { $0.quarantined[row[2]] = row[3] }
        }
        for row in try sample() {
            let (issued, received): (Int64, Int64) = (row[2], row[3])
            try change(Key(id: row[0], format: row[1])) { source in
                source.sampled += 1
                if received.subtractingReportingOverflow(issued).partialValue > Self.lateness { source.late += 1 }
            }
        }
        return sources.values.sorted { ($1.messages, $0.name, $0.format) < ($0.messages, $1.name, $1.format) }
    }

    /// A sender and a format.
    private struct Key: Hashable {
        var id: Int64
        var format: String
    }

    private func source(_ key: Key) throws -> WardRecord.Source {
        let sql = "SELECT name FROM source WHERE id = ?"
        return WardRecord.Source(
            name: try String.fetchOne(database, sql: sql, arguments: [key.id]) ?? "", format: key.format)
    }

    /// Values of the period, of the stays that values came of last.
    private func sample() throws -> [Row] {
        let (begins, ends) = (since.millisecondsSince1970, until.millisecondsSince1970)
        let stays = try Int64.fetchAll(
            database, sql: Self.newestStays, arguments: [begins, ends, Self.sampledStays])
        let channels = try Int64.fetchAll(database, sql: "SELECT id FROM channel ORDER BY id")
        let statement = try database.cachedStatement(sql: Self.values)
        return try stays.flatMap { stay in
            var rows: [Row] = []
            for channel in channels where rows.count < Self.sampledValues {
                // Few of each channel, so that what is measured often is not all that is looked at.
                rows += try Row.fetchAll(statement, arguments: [stay, channel, begins, ends, 20])
            }
            return rows
        }
    }
}
