import GRDB

/// What belongs to one patient, found within one transaction: all identifiers, stays, messages and resources.
struct PatientRecord {
    /// The patient and those who turned out to be the same one.
    let patients: [Int64]
    /// Their identifiers.
    let identifiers: [String]
    /// All stays, also those that were cancelled or turned out to be another one.
    let stays: [Int64]
    /// The alerts of the stays.
    let alerts: [Int64]
    /// The FHIR resources about them.
    let resources: [Int64]
    /// The messages that brought something of this.
    let messages: [Int64]

    /// What belongs to a patient; nil when nobody has the identifier.
    init?(_ identifier: String, _ database: Database) throws {
        guard let survivor = try PatientRow.find(identifier, database) else { return nil }
        let rows = try Row.fetchAll(
            database,
            sql: """
                SELECT id, identifier FROM patient
                WHERE (id = ?1 OR mergedInto = ?1) AND NOT \(PatientErasure.isDeleted("identifier")) ORDER BY id
                """, arguments: [survivor.id])
        if rows.isEmpty { return nil }
        patients = rows.map { $0[0] }
        identifiers = rows.map { $0[1] }
        stays = try Self.ids("SELECT id FROM encounter WHERE patientID IN", patients, database)
        alerts = try Self.ids("SELECT id FROM alert WHERE encounterID IN", stays, database)
        resources = try Int64.fetchAll(
            database,
            sql: "SELECT id FROM fhirResource WHERE patient IN (SELECT value FROM json_each(?)) ORDER BY id",
            arguments: [try JSONText.encode(identifiers)])
        var messages = Set(
            try Self.ids("SELECT messageID FROM fhirVersion WHERE resourceID IN", resources, database))
        for query in [
            "SELECT DISTINCT messageID FROM observation WHERE encounterID IN",
            "SELECT messageID FROM outcome WHERE messageID IS NOT NULL AND encounterID IN",
            "SELECT messageID FROM stayEvent WHERE encounterID IN",
            "SELECT messageID FROM stayLocation WHERE encounterID IN",
            "SELECT firstMessageID FROM encounter WHERE id IN",
        ] {
            messages.formUnion(try Self.ids(query, stays, database))
        }
        self.messages = messages.sorted()
    }

    /// The numbers that a query gives for a list of numbers, which its text ends before.
    static func ids(_ query: String, _ list: [Int64], _ database: Database) throws -> [Int64] {
        try Int64.fetchAll(
            database, sql: "\(query) (SELECT value FROM json_each(?))", arguments: [try JSONText.encode(list)])
    }
}
