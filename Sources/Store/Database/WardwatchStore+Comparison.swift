import Foundation
import GRDB

extension WardwatchStore {
    /// What a copy of this database lacks of what was stored when it was made; empty when nothing is missing.
    ///
    /// Rows that are only ever added are counted up to the newest of the copy, so what was stored since does not count:
    /// messages, observations with a sum over their times, alerts and the audit trail, whose last row must have the same
    /// hash. Reads all observations of both.
    ///
    /// - Parameter copy: opened for reading.
    public func differences(fromCopy copy: WardwatchStore) async throws(StoreError) -> [String] {
        let newest = try await copy.read { database in
            ["message", "alert", "audit"].map { table in
                (try? Int64.fetchOne(database, sql: "SELECT max(id) FROM \(table)")) ?? 0
            }
        }
        let (copied, original) = (try await copy.figures(through: newest), try await figures(through: newest))
        return zip(copied, original).compactMap { copied, original in
            copied.value == original.value
                ? nil : "\(copied.name): \(copied.value) in the copy, \(original.value) in the database"
        }
    }

    private func figures(through newest: [Int64]) async throws(StoreError) -> [(name: String, value: String)] {
        try await read { database in
            func value(_ sql: String, _ id: Int64) throws -> String {
                try String.fetchOne(database, sql: sql, arguments: [id]) ?? "none"
            }
            return [
                ("messages", try value("SELECT count(*) FROM message WHERE id <= ?", newest[0])),
                (
                    "observations",
                    try value(
                        """
                        SELECT count(*) || ' with the sum ' || coalesce(sum(effective % 1000003 + messageID % 1000003), 0)
                        FROM observation WHERE messageID <= ?
                        """, newest[0])
                ),
                ("alerts", try value("SELECT count(*) FROM alert WHERE id <= ?", newest[1])),
                ("entries of the audit trail", try value("SELECT count(*) FROM audit WHERE id <= ?", newest[2])),
                ("hash of the audit trail", try value("SELECT hex(hash) FROM audit WHERE id = ?", newest[2])),
            ]
        }
    }
}
