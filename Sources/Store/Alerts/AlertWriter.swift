import ClinicalDomain
import GRDB

/// Raises and changes alerts within one transaction, each with its row in the audit trail and in the outbox.
struct AlertWriter {
    let database: Database
    /// The clock.
    let now: Instant
    /// Whom the audit trail names.
    let actor: String
    /// From where the actor acts, for the audit trail.
    let origin: String

    /// - Returns: nil where the stay has a clinical alert in force already, or is no stay any more.
    func raise(_ encounterID: EncounterID, _ raise: AlertDecision.Raise, _ evidence: AlertEvidence) throws -> Alert? {
        guard let reason = raise.reasons.first else { return nil }
        var alert = Alert(
            id: 0, encounterID: encounterID, reason: reason, raised: evidence.effective, presented: now,
            reasons: raise.reasons, level: raise.level, isShadow: raise.isShadow, quietUntil: raise.quietUntil)
        guard try insert(&alert, evidence) else { return nil }
        let text = try JSONText.encode(evidence)
        try database.cachedStatement(sql: "INSERT INTO alertEvidence (alertID, evidence) VALUES (?, ?)")
            .execute(arguments: [alert.id, text])
        var detail = ["encounter": encounterID.description, "evidence": AlertsAndTrail.digest(text)]
        detail["quietUntil"] = alert.quietUntil?.iso8601
        try note(alert, "raise", detail, evidence)
        return alert
    }

    /// - Returns: nil where such an alert is in force already, or the stay is none any more.
    func raiseTechnical(
        _ encounterID: EncounterID?, _ reason: Alert.Reason, subject: String, at: Instant, isShadow: Bool
    ) throws -> Alert? {
        var alert = Alert(
            id: 0, encounterID: encounterID, reason: reason, raised: at, presented: now, subject: subject,
            isShadow: isShadow)
        guard try insert(&alert, nil) else { return nil }
        try note(alert, "raise", encounterID.map { ["encounter": $0.description] } ?? [:], nil)
        return alert
    }

    /// - Returns: the alert as it stands then; nil where it is cleared already, or the change changes nothing.
    func change(_ id: Int64, _ change: AlertChange) throws -> Alert? {
        guard let before = try Alert.fetch(id, database) else { throw StoreError.unknownAlert(id: id) }
        guard before.permits(change, clock: now) else { return nil }
        var alert = before
        alert.apply(change, clock: now)
        if alert == before { return nil }
        try update(alert)
        try note(alert, change.name, details(change), nil)
        return alert
    }

    /// Clears all alerts in force of a stay, none before it was raised.
    func clearAll(of encounterID: Int64, at: Instant?, _ why: Alert.Clearing) throws -> [Alert] {
        let alerts = try Row.fetchAll(
            database.cachedStatement(sql: HotQuery.alertsInForce), arguments: [encounterID]
        ).map { try Alert($0) }
        return try alerts.compactMap { try change($0.id, .clear(at: max(at ?? $0.raised, $0.raised), why)) }
    }

    // MARK: rows

    private func insert(_ alert: inout Alert, _ evidence: AlertEvidence?) throws -> Bool {
        try database.cachedStatement(
            sql: """
                INSERT INTO alert (encounterID, subject, reason, reasons, state, raised, presented, presentations, tier,
                    levelRisk, levelNEWS2, levelScored, model, risk, threshold, news2Total, news2IsPartial, isShadow, quietUntil)
                SELECT ?1, ?2, ?3, ?4, 'open', ?5, ?6, 1, 1, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16
                WHERE ?1 IS NULL OR EXISTS (SELECT 1 FROM encounter WHERE id = ?1 AND state = 'begun')
                ON CONFLICT DO NOTHING
                """
        ).execute(arguments: [
            alert.encounterID?.rawValue, alert.subject, alert.reason.rawValue,
            try JSONText.encode(alert.reasons), alert.raised.millisecondsSince1970,
            alert.presented.millisecondsSince1970, alert.level.risk, alert.level.news2,
            try alert.level.scored.map(JSONText.encode), evidence?.risk?.model, evidence?.risk?.probability,
            evidence?.risk?.threshold, evidence?.news2?.total,
            evidence?.news2?.isPartial, alert.isShadow,
            alert.quietUntil?.millisecondsSince1970,
        ])
        guard database.changesCount > 0 else { return false }
        alert.id = database.lastInsertedRowID
        return true
    }

    private func update(_ alert: Alert) throws {
        try database.cachedStatement(
            sql: """
                UPDATE alert SET reasons = ?, state = ?, presented = ?, presentations = ?, tier = ?, levelRisk = ?,
                    levelNEWS2 = ?, levelScored = ?, acknowledged = ?, acknowledgedBy = ?, snoozedUntil = ?, cleared = ?, clearing = ?,
                    quietUntil = ?
                WHERE id = ?
                """
        ).execute(arguments: [
            try JSONText.encode(alert.reasons), alert.state.rawValue, alert.presented.millisecondsSince1970,
            alert.presentations, alert.tier, alert.level.risk, alert.level.news2,
            try alert.level.scored.map(JSONText.encode), alert.acknowledged?.millisecondsSince1970,
            alert.acknowledgedBy, alert.snoozedUntil?.millisecondsSince1970,
            alert.cleared?.millisecondsSince1970, alert.clearing?.rawValue, alert.quietUntil?.millisecondsSince1970,
            alert.id,
        ])
    }

    private func details(_ change: AlertChange) -> [String: String] {
        switch change {
        case .join, .present, .escalate, .acknowledge: [:]
        case .snooze(let until, _, let reason): ["until": until.iso8601, "because": reason]
        case .clear(let at, let why): ["at": at.iso8601, "why": why.rawValue]
        }
    }

    /// Writes down what happened, for those who ask later and for those who are told now.
    private func note(
        _ alert: Alert, _ event: String, _ detail: [String: String], _ evidence: AlertEvidence?
    ) throws {
        var detail = detail
        detail["reasons"] = alert.reasons.map(\.rawValue).joined(separator: " ")
        detail["state"] = alert.state.rawValue
        detail["tier"] = String(alert.tier)
        detail["from"] = origin
        let row = try AuditChain.append(
            database, at: now, actor: actor, action: "alert.\(event)", subject: "alert/\(alert.id)",
            detail: try JSONText.encode(detail))
        if !alert.isShadow { try tell(alert, event, row, evidence) }
    }

    private func tell(_ alert: Alert, _ event: String, _ audit: AuditRow, _ evidence: AlertEvidence?) throws {
        let asks = event == "escalate" || alert.state == .open && alert.presented == now
        let place = try Row.fetchOne(
            database.cachedStatement(
                sql: """
                    SELECT patient.identifier, encounter.visitNumber, encounter.unit, encounter.bed
                    FROM encounter own JOIN encounter ON encounter.id = coalesce(own.mergedInto, own.id)
                    JOIN patient ON patient.id = encounter.patientID WHERE own.id = ?
                    """), arguments: [alert.encounterID?.rawValue])
        let message = AlertMessage(
            alert, event: event, asksForAttention: asks, identity: audit.identity, written: now,
            evidence: try evidence ?? storedEvidence(alert.id), patient: place?[0] ?? "", visit: place?[1] ?? "",
            unit: place?[2] ?? "", bed: place?[3] ?? "")
        try database.cachedStatement(
            sql: "INSERT INTO outbox (alertID, event, tier, written, notBefore, message) VALUES (?, ?, ?, ?, ?, ?)"
        ).execute(arguments: [
            alert.id, event, alert.tier, now.millisecondsSince1970,
            max(now, alert.quietUntil ?? now).millisecondsSince1970, try JSONText.encode(message),
        ])
    }

    /// Nil also where it cannot be read: that must not keep anybody from acknowledging.
    private func storedEvidence(_ id: Int64) throws -> AlertEvidence? {
        let text = try String.fetchOne(
            database.cachedStatement(sql: "SELECT evidence FROM alertEvidence WHERE alertID = ?"), arguments: [id])
        return text.flatMap {
            try? JSONText.decode(AlertEvidence.self, $0, table: "alertEvidence", column: "evidence")
        }
    }
}
