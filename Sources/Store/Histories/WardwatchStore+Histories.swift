public import ClinicalDomain
import GRDB

extension WardwatchStore {
    /// Everything stored about a stay; nil when there is no such stay.
    ///
    /// - Parameters:
    ///   - id: the stay; one that turned out to be another one has no observations of its own.
    ///   - isScored: whether to give only a stay that is to be scored: one that was cancelled, is only planned, or turned
    ///     out to be another one is nil then.
    public func history(of id: EncounterID, isScored: Bool = false) async throws(StoreError) -> EncounterHistory? {
        try await read { database in
            let sql = """
                SELECT \(HistoryReader.encounterColumns)
                FROM encounter JOIN patient ON patient.id = encounter.patientID WHERE encounter.id = ?
                """ + (isScored ? " AND encounter.state = 'begun'" : "")
            guard let row = try Row.fetchOne(database, sql: sql, arguments: [id.rawValue]) else { return nil }
            var history = try HistoryReader(database).history(row)
            history.through = try Int64.fetchOne(database, sql: "SELECT max(id) FROM message") ?? 0
            return history
        }
    }

    /// A stay with the observations that had come in by a message, and what is known of patient and stay today.
    ///
    /// Only observations that belonged to the stay then and now are among them: those that a merge brought since are
    /// where the merge put them.
    public func history(of id: EncounterID, through messageID: Int64) async throws(StoreError) -> EncounterHistory? {
        try await read { database in
            let sql = """
                SELECT \(HistoryReader.encounterColumns)
                FROM encounter JOIN patient ON patient.id = encounter.patientID WHERE encounter.id = ?
                """
            guard let row = try Row.fetchOne(database, sql: sql, arguments: [id.rawValue]) else { return nil }
            var history = try HistoryReader(database, through: messageID).history(row)
            history.through = messageID
            return history
        }
    }

    /// The stays of a patient that have begun, oldest first.
    ///
    /// - Parameter identifier: any identifier of the patient, also one that was given up in a merge.
    public func encounters(
        ofPatient identifier: String
    ) async throws(StoreError) -> [(id: EncounterID, encounter: Encounter)] {
        try await read { database in
            let sql = """
                SELECT \(HistoryReader.encounterColumns)
                FROM encounter JOIN patient ON patient.id = encounter.patientID
                WHERE \(PatientRow.condition("?")) AND encounter.state = 'begun' ORDER BY encounter.id
                """
            return try Row.fetchAll(database, sql: sql, arguments: [identifier]).map {
                (EncounterID(rawValue: $0[0]), Encounter($0))
            }
        }
    }

    /// Stays that have begun, are not discharged and have observations.
    ///
    /// - Parameter since: only those with an observation at or after this time; nil for all. Imported records that
    ///   never say when they end stay open for ever otherwise.
    public func openEncounters(since: Instant? = nil) async throws(StoreError) -> [EncounterID] {
        try await identifiers(HotQuery.openEncounters, since: since)
    }

    /// The time of the newest observation of any open stay; nil when there is none.
    public func newestEffective() async throws(StoreError) -> Instant? {
        try await read { database in
            try Int64.fetchOne(
                database,
                sql: """
                    SELECT max(lastEffective) FROM encounter INDEXED BY encounterOpen
                    WHERE state = 'begun' AND discharged IS NULL AND changedBy > 0
                    """
            ).map(Instant.init(millisecondsSince1970:))
        }
    }

    /// Stays with observations that no recorded assessment covers, also after a crash.
    ///
    /// To catch up: take ``newestMessageID()`` first, then these, then their histories, and record with the number
    /// taken as ``AssessmentRecord/through``.
    ///
    /// - Parameter since: only those with an observation at or after this time; nil for all.
    public func unassessedEncounters(since: Instant? = nil) async throws(StoreError) -> [EncounterID] {
        try await identifiers(HotQuery.unassessedEncounters, since: since)
    }

    /// The number of the newest stored message; 0 when there is none.
    ///
    /// A history that is read afterwards holds everything up to this message.
    public func newestMessageID() async throws(StoreError) -> Int64 {
        try await read { try Int64.fetchOne($0, sql: "SELECT max(id) FROM message") ?? 0 }
    }

    private func identifiers(_ sql: String, since: Instant?) async throws(StoreError) -> [EncounterID] {
        try await read { database in
            try Int64.fetchAll(database, sql: sql, arguments: [since?.millisecondsSince1970 ?? .min])
                .map(EncounterID.init)
        }
    }

    /// Walks through stays in the order of their numbers, all within one snapshot, a batch at a time.
    ///
    /// Synchronous, because it is meant for a thread of its own (training, export). While it runs, the write-ahead log
    /// cannot be folded into the file and grows with what others write.
    ///
    /// - Parameters:
    ///   - filter: which stays; those without observations are left out.
    ///   - batchSize: stays in a batch, at least 1; the last batch may be smaller.
    ///   - body: receives each batch; what it throws ends the walk and is rethrown.
    public func forEachHistory(
        where filter: HistoryFilter, batchSize: Int, _ body: ([EncounterHistory]) throws -> Void
    ) throws {
        try HistoryReader.forEachHistory(of: pool, path: path, where: filter, batchSize: batchSize, body)
    }
}

extension HistoryReader {
    /// Walks through stays of a database, all within one read.
    static func forEachHistory(
        of reader: some DatabaseReader, path: String, where filter: HistoryFilter, batchSize: Int,
        _ body: ([EncounterHistory]) throws -> Void
    ) throws {
        precondition(batchSize > 0, "batchSize is \(batchSize), expected at least 1")
        var callerError: (any Error)?
        do {
            try reader.read { database in
                let histories = try HistoryReader(database)
                let rows = try filter.encounterRows(database)
                var batch: [EncounterHistory] = []
                batch.reserveCapacity(batchSize)
                func deliver() throws {
                    do { try body(batch) } catch {
                        callerError = error
                        throw error
                    }
                    batch.removeAll(keepingCapacity: true)
                }
                while let row = try rows.next() {
                    batch.append(try histories.history(row))
                    if batch.count == batchSize { try deliver() }
                }
                if !batch.isEmpty { try deliver() }
            }
        } catch {
            throw callerError ?? StoreError(error, path: path)
        }
    }
}
