import ClinicalDomain
import GRDB

/// Writes assessments and alerts within one transaction.
struct AssessmentWriter {
    private let database: Database
    private let now: Instant
    private let actor: String
    private let upsertAssessment: Statement

    init(database: Database, now: Instant, actor: String) throws {
        (self.database, self.now, self.actor) = (database, now, actor)
        upsertAssessment = try database.cachedStatement(
            sql: """
                INSERT INTO assessment (encounterID, step, model, effective, risk, threshold, news2Total, news2Points,
                    news2IsPartial, assessed)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT DO UPDATE SET effective = excluded.effective, risk = excluded.risk,
                    threshold = excluded.threshold, news2Total = excluded.news2Total,
                    news2Points = excluded.news2Points, news2IsPartial = excluded.news2IsPartial,
                    assessed = excluded.assessed, revision = revision + (
                        effective <> excluded.effective OR risk IS NOT excluded.risk
                        OR threshold IS NOT excluded.threshold OR news2Points IS NOT excluded.news2Points)
                """)
    }

    func record(_ record: AssessmentRecord) throws -> [Alert] {
        for assessment in record.assessments { try store(assessment) }
        if let through = record.through {
            try database.cachedStatement(
                sql: "UPDATE encounter SET assessedThrough = max(assessedThrough, ?) WHERE id = ?"
            ).execute(arguments: [through, record.encounterID.rawValue])
        }
        return try record.decisions.compactMap { decision in
            switch decision {
            case .raise(let reason, let evidence): try raise(record.encounterID, reason, evidence)
            case .clear(let alertID, let at): try clear(alertID, at: at)
            }
        }
    }

    private func store(_ assessment: Assessment) throws {
        try upsertAssessment.execute(arguments: [
            assessment.encounterID.rawValue, assessment.step.millisecondsSince1970, assessment.risk?.model ?? "",
            assessment.effective.millisecondsSince1970, assessment.risk?.probability, assessment.risk?.threshold,
            assessment.news2?.total, try assessment.news2.map(JSONText.encode), assessment.news2?.isPartial,
            now.millisecondsSince1970,
        ])
    }

    private func raise(_ encounterID: EncounterID, _ reason: Alert.Reason, _ evidence: AlertEvidence) throws -> Alert? {
        try database.cachedStatement(
            sql: """
                INSERT INTO alert (encounterID, reason, state, raised)
                SELECT id, ?, 'open', ? FROM encounter WHERE id = ? AND state = 'begun' ON CONFLICT DO NOTHING
                """
        ).execute(arguments: [reason.rawValue, evidence.effective.millisecondsSince1970, encounterID.rawValue])
        guard database.changesCount > 0 else { return nil }
        let alert = Alert(
            id: database.lastInsertedRowID, encounterID: encounterID, reason: reason, state: .open,
            raised: evidence.effective)
        try database.cachedStatement(sql: "INSERT INTO alertEvidence (alertID, evidence) VALUES (?, ?)")
            .execute(arguments: [alert.id, try JSONText.encode(evidence)])
        try audit("alert.raise", alert, ["reason": reason.rawValue, "encounter": encounterID.description])
        return alert
    }

    /// Clears all alerts in force of a stay, none before it was raised.
    func clearAll(of encounterID: Int64, at: Instant?) throws -> [Alert] {
        let alerts = try Row.fetchAll(
            database.cachedStatement(sql: HotQuery.alertsInForce), arguments: [encounterID]
        ).map { try Alert($0) }
        return try alerts.compactMap { try clear($0.id, at: max(at ?? $0.raised, $0.raised)) }
    }

    private func clear(_ id: Int64, at: Instant) throws -> Alert? {
        guard var alert = try Alert.fetch(id, database) else { throw StoreError.unknownAlert(id: id) }
        guard alert.state != .cleared else { return nil }
        (alert.state, alert.cleared) = (.cleared, max(at, alert.raised))
        try database.cachedStatement(sql: "UPDATE alert SET state = 'cleared', cleared = ? WHERE id = ?")
            .execute(arguments: [alert.cleared?.millisecondsSince1970, id])
        try audit("alert.clear", alert, ["reason": alert.reason.rawValue, "at": at.iso8601])
        return alert
    }

    private func audit(_ action: String, _ alert: Alert, _ detail: [String: String]) throws {
        try AuditChain.append(
            database, at: now, actor: actor, action: action, subject: "alert/\(alert.id)",
            detail: try JSONText.encode(detail))
    }
}
