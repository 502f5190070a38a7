import ClinicalDomain
import Crypto
import Foundation
import GRDB

/// The hash chain of the audit trail.
///
///     hash = SHA-256( previousHash ‖ id ‖ at ‖ |actor| ‖ actor ‖ |action| ‖ action ‖ |subject| ‖ subject
///                     ‖ |detail| ‖ detail )
///
/// Numbers are eight bytes, big-endian, two's complement; `|x|` is the number of UTF-8 bytes of `x`, so that no two
/// rows share an encoding. The first row's `previousHash` is 32 zero bytes.
enum AuditChain {
    static let origin = [UInt8](repeating: 0, count: 32)

    static func hash(_ row: AuditRow) -> [UInt8] {
        var hasher = SHA256()
        hasher.update(data: row.previousHash)
        hasher.update(data: bigEndian(row.id))
        hasher.update(data: bigEndian(row.at.millisecondsSince1970))
        for text in [row.actor, row.action, row.subject, row.detail] {
            hasher.update(data: bigEndian(Int64(text.utf8.count)))
            hasher.update(data: Array(text.utf8))
        }
        return Array(hasher.finalize())
    }

    private static func bigEndian(_ value: Int64) -> [UInt8] {
        withUnsafeBytes(of: value.bigEndian) { Array($0) }
    }

    /// Adds a row within the caller's transaction: what it reports and the report are kept together or not at all.
    @discardableResult
    static func append(
        _ database: Database, at: Instant, actor: String, action: String, subject: String, detail: String
    ) throws -> AuditRow {
        // The greatest number ever used, not the greatest that is left: a cut-off end stays visible as a gap.
        let last = try Int64.fetchOne(
            database.cachedStatement(sql: "SELECT seq FROM sqlite_sequence WHERE name = 'audit'"))
        let previous = try Data.fetchOne(
            database.cachedStatement(sql: "SELECT hash FROM audit ORDER BY id DESC LIMIT 1"))
        var row = AuditRow(
            id: (last ?? 0) + 1, at: at, actor: actor, action: action, subject: subject, detail: detail,
            previousHash: previous.map { Array($0) } ?? origin, hash: [])
        row.hash = hash(row)
        try database.cachedStatement(
            sql: """
                INSERT INTO audit (id, at, actor, action, subject, detail, previousHash, hash)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """
        ).execute(arguments: [
            row.id, at.millisecondsSince1970, actor, action, subject, detail, Data(row.previousHash), Data(row.hash),
        ])
        return row
    }

    /// Walks the chain; nil when every row is what it was when it was written.
    static func firstBreach(_ database: Database, head: AuditHead?) throws -> AuditBreach? {
        let rows = try Row.fetchCursor(database, sql: "SELECT \(AuditRow.columns) FROM audit ORDER BY id")
        var (expectedID, previousHash): (Int64, [UInt8]) = (1, origin)
        while let row = try rows.next().map(AuditRow.init) {
            if row.id != expectedID { return AuditBreach(id: expectedID, kind: .missing) }
            if row.previousHash != previousHash { return AuditBreach(id: row.id, kind: .broken) }
            if row.hash != hash(row) { return AuditBreach(id: row.id, kind: .changed) }
            if let head, head.id == row.id, head.hash != row.hash { return AuditBreach(id: row.id, kind: .changed) }
            (expectedID, previousHash) = (row.id + 1, row.hash)
        }
        let sequence = try Int64.fetchOne(database, sql: "SELECT seq FROM sqlite_sequence WHERE name = 'audit'")
        if expectedID <= max(sequence ?? 0, head?.id ?? 0) { return AuditBreach(id: expectedID, kind: .truncated) }
        return nil
    }
}

extension AuditRow {
    static let columns = "id, at, actor, action, subject, detail, previousHash, hash"

    /// The row of ``columns``.
    init(_ row: Row) {
        let (previousHash, hash): (Data, Data) = (row[6], row[7])
        self.init(
            id: row[0], at: Instant(millisecondsSince1970: row[1]), actor: row[2], action: row[3], subject: row[4],
            detail: row[5], previousHash: Array(previousHash), hash: Array(hash))
    }
}
