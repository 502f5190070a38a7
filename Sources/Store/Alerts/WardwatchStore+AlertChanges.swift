public import ClinicalDomain
import GRDB

extension WardwatchStore {
    /// The changes of alerts after a place in the audit trail, in their order, and the place up to which this is all.
    ///
    /// Numbers of audit rows are given in the order of the commits, so nothing appears before the place later.
    ///
    /// - Parameters:
    ///   - cursor: the number of an audit row; 0 for the beginning.
    ///   - limit: at most so many.
    public func alertChanges(
        after cursor: Int64, limit: Int = 500
    ) async throws(StoreError) -> (changes: [AlertChangeListing], cursor: Int64) {
        try await read { database in
            let rows = try Row.fetchAll(
                database.cachedStatement(sql: HotQuery.alertChanges), arguments: [cursor, limit])
            let listing = try database.cachedStatement(sql: "\(AlertListing.select) WHERE alert.id = ?")
            let changes = try rows.compactMap { row -> AlertChangeListing? in
                let alertID: Int64 = row[5]
                guard let alert = try Row.fetchOne(listing, arguments: [alertID]) else { return nil }
                var change = AlertChangeListing(
                    cursor: row[0], at: Instant(millisecondsSince1970: row[1]), actor: row[2], action: row[3],
                    listing: try AlertListing(alert))
                try change.restore(detail: row[4])
                return change
            }
            if rows.count == limit, let last: Int64 = rows.last?[0] { return (changes, last) }
            let end = try Int64.fetchOne(database, sql: "SELECT max(id) FROM audit")
            return (changes, max(cursor, end ?? 0))
        }
    }

    /// The place in the audit trail before the first row of a time or later.
    public func auditCursor(before instant: Instant) async throws(StoreError) -> Int64 {
        try await read { database in
            let sql = """
                SELECT coalesce((SELECT min(id) - 1 FROM audit WHERE at >= ?), (SELECT max(id) FROM audit), 0)
                """
            return try Int64.fetchOne(database, sql: sql, arguments: [instant.millisecondsSince1970]) ?? 0
        }
    }
}
