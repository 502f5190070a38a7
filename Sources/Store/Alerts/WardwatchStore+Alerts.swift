public import ClinicalDomain
import GRDB

extension WardwatchStore {
    /// The most recent alert for each stay and reason: what the alert policy must know after a restart.
    public func latestAlerts() async throws(StoreError) -> [EncounterID: [Alert]] {
        try await read { database in
            let alerts = try Row.fetchAll(database, sql: HotQuery.latestAlerts).map { try Alert($0) }
            return Dictionary(grouping: alerts, by: \.encounterID)
        }
    }

    /// Alerts, newest first.
    public func alerts(_ filter: AlertFilter = AlertFilter()) async throws(StoreError) -> [AlertListing] {
        try await read { database in
            let states = try JSONText.encode(filter.states.map(\.rawValue).sorted())
            let sql = """
                \(AlertListing.select) WHERE alert.raised >= ?1 AND (?2 IS NULL OR encounter.unit = ?2)
                AND (?3 = '[]' OR alert.state IN (SELECT value FROM json_each(?3)))
                AND (?4 IS NULL OR \(PatientRow.condition("?4"))) ORDER BY alert.raised DESC, alert.id DESC LIMIT ?5
                """
            return try Row.fetchAll(
                database, sql: sql,
                arguments: [
                    filter.since?.millisecondsSince1970 ?? .min, filter.unit, states, filter.patient, filter.limit,
                ]
            ).map { try AlertListing($0) }
        }
    }

    /// One alert with everything that it saw; nil when there is none of that number.
    public func alert(
        id: Int64
    ) async throws(StoreError) -> (listing: AlertListing, evidence: AlertEvidence)? {
        try await read { database in
            guard
                let row = try Row.fetchOne(
                    database, sql: "\(AlertListing.select) WHERE alert.id = ?", arguments: [id])
            else { return nil }
            return (
                try AlertListing(row),
                try JSONText.decode(AlertEvidence.self, row[12], table: "alertEvidence", column: "evidence")
            )
        }
    }

    /// Notes that somebody has taken note of an alert; a second acknowledgement changes nothing.
    ///
    /// - Throws: ``StoreError/unknownAlert(id:)``, ``StoreError/alertCleared(id:)``.
    public func acknowledge(alertID: Int64, by actor: String, at: Instant) async throws(StoreError) {
        let now = now()
        try await write { database in
            guard let alert = try Alert.fetch(alertID, database) else { throw StoreError.unknownAlert(id: alertID) }
            switch alert.state {
            case .cleared: throw StoreError.alertCleared(id: alertID)
            case .acknowledged: return
            case .open:
                try database.execute(
                    sql: """
                        UPDATE alert SET state = 'acknowledged', acknowledged = ?, acknowledgedBy = ? WHERE id = ?
                        """, arguments: [at.millisecondsSince1970, actor, alertID])
                try AuditChain.append(
                    database, at: now, actor: actor, action: "alert.acknowledge", subject: "alert/\(alertID)",
                    detail: try JSONText.encode(["at": at.iso8601]))
            }
        }
    }
}

extension AlertListing {
    static let select = """
        SELECT \(Alert.columns), alert.acknowledgedBy, patient.identifier, encounter.visitNumber, encounter.unit,
            encounter.bed, alertEvidence.evidence
        FROM alert JOIN encounter own ON own.id = alert.encounterID
        JOIN encounter ON encounter.id = coalesce(own.mergedInto, own.id)
        JOIN patient ON patient.id = encounter.patientID
        JOIN alertEvidence ON alertEvidence.alertID = alert.id
        """

    /// The part of the evidence that a listing shows.
    private struct Summary: Decodable {
        var risk: NetworkRisk?
        var news2: NEWS2?
    }

    /// The listing of a row of ``select``.
    init(_ row: Row) throws {
        let summary = try JSONText.decode(Summary.self, row[12], table: "alertEvidence", column: "evidence")
        self.init(
            alert: try Alert(row), acknowledgedBy: row[7], patient: row[8], visitNumber: row[9], unit: row[10],
            bed: row[11], risk: summary.risk, news2: summary.news2)
    }
}
