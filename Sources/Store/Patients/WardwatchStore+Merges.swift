import GRDB

extension WardwatchStore {
    /// The identifiers that turned out to mean the same patient as this one, in the order in which they became known.
    ///
    /// The audit trail tells of each merge when it was stored and by which message (`patient.merge`).
    ///
    /// - Parameter identifier: any identifier of the patient.
    /// - Returns: those that were given up; empty for a patient of whom nobody was merged.
    public func mergedIdentifiers(of identifier: String) async throws(StoreError) -> [String] {
        try await read { database in
            try String.fetchAll(
                database,
                sql: """
                    SELECT identifier FROM patient
                    WHERE mergedInto = (SELECT coalesce(mergedInto, id) FROM patient WHERE identifier = ?) ORDER BY id
                    """, arguments: [identifier])
        }
    }

    /// The identifier by which a patient is listed: theirs, or that of whom they turned out to be.
    ///
    /// - Returns: nil when nobody has the identifier.
    public func currentIdentifier(of identifier: String) async throws(StoreError) -> String? {
        try await read { database in
            try String.fetchOne(
                database, sql: "SELECT identifier FROM patient WHERE \(PatientRow.condition("?"))",
                arguments: [identifier])
        }
    }
}
