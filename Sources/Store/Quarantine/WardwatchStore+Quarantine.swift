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
                \(QuarantineListing.select)
                WHERE (?1 IS NULL OR quarantine.reason = ?1) AND quarantine.received >= ?2
                    AND (?3 IS NULL OR quarantine.state = ?3) ORDER BY quarantine.id DESC LIMIT ?4
                """
            return try Row.fetchAll(
                database, sql: sql,
                arguments: [
                    filter.reason?.rawValue, filter.since?.millisecondsSince1970 ?? .min, filter.state?.rawValue,
                    filter.limit,
                ]
            ).map { try QuarantineListing($0) }
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

    /// Stores what a message gave when it was read again, and marks its waiting entries as replayed, in one
    /// transaction.
    ///
    /// What is still unusable becomes new entries.
    ///
    /// - Parameters:
    ///   - delivery: the message read again; its own identity is not looked at.
    ///   - messageID: the message that was read again.
    ///   - actor: whom the audit trail names.
    /// - Throws: ``StoreError/unknownMessage(id:)``.
    @discardableResult
    public func replay(
        _ delivery: Delivery, messageID: Int64, by actor: String
    ) async throws(StoreError) -> AppendOutcome {
        let now = now()
        return try await writeDeliveries { writer in
            let database = writer.database
            let sql = "SELECT 1 FROM message WHERE id = ?"
            if try Int.fetchOne(database, sql: sql, arguments: [messageID]) == nil {
                throw StoreError.unknownMessage(id: messageID)
            }
            try database.execute(
                sql: "UPDATE quarantine SET state = 'replayed' WHERE messageID = ? AND state = 'waiting'",
                arguments: [messageID])
            var outcome = try writer.store(delivery, messageID: messageID)
            if let encounterID = outcome.encounterID, !outcome.stored.isEmpty {
                // Its number may lie below what is assessed already; the newest number makes the stay unassessed.
                outcome.messageID = try writer.markUnassessed(encounterID)
            }
            try AuditChain.append(
                database, at: now, actor: actor, action: "quarantine.replay", subject: "message/\(messageID)",
                detail: try JSONText.encode(["stored": outcome.stored.count, "quarantined": outcome.quarantined]))
            return outcome
        }
    }

    /// Marks waiting entries as of no use.
    ///
    /// - Returns: how many were waiting.
    @discardableResult
    public func dismissQuarantine(ids: [Int64], by actor: String) async throws(StoreError) -> Int {
        let now = now()
        return try await write { database in
            try database.execute(
                sql: """
                    UPDATE quarantine SET state = 'dismissed'
                    WHERE state = 'waiting' AND id IN (SELECT value FROM json_each(?))
                    """, arguments: [try JSONText.encode(ids)])
            let count = database.changesCount
            if count > 0 {
                try AuditChain.append(
                    database, at: now, actor: actor, action: "quarantine.dismiss", subject: "quarantine",
                    detail: try JSONText.encode(["ids": ids]))
            }
            return count
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
        let (reasonName, stateName): (String, String) = (row[4], row[9])
        guard let reason = QuarantineEntry.Reason(rawValue: reasonName), let state = State(rawValue: stateName) else {
            throw StoreError.unreadable(
                table: "quarantine", column: "reason or state", detail: "\(reasonName), \(stateName)")
        }
        self.init(
            id: row[0], messageID: row[1], format: try Delivery.Message.Format(stored: row[2]), source: row[3],
            entry: QuarantineEntry(reason: reason, place: row[5], found: row[6], hint: row[7]),
            received: Instant(millisecondsSince1970: row[8]), state: state)
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
