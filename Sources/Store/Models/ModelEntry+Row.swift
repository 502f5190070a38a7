import ClinicalDomain
import Foundation
import GRDB

extension ModelEntry {
    static let columns = """
        name, outcome, network, file, sha256, trained, seed, parent, metrics, state, reason, promoted, isFromElsewhere
        """

    /// The model of a row of ``columns``.
    init(_ row: Row) throws {
        let stateName: String = row[9]
        guard let state = State(rawValue: stateName) else {
            throw StoreError.unreadable(table: "model", column: "state", detail: stateName)
        }
        let (sha256, seed): (Data, Int64) = (row[4], row[6])
        self.init(
            name: row[0], outcome: row[1], network: row[2], file: row[3], sha256: Array(sha256),
            trained: Instant(millisecondsSince1970: row[5]), seed: UInt64(bitPattern: seed), parent: row[7],
            metrics: row[8], isFromElsewhere: row[12], reason: row[10])
        (self.state, self.promoted) = (state, Instant(row[11]))
    }

    /// The model of that name; nil when there is none.
    static func fetch(_ name: String, _ database: Database) throws -> ModelEntry? {
        try Row.fetchOne(database, sql: "SELECT \(columns) FROM model WHERE name = ?", arguments: [name])
            .map { try ModelEntry($0) }
    }
}
