import Foundation
import GRDB

extension WardwatchStore {
    /// Everything that is stored of one patient, as lines of JSON, all within one snapshot.
    ///
    /// Each line has `version` 1 and `kind`: `patient`, `stay`, `place`, `observation`, `outcome`, `assessment`, `alert`,
    /// `procedure`, `resource`, `message` (with its `quarantine`), `audit`. Times are ISO 8601 in UTC. Bodies of messages are texts
    /// where they are UTF-8, else base64 in `bodyBase64`. Lines are made one after another, so memory is bounded by the
    /// largest.
    ///
    /// - Parameters:
    ///   - identifier: any identifier of the patient.
    ///   - body: gets each line, without its line feed; what it throws ends the walk and is rethrown.
    /// - Throws: ``StoreError/unknownPatient``.
    public func forEachLine(ofPatient identifier: String, _ body: (String) throws -> Void) throws {
        var callerError: (any Error)?
        func give(_ line: String) throws {
            do { try body(line) } catch {
                callerError = error
                throw error
            }
        }
        do {
            try pool.read { database in
                guard let record = try PatientRecord(identifier, database) else { throw StoreError.unknownPatient }
                let lists = ["patients": record.patients, "stays": record.stays, "resources": record.resources]
                for part in PatientLines.parts {
                    let list = try JSONText.encode(lists[part.list] ?? [])
                    let rows = try String.fetchCursor(database, sql: part.sql, arguments: [list])
                    while let line = try rows.next() { try give(line) }
                }
                for id in record.messages {
                    if let line = try PatientLines.message(id, database) { try give(line) }
                }
                let subjects =
                    record.patients.map { "patient/\($0)" } + record.stays.map { "encounter/\($0)" }
                    + record.alerts.map { "alert/\($0)" }
                let rows = try String.fetchCursor(
                    database, sql: PatientLines.audit, arguments: [try JSONText.encode(subjects)])
                while let line = try rows.next() { try give(line) }
            }
        } catch {
            throw callerError ?? StoreError(error, path: path)
        }
    }
}

/// The queries whose rows are lines of JSON.
private enum PatientLines {
    static func time(_ column: String) -> String { "strftime('%Y-%m-%dT%H:%M:%fZ', \(column) / 1000.0, 'unixepoch')" }

    private static func part(_ list: String, _ kind: String, _ fields: String, _ rest: String) -> (
        list: String, sql: String
    ) {
        (list, "SELECT json_object('version', 1, 'kind', '\(kind)', \(fields)) FROM \(rest)")
    }

    private static let listed = "IN (SELECT value FROM json_each(?))"

    static let parts = [
        part(
            "patients", "patient",
            "'number', id, 'identifier', identifier, 'birthDate', birthDate, 'sex', sex, 'mergedInto', mergedInto",
            "patient WHERE id \(listed) ORDER BY id"),
        part(
            "stays", "stay",
            """
            'number', id, 'visit', visitNumber, 'state', state, 'unit', unit, 'bed', bed, 'admitted', \(time("admitted")),
            'discharged', \(time("discharged"))
            """, "encounter WHERE id \(listed) ORDER BY id"),
        part(
            "stays", "place",
            """
            'stay', encounterID, 'since', \(time("since")), 'until', \(time("until")), 'unit', unit, 'bed', bed
            """, "stayLocation WHERE encounterID \(listed) ORDER BY encounterID, since"),
        part(
            "stays", "observation",
            """
            'stay', encounterID, 'channel', channel.name, 'value', value, 'unit', channel.unit,
            'effective', \(time("effective")), 'issued', \(time("issued")), 'status', CASE status
                WHEN 0 THEN 'preliminary' WHEN 1 THEN 'final' WHEN 2 THEN 'corrected' ELSE 'entered-in-error' END,
            'code', code.text, 'source', source.name, 'order', orderNumber, 'subID', subID, 'original', original,
            'message', messageID
            """,
            """
            observation JOIN channel ON channel.id = channelID JOIN code ON code.id = codeID
            JOIN source ON source.id = sourceID WHERE encounterID \(listed)
            """),
        part(
            "stays", "outcome",
            "'stay', encounterID, 'outcome', name, 'at', \(time("at")), 'labelledBy', labelledBy, 'message', messageID",
            "outcome WHERE encounterID \(listed) ORDER BY encounterID, at"),
        part(
            "stays", "assessment",
            """
            'stay', encounterID, 'step', \(time("step")), 'model', model, 'risk', risk, 'threshold', threshold,
            'news2', news2Total, 'news2IsPartial', json(iif(news2IsPartial, 'true', 'false')),
            'assessed', \(time("assessed"))
            """, "assessment WHERE encounterID \(listed) ORDER BY encounterID, step, model"),
        part(
            "stays", "alert",
            """
            'number', alert.id, 'stay', encounterID, 'reasons', json(reasons), 'state', state, 'raised', \(time("raised")),
            'acknowledged', \(time("acknowledged")), 'acknowledgedBy', acknowledgedBy, 'cleared', \(time("cleared")),
            'evidence', json(evidence)
            """,
            "alert LEFT JOIN alertEvidence ON alertID = alert.id WHERE encounterID \(listed) ORDER BY alert.id"),
        part(
            "stays", "procedure",
            """
            'stay', encounterID, 'begins', \(time("begins")), 'ends', \(time("ends")), 'reason', reason, 'setBy', setBy
            """, "procedureWindow WHERE encounterID \(listed) ORDER BY id"),
        part(
            "resources", "resource",
            """
            'type', type, 'id', logicalID, 'resourceVersion', fhirVersion.version, 'updated', \(time("fhirVersion.updated")),
            'isDeleted', json(iif(fhirVersion.isDeleted, 'true', 'false')), 'message', messageID
            """, "fhirVersion JOIN fhirResource ON fhirResource.id = resourceID WHERE resourceID \(listed)"),
    ]

    static let audit = """
        SELECT json_object('version', 1, 'kind', 'audit', 'number', id, 'at', \(time("at")), 'actor', actor,
            'action', action, 'subject', subject, 'detail', json(detail))
        FROM audit WHERE subject IN (SELECT value FROM json_each(?)) ORDER BY id
        """

    private struct Message: Encodable {
        var version = 1
        var kind = "message"
        let number: Int64
        let format: String
        let source: String
        let received: String
        let body: String?
        let bodyBase64: String?
        let quarantine: [Quarantine]
    }

    private struct Quarantine: Encodable {
        let reason: String
        let place: String
        let found: String
        let state: String
    }

    /// A message with what of it went to quarantine.
    static func message(_ id: Int64, _ database: Database) throws -> String? {
        let sql = """
            SELECT format, source.name, \(time("received")), body FROM message JOIN source ON source.id = sourceID
            WHERE message.id = ?
            """
        guard let row = try Row.fetchOne(database, sql: sql, arguments: [id]) else { return nil }
        let body: Data = row[3]
        let text = String(data: body, encoding: .utf8)
        let quarantine = try Row.fetchAll(
            database, sql: "SELECT reason, place, found, state FROM quarantine WHERE messageID = ? ORDER BY id",
            arguments: [id]
        ).map { Quarantine(reason: $0[0], place: $0[1], found: $0[2], state: $0[3]) }
        return try JSONText.encode(
            Message(
                number: id, format: row[0], source: row[1], received: row[2], body: text,
                bodyBase64: text == nil ? body.base64EncodedString() : nil, quarantine: quarantine))
    }
}
