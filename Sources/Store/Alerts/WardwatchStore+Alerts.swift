public import ClinicalDomain
import GRDB

extension WardwatchStore {
    /// So many alerts of a stay are kept in mind: those before have had their rest.
    private static let latestAlertCount = 12

    /// The latest alerts of each stay that may still get one, newest first.
    ///
    /// This is what the alert policy must know after a restart. Alerts that concern no patient are not among them.
    public func latestAlerts() async throws(StoreError) -> [EncounterID: [Alert]] {
        try await read { database in
            var alerts: [EncounterID: [Alert]] = [:]
            let rows = try Row.fetchCursor(database.cachedStatement(sql: HotQuery.latestAlerts))
            while let row = try rows.next() {
                guard let id = (row[1] as Int64?).map(EncounterID.init(rawValue:)) else { continue }
                let isInForce = (row[5] as String) != Alert.State.cleared.rawValue
                if !isInForce, alerts[id, default: []].count >= Self.latestAlertCount { continue }
                alerts[id, default: []].append(try Alert(row))
            }
            return alerts
        }
    }

    /// The latest alerts of one stay, oldest first.
    public func latestAlerts(of id: EncounterID) async throws(StoreError) -> [Alert] {
        try await read { database in
            try Row.fetchAll(
                database.cachedStatement(sql: HotQuery.alertsOfStay), arguments: [id.rawValue, Self.latestAlertCount]
            ).map { try Alert($0) }.reversed()
        }
    }

    /// Where and when clinical alerts were raised in the latest hours of the data, also those of patients who left.
    public func raisedAlerts(hours: Double) async throws(StoreError) -> [(unit: String, at: Instant)] {
        try await read { database in
            let sql = """
                SELECT encounter.unit, alert.raised FROM alert JOIN encounter ON encounter.id = alert.encounterID
                WHERE alert.reason IN ('network-risk', 'news2', 'news2-red-parameter')
                AND alert.raised > (SELECT max(raised) FROM alert) - ?
                """
            // Units differ in how late their data come.
            let span = 4 * Int64(hours * 3_600_000)
            return try Row.fetchAll(database, sql: sql, arguments: [span]).map {
                ($0[0], Instant(millisecondsSince1970: $0[1]))
            }
        }
    }

    /// The alerts in force that concern no patient.
    public func serviceAlerts() async throws(StoreError) -> [Alert] {
        try await read { database in
            try Row.fetchAll(
                database, sql: "SELECT \(Alert.columns) FROM alert WHERE state <> 'cleared' AND encounterID IS NULL"
            ).map { try Alert($0) }
        }
    }

    /// Alerts, newest first.
    public func alerts(_ filter: AlertFilter = AlertFilter()) async throws(StoreError) -> [AlertListing] {
        try await read { database in
            let states = try JSONText.encode(filter.states.map(\.rawValue).sorted())
            let sql = """
                \(AlertListing.select) WHERE alert.raised >= ?1 AND (?2 IS NULL OR encounter.unit = ?2)
                AND (?3 = '[]' OR alert.state IN (SELECT value FROM json_each(?3)))
                AND (?4 IS NULL OR \(PatientRow.condition("?4"))) AND alert.raised < ?6
                AND (?7 IS NULL OR alert.reason IN (SELECT value FROM json_each(?8)) = ?7)
                ORDER BY alert.raised DESC, alert.id DESC LIMIT ?5
                """
            return try Row.fetchAll(
                database, sql: sql,
                arguments: [
                    filter.since?.millisecondsSince1970 ?? .min, filter.unit, states, filter.patient, filter.limit,
                    filter.until?.millisecondsSince1970 ?? .max, filter.isTechnical,
                    try JSONText.encode(Alert.Reason.allCases.filter(\.isTechnical)),
                ]
            ).map { try AlertListing($0) }
        }
    }

    /// One alert with everything that it saw, as JSON exactly as it was stored; nil when there is none of that number.
    ///
    /// A technical alert has no evidence.
    public func alert(id: Int64) async throws(StoreError) -> (listing: AlertListing, evidence: String?)? {
        try await read { database in
            guard
                let row = try Row.fetchOne(
                    database,
                    sql: """
                        SELECT \(AlertListing.columns), evidence FROM \(AlertListing.tables)
                        LEFT JOIN alertEvidence ON alertEvidence.alertID = alert.id WHERE alert.id = ?
                        """, arguments: [id])
            else { return nil }
            return (try AlertListing(row), row[AlertListing.columnCount])
        }
    }

    /// Evidence as the database keeps it: equal evidence is equal text.
    public static func text(of evidence: AlertEvidence) throws -> String { try JSONText.encode(evidence) }

    /// Notes that somebody has taken note of an alert; a second acknowledgement changes nothing.
    ///
    /// - Parameters:
    ///   - alertID: the number of the alert.
    ///   - actor: who.
    ///   - origin: from where, for the audit trail: a terminal, a program.
    /// - Returns: the alert as it stands now.
    /// - Throws: ``StoreError/unknownAlert(id:)``, ``StoreError/alertCleared(id:)``.
    @discardableResult
    public func acknowledge(
        alertID: Int64, by actor: String, from origin: String = ""
    ) async throws(StoreError) -> Alert {
        try await change(alertID, by: actor, from: origin) { alert in
            alert.state == .acknowledged ? nil : .acknowledge(by: actor)
        }
    }

    /// Puts an alert off until a time of the clock; then it is presented again, if it is still in force.
    ///
    /// How long it may be put off is the policy's and the caller's business.
    ///
    /// - Returns: the alert as it stands now.
    /// - Throws: ``StoreError/unknownAlert(id:)``, ``StoreError/alertCleared(id:)``.
    @discardableResult
    public func snooze(
        alertID: Int64, by actor: String, until: Instant, reason: String, from origin: String = ""
    ) async throws(StoreError) -> Alert {
        try await change(alertID, by: actor, from: origin) { _ in .snooze(until: until, by: actor, reason: reason) }
    }

    private func change(
        _ id: Int64, by actor: String, from origin: String, _ change: @Sendable @escaping (Alert) -> AlertChange?
    ) async throws(StoreError) -> Alert {
        let now = now()
        return try await write { database in
            guard let alert = try Alert.fetch(id, database) else { throw StoreError.unknownAlert(id: id) }
            guard alert.isInForce else { throw StoreError.alertCleared(id: id) }
            let writer = AlertWriter(database: database, now: now, actor: actor, origin: origin)
            guard let change = change(alert) else { return alert }
            return try writer.change(id, change) ?? alert
        }
    }

    /// Carries out what the clock or a service decided about alerts, all in one transaction.
    ///
    /// - Returns: the alerts that were changed, as they stand now.
    @discardableResult
    public func change(
        _ changes: [(alertID: Int64, change: AlertChange)], actor: String = "wardwatchd"
    ) async throws(StoreError) -> [Alert] {
        let now = now()
        return try await write { database in
            let writer = AlertWriter(database: database, now: now, actor: actor, origin: actor)
            return try changes.compactMap { try writer.change($0.alertID, $0.change) }
        }
    }

    /// Raises an alert that concerns no patient; nothing where it is in force already.
    @discardableResult
    public func raiseServiceAlert(
        _ reason: Alert.Reason, subject: String, at: Instant, isShadow: Bool, actor: String = "wardwatchd"
    ) async throws(StoreError) -> Alert? {
        let now = now()
        return try await write { database in
            try AlertWriter(database: database, now: now, actor: actor, origin: actor)
                .raiseTechnical(nil, reason, subject: subject, at: at, isShadow: isShadow)
        }
    }
}

extension AlertListing {
    static let columns = """
        \(Alert.columns), alert.model, alert.risk, alert.threshold, alert.news2Total, alert.news2IsPartial,
        coalesce(patient.identifier, ''), coalesce(encounter.visitNumber, ''), coalesce(encounter.unit, ''),
        coalesce(encounter.bed, '')
        """
    static let columnCount = Alert.columnCount + 9
    static let tables = """
        alert LEFT JOIN encounter own ON own.id = alert.encounterID
        LEFT JOIN encounter ON encounter.id = coalesce(own.mergedInto, own.id)
        LEFT JOIN patient ON patient.id = encounter.patientID
        """
    static let select = "SELECT \(columns) FROM \(tables)"

    /// The listing of a row of ``columns``.
    init(_ row: Row) throws {
        let first = Alert.columnCount
        let (model, risk, threshold): (String?, Double?, Double?) = (row[first], row[first + 1], row[first + 2])
        var networkRisk: NetworkRisk?
        if let model, let risk, let threshold {
            networkRisk = NetworkRisk(model: model, probability: risk, threshold: threshold)
        }
        self.init(
            alert: try Alert(row), patient: row[first + 5], visitNumber: row[first + 6], unit: row[first + 7],
            bed: row[first + 8], risk: networkRisk, news2Total: row[first + 3], news2IsPartial: row[first + 4])
    }
}
