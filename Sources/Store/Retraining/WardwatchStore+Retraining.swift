public import ClinicalDomain
import Foundation
import GRDB

extension WardwatchStore {
    /// Notes that a run has begun.
    ///
    /// - Returns: its number.
    public func beginRetraining(
        outcome: String, snapshot: Int64, settings: String
    ) async throws(StoreError) -> Int64 {
        let now = now()
        return try await write { database in
            try database.execute(
                sql: """
                    INSERT INTO retrainingRun (outcome, started, snapshot, dataDigest, settings, reason, checks)
                    VALUES (?, ?, ?, '', ?, '', '[]')
                    """, arguments: [outcome, now.millisecondsSince1970, snapshot, settings])
            return database.lastInsertedRowID
        }
    }

    /// Notes how a run has ended, and under which name its question went in the end.
    public func endRetraining(
        _ id: Int64, outcome: String, _ result: RetrainingRun.Result
    ) async throws(StoreError) {
        let now = now()
        try await write { database in
            try database.execute(
                sql: """
                    UPDATE retrainingRun SET outcome = ?, ended = max(started, ?), dataDigest = ?, champion = ?,
                        challenger = ?, promoted = ?, decision = ?, reason = ?, checks = ? WHERE id = ?
                    """,
                arguments: [
                    outcome, now.millisecondsSince1970, result.dataDigest, result.champion, result.challenger,
                    result.promoted, result.decision.rawValue, result.reason, result.checks, id,
                ])
            for drift in result.drift {
                try database.execute(
                    sql: "INSERT INTO drift (runID, measure, channel, value) VALUES (?, ?, ?, ?)",
                    arguments: [id, drift.measure, drift.channel, drift.value])
            }
        }
    }

    /// The newest runs, newest first.
    ///
    /// - Parameters:
    ///   - outcome: only runs for this question; nil for all.
    ///   - model: only runs with this model as champion, as challenger, or put into use; nil for all.
    ///   - limit: at most so many.
    public func retrainingRuns(
        outcome: String? = nil, model: String? = nil, limit: Int = 100
    ) async throws(StoreError) -> [RetrainingRun] {
        try await read { database in
            let sql = """
                SELECT \(RetrainingRun.columns) FROM retrainingRun WHERE (?1 IS NULL OR outcome = ?1)
                AND (?2 IS NULL OR ?2 IN (champion, challenger, promoted)) ORDER BY id DESC LIMIT ?3
                """
            return try Row.fetchAll(database, sql: sql, arguments: [outcome, model, limit]).map {
                try RetrainingRun($0, database)
            }
        }
    }

    /// The reference stays of an outcome with the SHA-256 that their histories had; empty before the first promotion.
    public func referenceStays(outcome: String) async throws(StoreError) -> [EncounterID: [UInt8]] {
        try await read { database in
            let sql = "SELECT encounterID, digest FROM referenceStay WHERE outcome = ?"
            let rows = try Row.fetchAll(database, sql: sql, arguments: [outcome])
            return Dictionary(
                uniqueKeysWithValues: rows.map { row in
                    let digest: Data = row[1]
                    return (EncounterID(rawValue: row[0]), Array(digest))
                })
        }
    }

    /// Fixes the reference stays of an outcome; where there are some already, nothing is changed.
    public func fixReferenceStays(_ stays: [EncounterID: [UInt8]], outcome: String) async throws(StoreError) {
        try await write { database in
            let sql = "SELECT EXISTS (SELECT 1 FROM referenceStay WHERE outcome = ?)"
            if try Bool.fetchOne(database, sql: sql, arguments: [outcome]) == true { return }
            for (id, digest) in stays.sorted(by: { $0.key < $1.key }) {
                try database.execute(
                    sql: "INSERT INTO referenceStay (outcome, encounterID, digest) VALUES (?, ?, ?)",
                    arguments: [outcome, id.rawValue, Data(digest)])
            }
        }
    }
}
