public import ClinicalDomain
import GRDB

extension WardwatchStore {
    /// What is on record of the wards in a period.
    ///
    /// Reads stays, alerts and outcomes by time and a bounded number of messages and values: the number of
    /// observations in the database does not count.
    ///
    /// - Parameters:
    ///   - since: the beginning of the period.
    ///   - until: its end; what happened later is not looked at, but for what became of alerts.
    public func wardRecord(since: Instant, until: Instant) async throws(StoreError) -> WardRecord {
        try await read { database in
            let reader = WardRecordReader(database: database, since: since, until: max(since, until))
            let messages = try reader.firstMessage()
            return WardRecord(
                since: reader.since, until: reader.until, stays: try reader.stays(), alerts: try reader.alerts(),
                events: try reader.events(), nights: try reader.nights(), sources: try reader.sources(from: messages),
                isCountCut: try reader.isCut(from: messages))
        }
    }

    /// The units in which patients have been, in alphabetical order.
    public func unitNames() async throws(StoreError) -> [String] {
        try await read { database in
            try String.fetchAll(
                database,
                sql: """
                    SELECT unit FROM encounter WHERE state = 'begun' AND unit <> ''
                    UNION SELECT unit FROM stayLocation WHERE unit <> ''
                    ORDER BY unit
                    """)
        }
    }
}
