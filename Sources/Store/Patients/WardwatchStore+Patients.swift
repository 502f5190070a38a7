public import ClinicalDomain
import GRDB

extension WardwatchStore {
    /// Stays that have begun, with their latest assessment and the alerts in force, by unit, bed and patient.
    public func patients(_ filter: PatientFilter = PatientFilter()) async throws(StoreError) -> [PatientListing] {
        try await read { database in
            let sql = """
                SELECT \(HistoryReader.encounterColumns), encounter.lastEffective
                FROM encounter JOIN patient ON patient.id = encounter.patientID
                WHERE encounter.state = 'begun' AND (?1 IS NULL OR encounter.unit = ?1)
                    AND (?2 IS NULL OR \(PatientRow.condition("?2")))
                    AND (?3 IS NULL OR encounter.lastEffective >= ?3) AND (?4 = 0 OR encounter.discharged IS NULL)
                ORDER BY encounter.unit, encounter.bed, patient.identifier, encounter.id LIMIT ?5
                """
            let arguments: StatementArguments = [
                filter.unit, filter.identifier, filter.since?.millisecondsSince1970, filter.openOnly, filter.limit,
            ]
            return try Row.fetchAll(database, sql: sql, arguments: arguments).map { row in
                let id: Int64 = row[0]
                return PatientListing(
                    encounterID: EncounterID(rawValue: id), patient: try Patient(row), encounter: Encounter(row),
                    lastEffective: Instant(row[9]), assessment: try StoredAssessment.latest(id, database),
                    alertsInForce: try Row.fetchAll(
                        database.cachedStatement(sql: HotQuery.alertsInForce), arguments: [id]
                    ).map { try Alert($0) })
            }
        }
    }

    /// The assessments of a stay, by time step; steps that several models scored appear once for each.
    ///
    /// - Parameters:
    ///   - id: the stay.
    ///   - since: only steps that start at or after this time.
    ///   - model: only those of this model; "" for NEWS2 alone.
    public func assessments(
        of id: EncounterID, since: Instant? = nil, model: String? = nil
    ) async throws(StoreError) -> [StoredAssessment] {
        try await read { database in
            try Row.fetchAll(
                database.cachedStatement(sql: HotQuery.assessments),
                arguments: [id.rawValue, since?.millisecondsSince1970 ?? .min, model]
            ).map { try StoredAssessment($0) }
        }
    }

    /// Notes by hand that something happened to a patient.
    ///
    /// Noting it again changes nothing.
    ///
    /// - Parameters:
    ///   - patient: any identifier of the patient.
    ///   - visit: the visit number; nil when the patient has only one stay.
    ///   - outcome: what happened, and when.
    ///   - actor: who says so.
    /// - Returns: the stay.
    /// - Throws: ``StoreError/unknownPatient``, ``StoreError/unknownVisit(visitNumber:)``,
    ///   ``StoreError/ambiguousVisit(visitNumbers:)``.
    @discardableResult
    public func label(
        patient: String, visit: String? = nil, outcome: OutcomeEvent, by actor: String
    ) async throws(StoreError) -> EncounterID {
        let now = now()
        return try await write { database in
            let id = try database.encounterID(patient: patient, visit: visit)
            try database.execute(
                sql: """
                    INSERT INTO outcome (encounterID, name, at, labelledBy) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING
                    """,
                arguments: [id, outcome.name, outcome.at.millisecondsSince1970, actor])
            if database.changesCount > 0 {
                try AuditChain.append(
                    database, at: now, actor: actor, action: "outcome.label", subject: "encounter/\(id)",
                    detail: try JSONText.encode(["outcome": outcome.name, "at": outcome.at.iso8601]))
            }
            return EncounterID(rawValue: id)
        }
    }
}

extension Database {
    /// The stay of a patient, by its visit number or because it is the only one.
    fileprivate func encounterID(patient: String, visit: String?) throws -> Int64 {
        let sql = """
            SELECT encounter.id, encounter.visitNumber
            FROM encounter JOIN patient ON patient.id = encounter.patientID
            WHERE \(PatientRow.condition("?")) AND encounter.state = 'begun' ORDER BY encounter.id
            """
        let stays: [(id: Int64, visit: String)] = try Row.fetchAll(self, sql: sql, arguments: [patient])
            .map { ($0[0], $0[1]) }
        guard let first = stays.first else { throw StoreError.unknownPatient }
        if let visit {
            guard let stay = stays.first(where: { $0.visit == visit }) else {
                throw StoreError.unknownVisit(visitNumber: visit)
            }
            return stay.id
        }
        guard stays.count == 1 else { throw StoreError.ambiguousVisit(visitNumbers: stays.map(\.visit)) }
        return first.id
    }
}
