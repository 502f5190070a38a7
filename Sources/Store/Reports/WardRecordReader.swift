import ClinicalDomain
import GRDB

/// Reads what is on record of a period, within one transaction.
struct WardRecordReader {
    let database: Database
    let since: Instant
    let until: Instant

    /// How long an alert counts for an event.
    private static let window: Int64 = 24 * 3_600_000

    /// The unit of the stay `own.id` at a time: the last place that it began before.
    private static func unit(_ condition: String) -> String {
        """
        coalesce((SELECT place.unit FROM stayLocation place WHERE place.encounterID = encounter.id
            AND place.since \(condition) ORDER BY place.since DESC LIMIT 1), encounter.unit)
        """
    }

    static let stays = """
        SELECT id, coalesce((SELECT mergedInto FROM patient WHERE patient.id = patientID), patientID),
            coalesce(admitted, earliest) AS begins, coalesce(discharged, lastEffective) AS ends, unit
        FROM encounter WHERE state = 'begun' AND begins < ?2 AND ends > ?1 ORDER BY begins, id
        """
    static let places = "SELECT unit, since, until FROM stayLocation WHERE encounterID = ? ORDER BY since"
    static let alerts = """
        SELECT \(Alert.columns), coalesce(patient.mergedInto, patient.id),
            coalesce((SELECT identifier FROM patient other WHERE other.id = patient.mergedInto), patient.identifier),
            \(unit("<= alert.raised"))
        FROM alert LEFT JOIN encounter own ON own.id = alert.encounterID
        LEFT JOIN encounter ON encounter.id = coalesce(own.mergedInto, own.id)
        LEFT JOIN patient ON patient.id = encounter.patientID
        WHERE alert.raised < ?2 AND (alert.raised >= ?1 OR alert.cleared IS NULL OR alert.cleared > ?1)
        ORDER BY alert.raised, alert.id
        """
    static let changes = """
        SELECT at, action, CAST(json_extract(detail, '$.tier') AS TEXT) FROM audit
        WHERE subject = 'alert/' || ? AND action GLOB 'alert.*' ORDER BY id
        """
    static let events = """
        SELECT coalesce(patient.mergedInto, patient.id), outcome.name, outcome.at, \(unit("< outcome.at"))
        FROM outcome JOIN encounter own ON own.id = outcome.encounterID
        JOIN encounter ON encounter.id = coalesce(own.mergedInto, own.id)
        JOIN patient ON patient.id = encounter.patientID
        WHERE outcome.at >= ?1 AND outcome.at < ?2 GROUP BY 1, 2, 3 ORDER BY outcome.at
        """

    func stays() throws -> [WardRecord.Stay] {
        let places = try database.cachedStatement(sql: Self.places)
        return try Row.fetchAll(database, sql: Self.stays, arguments: period).map { row in
            let id: Int64 = row[0]
            return WardRecord.Stay(
                person: row[1], begins: Instant(millisecondsSince1970: row[2]),
                ends: Instant(millisecondsSince1970: row[3]), unit: row[4],
                places: try Row.fetchAll(places, arguments: [id]).map {
                    WardRecord.Place(
                        unit: $0[0], since: Instant(millisecondsSince1970: $0[1]), until: Instant($0[2]))
                })
        }
    }

    func alerts() throws -> [WardRecord.AlertCourse] {
        let changes = try database.cachedStatement(sql: Self.changes)
        return try Row.fetchAll(database, sql: Self.alerts, arguments: [start, until.millisecondsSince1970]).map {
            row in
            let alert = try Alert(row)
            return WardRecord.AlertCourse(
                alert: alert, person: row[Alert.columnCount], patient: row[Alert.columnCount + 1] ?? "",
                unit: row[Alert.columnCount + 2] ?? "",
                changes: try Row.fetchAll(changes, arguments: [alert.id]).map { row in
                    let (action, tier): (String, String?) = (row[1], row[2])
                    return WardRecord.Change(
                        at: Instant(millisecondsSince1970: row[0]), name: String(action.dropFirst("alert.".count)),
                        tier: tier.flatMap { Int($0) } ?? 1)
                })
        }
    }

    func events() throws -> [WardRecord.Event] {
        return try Row.fetchAll(
            database, sql: Self.events, arguments: [start, until.millisecondsSince1970]
        ).map {
            WardRecord.Event(person: $0[0], name: $0[1], at: Instant(millisecondsSince1970: $0[2]), unit: $0[3])
        }
    }

    func nights() throws -> [WardRecord.Night] {
        let sql = """
            SELECT \(RetrainingRun.columns) FROM retrainingRun WHERE ended < ?2 AND (ended >= ?1 OR id IN (
                SELECT max(id) FROM retrainingRun WHERE ended < ?2 GROUP BY outcome)) ORDER BY id
            """
        return try Row.fetchAll(database, sql: sql, arguments: period).compactMap { row in
            let run = try RetrainingRun(row, database)
            guard let result = run.result, let ended = run.ended else { return nil }
            let ratio = result.drift.first { $0.measure == "observedExpectedRatio" }
            let stability = result.drift.filter { $0.measure == "populationStability" }.map { ($0.channel, $0.value) }
            return WardRecord.Night(
                outcome: run.outcome, ended: ended, decision: result.decision.rawValue, reason: result.reason,
                model: result.champion, promoted: result.promoted, observedExpectedRatio: ratio?.value,
                populationStability: Dictionary(stability) { old, _ in old })
        }
    }

    private var period: StatementArguments { [since.millisecondsSince1970, until.millisecondsSince1970] }

    /// 24 hours before the period.
    private var start: Int64 {
        let start = since.millisecondsSince1970.subtractingReportingOverflow(Self.window)
        return start.overflow ? .min : start.partialValue
    }
}
