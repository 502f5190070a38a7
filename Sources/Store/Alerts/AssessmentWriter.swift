import ClinicalDomain
import GRDB

/// Writes assessments, and the alerts that were decided on them, within one transaction.
struct AssessmentWriter {
    private let database: Database
    private let now: Instant
    private let alerts: AlertWriter
    private let upsertAssessment: Statement

    init(database: Database, now: Instant, actor: String) throws {
        (self.database, self.now) = (database, now)
        alerts = AlertWriter(database: database, now: now, actor: actor, origin: actor)
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
            case .raise(let raise, let evidence): try alerts.raise(record.encounterID, raise, evidence)
            case .raiseTechnical(let reason, let subject, let at, let isShadow):
                try alerts.raiseTechnical(record.encounterID, reason, subject: subject, at: at, isShadow: isShadow)
            case .change(let alertID, let change): try alerts.change(alertID, change)
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
}
