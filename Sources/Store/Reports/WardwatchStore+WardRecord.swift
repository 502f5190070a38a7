public import ClinicalDomain

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
}
