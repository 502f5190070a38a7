import ClinicalDomain
import GRDB

extension WardwatchStore {
    /// Counts everything.
    ///
    /// Reads whole tables or their indexes: some hundred milliseconds for millions of observations.
    public func counts() async throws(StoreError) -> StoreCounts {
        try await read { [path] database in
            func count(_ table: String) throws -> Int {
                try Int.fetchOne(database, sql: "SELECT count(*) FROM \(table)") ?? 0
            }
            func groups(_ sql: String) throws -> [(String, Int)] {
                try Row.fetchAll(database, sql: sql).map { ($0[0], $0[1]) }
            }
            var counts = StoreCounts()
            counts.patients = try count(
                "patient WHERE mergedInto IS NULL AND NOT \(PatientErasure.isDeleted("identifier"))")
            counts.encounters = try count(
                "encounter WHERE state <> 'merged' AND NOT \(PatientErasure.isDeleted("visitNumber"))")
            counts.observations = try count("observation")
            counts.messages = try count("message")
            counts.assessments = try count("assessment")
            for (name, count) in try groups(
                "SELECT reason, count(*) FROM quarantine WHERE state = 'waiting' GROUP BY reason")
            {
                if let reason = QuarantineEntry.Reason(rawValue: name) { counts.quarantine[reason] = count }
            }
            for (name, count) in try groups("SELECT state, count(*) FROM alert GROUP BY state") {
                if let state = Alert.State(rawValue: name) { counts.alerts[state] = count }
            }
            for (name, count) in try groups("SELECT name, count(*) FROM outcome GROUP BY name") {
                counts.outcomes[name] = count
            }
            counts.databaseBytes = WardwatchStore.fileSize(path)
            counts.logBytes = WardwatchStore.fileSize(path + "-wal")
            return counts
        }
    }
}
