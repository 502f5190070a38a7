import ClinicalDomain
import GRDB

extension Alert {
    static let columns = """
        alert.id, alert.encounterID, alert.subject, alert.reason, alert.reasons, alert.state, alert.raised,
        alert.presented, alert.presentations, alert.tier, alert.levelRisk, alert.levelNEWS2, alert.acknowledged,
        alert.acknowledgedBy, alert.snoozedUntil, alert.cleared, alert.clearing, alert.isShadow, alert.quietUntil,
        alert.levelScored
        """
    static let columnCount = 20

    /// The alert of a row of ``columns``.
    init(_ row: Row) throws {
        let (reasonName, stateName, clearingName): (String, String, String?) = (row[3], row[5], row[16])
        guard let reason = Reason(rawValue: reasonName) else {
            throw StoreError.unreadable(table: "alert", column: "reason", detail: reasonName)
        }
        guard let state = State(rawValue: stateName) else {
            throw StoreError.unreadable(table: "alert", column: "state", detail: stateName)
        }
        let scored = try (row[19] as String?).map {
            try JSONText.decode([NEWS2.Parameter].self, $0, table: "alert", column: "levelScored")
        }
        self.init(
            id: row[0], encounterID: (row[1] as Int64?).map(EncounterID.init(rawValue:)), reason: reason, state: state,
            raised: Instant(millisecondsSince1970: row[6]), presented: Instant(millisecondsSince1970: row[7]),
            reasons: try JSONText.decode([Reason].self, row[4], table: "alert", column: "reasons"), subject: row[2],
            level: AlertLevel(risk: row[10], news2: row[11], scored: scored), acknowledged: Instant(row[12]),
            cleared: Instant(row[15]), isShadow: row[17], quietUntil: Instant(row[18]))
        (presentations, tier) = (row[8], row[9])
        (acknowledgedBy, snoozedUntil) = (row[13], Instant(row[14]))
        clearing = clearingName.flatMap(Clearing.init(rawValue:))
    }

    /// The alert of that number; nil when there is none.
    static func fetch(_ id: Int64, _ database: Database) throws -> Alert? {
        try Row.fetchOne(database.cachedStatement(sql: "SELECT \(columns) FROM alert WHERE id = ?"), arguments: [id])
            .map { try Alert($0) }
    }
}
