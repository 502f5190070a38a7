import ClinicalDomain
import GRDB

extension WardwatchStore {
    /// Deletes everything that is stored of one patient, in one transaction.
    ///
    /// Gone are the patient with all identifiers, stays, values, assessments, alerts with their evidence and deliveries,
    /// FHIR resources, quarantined entries, and the text of every message that names the patient. What stays: the digests
    /// of those messages, and the audit trail, which names stays and alerts by number and never a patient; it gets a row
    /// `patient.erase` with the numbers of the alerts, so that it is still whole. Freed pages are overwritten
    /// (`secure_delete`), and the log is emptied as far as readers allow.
    ///
    /// Models that were trained while the data were there, backups, copies of upgrades and what was delivered elsewhere
    /// are not touched.
    ///
    /// - Parameters:
    ///   - identifier: any identifier of the patient.
    ///   - actor: whom the audit trail names.
    ///   - isDryRun: whether everything is undone in the end.
    /// - Throws: ``StoreError/unknownPatient``.
    public func erase(
        patient identifier: String, by actor: String, isDryRun: Bool = false
    ) async throws(StoreError) -> PatientErasure {
        // Every body is read; before the transaction, which keeps others from writing.
        let (newest, named) = try await read { database -> (Int64, [Int64]) in
            guard let record = try PatientRecord(identifier, database) else { throw StoreError.unknownPatient }
            let newest = try Int64.fetchOne(database, sql: "SELECT max(id) FROM message") ?? 0
            return (newest, try MessageSearch(record.identifiers).messages(after: 0, database))
        }
        let now = now()
        let erasure = try await write(isDryRun: isDryRun) { database in
            guard let record = try PatientRecord(identifier, database) else { throw StoreError.unknownPatient }
            let late = try MessageSearch(record.identifiers).messages(after: newest, database)
            var erasure = try PatientErasure(of: record, database)
            try database.erase(record, messages: Set(record.messages + named + late).sorted(), &erasure)
            try AuditChain.append(
                database, at: now, actor: actor, action: "patient.erase",
                subject: "patient/\(record.patients.first ?? 0)",
                detail: try JSONText.encode([
                    "alerts": erasure.alerts.map(String.init).joined(separator: " "), "stays": "\(erasure.stays)",
                    "observations": "\(erasure.observations)", "messages": "\(erasure.messages)",
                ]))
            return erasure
        }
        if !isDryRun { try? await checkpoint() }
        return erasure
    }
}

extension PatientErasure {
    /// Counts what there is, and who has learnt from it.
    fileprivate init(of record: PatientRecord, _ database: Database) throws {
        self.init()
        func count(_ table: String) throws -> Int {
            try PatientRecord.ids("SELECT count(*) FROM \(table) WHERE encounterID IN", record.stays, database).first
                .map(Int.init) ?? 0
        }
        stays = record.stays.count
        observations = try count("observation")
        assessments = try count("assessment")
        outcomes = try count("outcome")
        alerts = record.alerts
        resources = record.resources.count
        isOpen =
            try PatientRecord.ids(
                "SELECT count(*) FROM encounter WHERE state = 'begun' AND discharged IS NULL AND id IN", record.stays,
                database) != [0]
        models = try String.fetchAll(
            database,
            sql: """
                SELECT name FROM model WHERE name IN (
                    SELECT challenger FROM retrainingRun WHERE snapshot >= ?1
                    UNION SELECT promoted FROM retrainingRun WHERE snapshot >= ?1) ORDER BY name
                """, arguments: [record.messages.first ?? Int64.max])
        references = try String.fetchAll(
            database,
            sql: """
                SELECT DISTINCT outcome FROM referenceStay
                WHERE encounterID IN (SELECT value FROM json_each(?)) ORDER BY outcome
                """, arguments: [try JSONText.encode(record.stays)])
    }
}

extension Database {
    fileprivate func erase(_ record: PatientRecord, messages: [Int64], _ erasure: inout PatientErasure) throws {
        // What nothing else may delete: the triggers are put back as they were, in this transaction.
        let triggers = try Row.fetchAll(
            self,
            sql: """
                SELECT name, sql FROM sqlite_schema
                WHERE type = 'trigger' AND name IN ('alertIsKept', 'alertEvidenceIsKept')
                """
        ).map { (name: $0[0] as String, sql: $0[1] as String) }
        for trigger in triggers { try execute(sql: "DROP TRIGGER \(trigger.name)") }
        func delete(_ condition: String, _ ids: [Int64]) throws -> Int {
            try execute(
                sql: "DELETE FROM \(condition) IN (SELECT value FROM json_each(?))",
                arguments: [try JSONText.encode(ids)])
            return changesCount
        }
        let outbox = try PatientRecord.ids("SELECT id FROM outbox WHERE alertID IN", record.alerts, self)
        _ = try delete("delivery WHERE outboxID", outbox)
        for table in ["outbox WHERE alertID", "alertEvidence WHERE alertID", "alert WHERE id"] {
            _ = try delete(table, record.alerts)
        }
        for table in [
            "assessment", "observation", "outcome", "stayEvent", "stayLocation", "procedureWindow", "referenceStay",
        ] {
            _ = try delete("\(table) WHERE encounterID", record.stays)
        }
        for table in ["fhirTerm WHERE resourceID", "fhirVersion WHERE resourceID", "fhirResource WHERE id"] {
            _ = try delete(table, record.resources)
        }
        erasure.quarantined = try delete("quarantine WHERE messageID", messages)
        try execute(
            sql: """
                UPDATE message SET body = x'' WHERE body <> x'' AND id IN (SELECT value FROM json_each(?))
                """, arguments: [try JSONText.encode(messages)])
        erasure.messages = changesCount
        // The numbers are never used again: a running daemon knows stays by them, the audit trail patients too.
        try execute(
            sql: """
                UPDATE encounter SET state = 'cancelled', visitNumber = '\(PatientErasure.mark)' || id, unit = '', bed = '',
                    admitted = NULL, discharged = NULL, isDischargeExplicit = 0, earliest = NULL, placedSince = NULL,
                    lastEffective = NULL, changedBy = 0, assessedThrough = 0, hasUnnamed = 0, mergedInto = NULL
                WHERE id IN (SELECT value FROM json_each(?))
                """, arguments: [try JSONText.encode(record.stays)])
        try execute(
            sql: """
                UPDATE patient SET identifier = '\(PatientErasure.mark)' || id, birthDate = NULL, sex = 'unknown',
                    mergedInto = NULL
                WHERE id IN (SELECT value FROM json_each(?))
                """, arguments: [try JSONText.encode(record.patients)])
        for trigger in triggers { try execute(sql: trigger.sql) }
    }
}
