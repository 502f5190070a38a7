import ClinicalDomain
import GRDB

/// Takes note of who is a receiver and who is none any more, within one transaction.
struct ReceiverRegistry {
    /// Who comes back within so many hours goes on where it was.
    private static let memoryHours = 24.0
    private static let retirement = "the configuration named no such receiver"

    let database: Database
    let now: Instant

    /// Enters a receiver that the configuration names.
    func enter(_ name: String) throws {
        let remembered = now.advanced(byHours: -Self.memoryHours).millisecondsSince1970
        try database.execute(
            sql: """
                UPDATE delivery SET state = 'waiting', nextAttempt = ?1, settled = NULL, lastError = ''
                WHERE receiver = ?2 AND state = 'skipped' AND lastError = ?3 AND settled = (
                    SELECT retired FROM receiver WHERE name = ?2 AND retired > ?4)
                """, arguments: [now.millisecondsSince1970, name, Self.retirement, remembered])
        try database.execute(
            sql: "UPDATE receiver SET retired = NULL WHERE name = ? AND retired > ?", arguments: [name, remembered])
        let newest = try Int64.fetchOne(database, sql: "SELECT max(id) FROM outbox") ?? 0
        try database.execute(
            sql: """
                INSERT INTO receiver (name, readThrough, since) VALUES (?1, ?2, ?3)
                ON CONFLICT DO UPDATE SET readThrough = ?2, since = ?3, failingSince = NULL, retired = NULL
                WHERE retired IS NOT NULL
                """, arguments: [name, newest, now.millisecondsSince1970])
    }

    /// Retires the receivers that are not among the names.
    ///
    /// - Returns: how many messages waited for each.
    func retireOthers(than names: [String]) throws -> [String: Int] {
        let gone = try String.fetchAll(database, sql: "SELECT name FROM receiver WHERE retired IS NULL")
            .filter { !names.contains($0) }
        var waiting: [String: Int] = [:]
        for name in gone {
            try database.execute(
                sql: "UPDATE receiver SET retired = ? WHERE name = ?", arguments: [now.millisecondsSince1970, name])
            try database.execute(
                sql: """
                    UPDATE delivery SET state = 'skipped', nextAttempt = NULL, settled = ?, lastError = ?
                    WHERE receiver = ? AND state = 'waiting'
                    """, arguments: [now.millisecondsSince1970, Self.retirement, name])
            waiting[name] = database.changesCount
            try AuditChain.append(
                database, at: now, actor: "wardwatchd", action: "receiver.retire", subject: "receiver/\(name)",
                detail: try JSONText.encode(["skipped": "\(database.changesCount)"]))
        }
        return waiting
    }
}
