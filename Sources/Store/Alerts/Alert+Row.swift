import ClinicalDomain
import GRDB

extension Alert {
    static let columns = """
        alert.id, alert.encounterID, alert.reason, alert.state, alert.raised, alert.acknowledged, alert.cleared
        """

    /// The alert of a row of ``columns``.
    init(_ row: Row) throws {
        let (reasonName, stateName): (String, String) = (row[2], row[3])
        guard let reason = Reason(rawValue: reasonName) else {
            throw StoreError.unreadable(table: "alert", column: "reason", detail: reasonName)
        }
        guard let state = State(rawValue: stateName) else {
            throw StoreError.unreadable(table: "alert", column: "state", detail: stateName)
        }
        self.init(
            id: row[0], encounterID: EncounterID(rawValue: row[1]), reason: reason, state: state,
            raised: Instant(millisecondsSince1970: row[4]), acknowledged: Instant(row[5]), cleared: Instant(row[6]))
    }

    /// The alert of that number; nil when there is none.
    static func fetch(_ id: Int64, _ database: Database) throws -> Alert? {
        try Row.fetchOne(database.cachedStatement(sql: "SELECT \(columns) FROM alert WHERE id = ?"), arguments: [id])
            .map { try Alert($0) }
    }
}
