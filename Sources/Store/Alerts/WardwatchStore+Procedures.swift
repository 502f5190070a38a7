public import ClinicalDomain
import GRDB

extension WardwatchStore {
    /// Notes a time in which a patient's values say nothing: no alert is raised in it.
    ///
    /// - Parameters:
    ///   - patient: any identifier of the patient; all open stays are meant.
    ///   - from: when it begins, by the clock.
    ///   - until: when it ends, by the clock.
    ///   - reason: what it is, such as "endoscopy".
    ///   - actor: who notes it.
    ///   - origin: from where, for the audit trail.
    /// - Returns: how many stays it is noted for.
    /// - Throws: ``StoreError/unknownPatient``.
    @discardableResult
    public func noteProcedure(
        patient: String, from: Instant, until: Instant, reason: String, by actor: String, from origin: String = ""
    ) async throws(StoreError) -> Int {
        let now = now()
        return try await write { database in
            guard let row = try PatientRow.find(patient, database) else {
                throw StoreError.unknownPatient
            }
            let stays = try Int64.fetchAll(
                database,
                sql: "SELECT id FROM encounter WHERE patientID = ? AND state = 'begun' AND discharged IS NULL",
                arguments: [row.id])
            for stay in stays {
                try database.execute(
                    sql: """
                        INSERT INTO procedureWindow (encounterID, begins, ends, reason, setBy) VALUES (?, ?, ?, ?, ?)
                        """,
                    arguments: [stay, from.millisecondsSince1970, until.millisecondsSince1970, reason, actor])
                try AuditChain.append(
                    database, at: now, actor: actor, action: "procedure.note", subject: "encounter/\(stay)",
                    detail: try JSONText.encode([
                        "begins": from.iso8601, "ends": until.iso8601, "because": reason, "from": origin,
                    ]))
            }
            return stays.count
        }
    }

    /// Ends the procedures of a patient that have not ended.
    ///
    /// - Parameters:
    ///   - patient: any identifier of the patient.
    ///   - actor: who ends them.
    ///   - origin: from where, for the audit trail.
    /// - Returns: how many there were.
    /// - Throws: ``StoreError/unknownPatient``.
    @discardableResult
    public func endProcedures(
        patient: String, by actor: String, from origin: String = ""
    ) async throws(StoreError) -> Int {
        let now = now()
        return try await write { database in
            guard let row = try PatientRow.find(patient, database) else { throw StoreError.unknownPatient }
            let windows = try Row.fetchAll(
                database,
                sql: """
                    SELECT procedureWindow.id, procedureWindow.encounterID
                    FROM procedureWindow JOIN encounter own ON own.id = procedureWindow.encounterID
                    JOIN encounter ON encounter.id = coalesce(own.mergedInto, own.id)
                    WHERE encounter.patientID = ? AND ends > ?
                    """, arguments: [row.id, now.millisecondsSince1970])
            for window in windows {
                let (id, stay): (Int64, Int64) = (window[0], window[1])
                try database.execute(
                    sql: "UPDATE procedureWindow SET ends = max(begins, ?) WHERE id = ?",
                    arguments: [now.millisecondsSince1970, id])
                try AuditChain.append(
                    database, at: now, actor: actor, action: "procedure.end", subject: "encounter/\(stay)",
                    detail: try JSONText.encode(["ends": now.iso8601, "from": origin]))
            }
            return windows.count
        }
    }

    /// The procedures that have not ended, by stay.
    public func procedures(since: Instant) async throws(StoreError) -> [EncounterID: [ClosedRange<Instant>]] {
        try await read { database in
            let rows = try Row.fetchAll(
                database,
                sql: """
                    SELECT coalesce(mergedInto, encounter.id), begins, ends
                    FROM procedureWindow JOIN encounter ON encounter.id = encounterID WHERE ends > ?
                    """, arguments: [since.millisecondsSince1970])
            return Dictionary(grouping: rows) { EncounterID(rawValue: $0[0]) }.mapValues { rows in
                rows.map { Instant(millisecondsSince1970: $0[1])...Instant(millisecondsSince1970: $0[2]) }
            }
        }
    }
}
