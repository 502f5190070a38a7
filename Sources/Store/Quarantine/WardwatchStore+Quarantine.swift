public import ClinicalDomain
import Foundation
import GRDB

extension WardwatchStore {
    /// What could not be used, newest first.
    public func quarantine(
        _ filter: QuarantineFilter = QuarantineFilter()
    ) async throws(StoreError) -> [QuarantineListing] {
        try await read { database in
            let sql = """
                \(QuarantineListing.select) WHERE \(QuarantineFilter.condition) ORDER BY quarantine.id DESC LIMIT ?7
                """
            return try Row.fetchAll(database, sql: sql, arguments: try filter.arguments())
                .map { try QuarantineListing($0) }
        }
    }

    /// How often the same thing could not be used, the most frequent first.
    ///
    /// - Parameter filter: which entries to count; its limit is that of the counts.
    public func quarantineCounts(
        _ filter: QuarantineFilter = QuarantineFilter()
    ) async throws(StoreError) -> [QuarantineCount] {
        try await read { database in
            // Repeated segments are numbered, as in OBX[12]-3: the number is left out.
            let sql = """
                SELECT quarantine.reason, source.name,
                    iif(quarantine.place GLOB '*[[]*]*',
                        substr(quarantine.place, 1, instr(quarantine.place, '[') - 1)
                        || substr(quarantine.place, instr(quarantine.place, ']') + 1), quarantine.place) AS field,
                    quarantine.found, count(*), min(quarantine.received), max(quarantine.received), max(quarantine.id)
                FROM quarantine JOIN message ON message.id = quarantine.messageID
                JOIN source ON source.id = message.sourceID
                WHERE \(QuarantineFilter.condition)
                GROUP BY quarantine.reason, source.name, field, quarantine.found
                ORDER BY count(*) DESC, max(quarantine.id) DESC LIMIT ?7
                """
            return try Row.fetchAll(database, sql: sql, arguments: try filter.arguments()).map { row in
                QuarantineCount(
                    reason: try QuarantineEntry.Reason(stored: row[0]), source: row[1], place: row[2], found: row[3],
                    count: row[4], first: Instant(millisecondsSince1970: row[5]),
                    last: Instant(millisecondsSince1970: row[6]), example: row[7])
            }
        }
    }

    /// One entry of the quarantine; nil when there is none of that number.
    public func quarantineEntry(id: Int64) async throws(StoreError) -> QuarantineListing? {
        try await read { database in
            try Row.fetchOne(database, sql: "\(QuarantineListing.select) WHERE quarantine.id = ?", arguments: [id])
                .map { try QuarantineListing($0) }
        }
    }

    /// A message as it arrived, to be read again; nil when there is none of that number.
    public func message(id: Int64) async throws(StoreError) -> Delivery.Message? {
        try await read { database in
            let sql = """
                SELECT message.format, source.name, message.identity, message.body, message.received
                FROM message JOIN source ON source.id = message.sourceID WHERE message.id = ?
                """
            guard let row = try Row.fetchOne(database, sql: sql, arguments: [id]) else { return nil }
            let (identity, body): (Data, Data) = (row[2], row[3])
            return Delivery.Message(
                format: try Delivery.Message.Format(stored: row[0]), source: row[1], identity: Array(identity),
                body: Array(body), received: Instant(millisecondsSince1970: row[4]))
        }
    }

    /// Marks waiting entries as of no use; they and their messages stay on record.
    ///
    /// - Parameters:
    ///   - filter: which entries, the newest first if there is a limit; its state is not looked at.
    ///   - actor: whom the audit trail names.
    /// - Returns: how many were waiting.
    @discardableResult
    public func dismissQuarantine(_ filter: QuarantineFilter, by actor: String) async throws(StoreError) -> Int {
        let now = now()
        var filter = filter
        filter.state = .waiting
        return try await write { [filter] database in
            let sql = """
                UPDATE quarantine SET state = 'dismissed' WHERE id IN (
                    SELECT quarantine.id FROM quarantine JOIN message ON message.id = quarantine.messageID
                    JOIN source ON source.id = message.sourceID
                    WHERE \(QuarantineFilter.condition) ORDER BY quarantine.id DESC LIMIT ?7)
                RETURNING id
                """
            let ids = try Int64.fetchAll(database, sql: sql, arguments: try filter.arguments()).sorted()
            if !ids.isEmpty {
                try AuditChain.append(
                    database, at: now, actor: actor, action: "quarantine.dismiss", subject: "quarantine",
                    detail: try JSONText.encode(["ids": ids]))
            }
            return ids.count
        }
    }
}

extension QuarantineListing {
    static let select = """
        SELECT quarantine.id, quarantine.messageID, message.format, source.name, quarantine.reason, quarantine.place,
            quarantine.found, quarantine.hint, quarantine.received, quarantine.state
        FROM quarantine JOIN message ON message.id = quarantine.messageID JOIN source ON source.id = message.sourceID
        """

    /// The listing of a row of ``select``.
    init(_ row: Row) throws {
        let stateName: String = row[9]
        guard let state = State(rawValue: stateName) else {
            throw StoreError.unreadable(table: "quarantine", column: "state", detail: stateName)
        }
        self.init(
            id: row[0], messageID: row[1], format: try Delivery.Message.Format(stored: row[2]), source: row[3],
            entry: QuarantineEntry(
                reason: try QuarantineEntry.Reason(stored: row[4]), place: row[5], found: row[6], hint: row[7]),
            received: Instant(millisecondsSince1970: row[8]), state: state)
    }
}

extension QuarantineEntry.Reason {
    /// The reason of a stored name.
    init(stored name: String) throws {
        guard let reason = QuarantineEntry.Reason(rawValue: name) else {
            throw StoreError.unreadable(table: "quarantine", column: "reason", detail: name)
        }
        self = reason
    }
}

extension Delivery.Message.Format {
    /// The format of a stored name.
    init(stored name: String) throws {
        guard let format = Delivery.Message.Format(rawValue: name) else {
            throw StoreError.unreadable(table: "message", column: "format", detail: name)
        }
        self = format
    }
}
