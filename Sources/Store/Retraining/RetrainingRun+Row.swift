import ClinicalDomain
import GRDB

extension RetrainingRun {
    static let columns = """
        id, outcome, started, ended, snapshot, settings, dataDigest, champion, challenger, promoted, decision, reason,
        checks
        """

    /// The run of a row of ``columns``.
    init(_ row: Row, _ database: Database) throws {
        let number: Int64 = row[0]
        (id, outcome, snapshot, settings) = (number, row[1], row[4], row[5])
        (started, ended) = (Instant(millisecondsSince1970: row[2]), Instant(row[3]))
        let decision: String? = row[10]
        result = try decision.map { name in
            guard let decision = Decision(rawValue: name) else {
                throw StoreError.unreadable(table: "retrainingRun", column: "decision", detail: name)
            }
            let sql = "SELECT measure, channel, value FROM drift WHERE runID = ? ORDER BY measure, channel"
            let drift = try Row.fetchAll(database, sql: sql, arguments: [number]).map {
                Drift(measure: $0[0], channel: $0[1], value: $0[2])
            }
            return Result(
                dataDigest: row[6], champion: row[7], challenger: row[8], promoted: row[9], decision: decision,
                reason: row[11], checks: row[12], drift: drift)
        }
    }
}
