import GRDB

extension WardwatchStore {
    /// As many identifiers are looked at.
    private static let resemblingLimit = 100_000

    /// Identifiers among which somebody may have meant one, by alphabet.
    ///
    /// Those that are at most two characters longer or shorter, and those that end with what follows its assigning
    /// authority (`HOSP:77001` for `77001` and for `WARD:77001`).
    ///
    /// - Parameter identifier: what no patient is called.
    public func patientIdentifiers(resembling identifier: String) async throws(StoreError) -> [String] {
        let number = identifier.split(separator: ":").last.map(String.init) ?? identifier
        return try await read { database in
            try String.fetchAll(
                database,
                sql: """
                    SELECT identifier FROM patient
                    WHERE length(identifier) BETWEEN length(?1) - 2 AND length(?1) + 2
                        OR lower(substr(identifier, -length(?2))) = lower(?2)
                    ORDER BY identifier LIMIT ?3
                    """, arguments: [identifier, number, Self.resemblingLimit])
        }
    }

    /// The first identifiers that begin with a text, of patients who are not discharged.
    public func patientIdentifiers(beginning prefix: String, limit: Int = 50) async throws(StoreError) -> [String] {
        try await read { database in
            try String.fetchAll(
                database,
                sql: """
                    SELECT DISTINCT identifier FROM patient
                    WHERE identifier >= ?1 AND identifier < ?1 || char(1114111) AND EXISTS (
                        SELECT 1 FROM encounter WHERE encounter.patientID = patient.id AND encounter.state = 'begun'
                            AND encounter.discharged IS NULL)
                    ORDER BY identifier LIMIT ?2
                    """, arguments: [prefix, limit])
        }
    }
}
