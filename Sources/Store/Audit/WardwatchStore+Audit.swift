public import ClinicalDomain
import GRDB

extension WardwatchStore {
    /// Adds a row to the audit trail, for what happens outside the database: a retraining that promoted nothing, a
    /// backup, an export.
    ///
    /// - Parameter detail: names and values; becomes a JSON object.
    public func recordAudit(
        actor: String, action: String, subject: String, detail: [String: String] = [:]
    ) async throws(StoreError) {
        let at = now()
        try await write { database in
            _ = try AuditChain.append(
                database, at: at, actor: actor, action: action, subject: subject, detail: try JSONText.encode(detail))
        }
    }

    /// The newest rows of the audit trail, newest first.
    ///
    /// - Parameters:
    ///   - since: only rows at or after this time.
    ///   - until: only rows before this time.
    ///   - actor: only what this user or program did; nil for all.
    ///   - action: only this action, or all of a kind, such as `alert` for `alert.raise` and the others; nil for all.
    ///   - subject: only rows about it; nil for all.
    ///   - limit: at most so many rows.
    public func audit(
        since: Instant? = nil, until: Instant? = nil, actor: String? = nil, action: String? = nil,
        subject: String? = nil, limit: Int = 1000
    ) async throws(StoreError) -> [AuditRow] {
        try await read { database in
            let sql = """
                SELECT \(AuditRow.columns) FROM audit WHERE at >= ?1 AND at < ?2 AND (?3 IS NULL OR actor = ?3)
                AND (?4 IS NULL OR action = ?4 OR substr(action, 1, length(?4) + 1) = ?4 || '.')
                AND (?5 IS NULL OR subject = ?5) ORDER BY id DESC LIMIT ?6
                """
            let arguments: StatementArguments = [
                since?.millisecondsSince1970 ?? .min, until?.millisecondsSince1970 ?? .max, actor, action, subject,
                limit,
            ]
            return try Row.fetchAll(database, sql: sql, arguments: arguments).map { AuditRow($0) }
        }
    }

    /// The end of the audit trail; nil when it is empty.
    public func auditHead() async throws(StoreError) -> AuditHead? {
        try await read { database in
            try Row.fetchOne(database, sql: "SELECT \(AuditRow.columns) FROM audit ORDER BY id DESC LIMIT 1")
                .map { AuditRow($0) }.map { AuditHead(id: $0.id, hash: $0.hash) }
        }
    }

    /// Reads the whole audit trail and tells where it was tampered with; nil when nowhere.
    ///
    /// Finds changed, deleted, inserted and exchanged rows. Somebody who can write the file can also compute a whole
    /// new chain; that is found only with a head that was kept elsewhere.
    ///
    /// - Parameter head: the end of the trail as it was noted down earlier.
    public func verifyAudit(against head: AuditHead? = nil) async throws(StoreError) -> AuditBreach? {
        try await read { try AuditChain.firstBreach($0, head: head) }
    }

    /// Compares all alerts and their evidence with the audit trail and tells which is the first that differs; nil when none
    /// does.
    ///
    /// Says something where ``verifyAudit(against:)`` finds nothing.
    public func verifyAlerts() async throws(StoreError) -> AlertDeviation? {
        try await read { try AlertsAndTrail.firstDeviation($0) }
    }
}
