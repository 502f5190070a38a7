import ClinicalDomain
import GRDB

extension WardwatchStore {
    /// How the database stands: reads indexes of what is in force, waits or is open, never whole histories.
    ///
    /// - Parameter activeHours: stays without a value for longer do not count as waiting for assessment.
    public func gauges(activeHours: Double) async throws(StoreError) -> StoreGauges {
        var gauges = try await read { [path] database in
            func groups(_ sql: String) throws -> [(String, Int)] {
                try Row.fetchAll(database.cachedStatement(sql: sql)).map { ($0[0], $0[1]) }
            }
            var gauges = StoreGauges()
            for (name, count) in try groups(
                "SELECT state, count(*) FROM alert WHERE state <> 'cleared' GROUP BY state")
            {
                if let state = Alert.State(rawValue: name) { gauges.alerts[state] = count }
            }
            for (name, count) in try groups(
                "SELECT reason, count(*) FROM quarantine WHERE state = 'waiting' GROUP BY reason")
            {
                if let reason = QuarantineEntry.Reason(rawValue: name) { gauges.quarantine[reason] = count }
            }
            gauges.databaseBytes = WardwatchStore.fileSize(path)
            gauges.logBytes = WardwatchStore.fileSize(path + "-wal")
            return gauges
        }
        gauges.newestEffective = try await newestEffective()
        gauges.waitingSince = try await waitingSince(
            inStaysSince: gauges.newestEffective?.advanced(byHours: -activeHours))
        return gauges
    }
}
