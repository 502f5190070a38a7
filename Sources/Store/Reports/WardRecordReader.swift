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
            admitted, coalesce(discharged, lastEffective) AS ends, unit
        FROM encounter WHERE state = 'begun' AND changedBy > 0 AND ends > ? ORDER BY id
        """
    /// The time of a stay's first value: the least of the first of each channel.
    static let firstValue = """
        SELECT min((SELECT effective FROM observation WHERE encounterID = ?1 AND channelID = channel.id
            ORDER BY effective LIMIT 1)) FROM channel
        """
    /// Who has told of outcome events, in which format; labels by hand are told by nobody.
    static let tellers = """
        SELECT DISTINCT source.name, message.format FROM outcome
        JOIN message ON message.id = outcome.messageID JOIN source ON source.id = message.sourceID
        """
    /// Who told of a stay itself: opened it, or said something new of where the patient was.
    static let tellersOfStay = """
        SELECT DISTINCT source.name, message.format FROM message JOIN source ON source.id = message.sourceID
        WHERE message.id IN (SELECT firstMessageID FROM encounter WHERE id = ?1
            UNION ALL SELECT messageID FROM stayEvent WHERE encounterID = ?1)
        """
    static let places = "SELECT unit, since, until FROM stayLocation WHERE encounterID = ? ORDER BY since"
    static let alerts = """
        SELECT \(Alert.columns), coalesce(patient.mergedInto, patient.id),
            coalesce((SELECT identifier FROM patient other WHERE other.id = patient.mergedInto), patient.identifier),
            \(unit("<= alert.raised")), encounter.id
        FROM alert LEFT JOIN encounter own ON own.id = alert.encounterID
        LEFT JOIN encounter ON encounter.id = coalesce(own.mergedInto, own.id)
        LEFT JOIN patient ON patient.id = encounter.patientID
        WHERE alert.raised < ?2 AND (alert.raised >= ?1 OR alert.cleared IS NULL OR alert.cleared > ?1)
        ORDER BY alert.raised, alert.id
        """
    static let changes = """
        SELECT at, action, CAST(json_extract(detail, '$.tier') AS TEXT),
            CAST(json_extract(detail, '$.quietUntil') AS TEXT) FROM audit
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
        let firstValue = try database.cachedStatement(sql: Self.firstValue)
        return try Row.fetchAll(database, sql: Self.stays, arguments: [since.millisecondsSince1970]).compactMap { row in
            let id: Int64 = row[0]
            guard let first = try Int64.fetchOne(firstValue, arguments: [id]) else { return nil }
            let begins = Instant(millisecondsSince1970: max(row[2] ?? first, first))
            let ends = Instant(millisecondsSince1970: row[3])
            guard begins < min(ends, until) else { return nil }
            return WardRecord.Stay(
                id: EncounterID(rawValue: id), person: row[1], begins: begins, ends: ends, unit: row[4],
                places: try Row.fetchAll(places, arguments: [id]).map {
                    WardRecord.Place(
                        unit: $0[0], since: Instant(millisecondsSince1970: $0[1]), until: Instant($0[2]))
                })
        }.sorted { ($0.begins, $0.id) < ($1.begins, $1.id) }
    }

    func alerts() throws -> [WardRecord.AlertCourse] {
        let changes = try database.cachedStatement(sql: Self.changes)
        let knownOutcomes = try KnownOutcomes(database)
        return try Row.fetchAll(database, sql: Self.alerts, arguments: [start, until.millisecondsSince1970]).map {
            row in
            let alert = try Alert(row)
            let rows = try Row.fetchAll(changes, arguments: [alert.id])
            let stay: Int64? = row[Alert.columnCount + 3]
            return WardRecord.AlertCourse(
                alert: alert, stay: stay.map(EncounterID.init(rawValue:)), person: row[Alert.columnCount],
                patient: row[Alert.columnCount + 1] ?? "", unit: row[Alert.columnCount + 2] ?? "",
                // The alert itself forgets it when it asks again.
                quietUntil: rows.lazy.compactMap { ($0[3] as String?).flatMap { Instant(iso8601: $0) } }.first
                    ?? alert.quietUntil,
                isOutcomeKnown: try stay.map { try knownOutcomes.include($0) } ?? false,
                changes: rows.map { row in
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
