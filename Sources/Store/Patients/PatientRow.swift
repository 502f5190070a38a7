import GRDB

/// A patient as the writer sees them: a row of `patient`.
struct PatientRow: Hashable {
    let id: Int64
    var birthDate: String?
    var sex: String

    /// By identifier, with whom they were merged into.
    static let select = "SELECT id, birthDate, sex, mergedInto FROM patient WHERE identifier = ?"
    /// The condition that an identifier, also of one who was merged, names the patient.
    static func condition(_ parameter: String) -> String {
        "patient.id = (SELECT coalesce(mergedInto, id) FROM patient WHERE identifier = \(parameter))"
    }

    /// The patient of an identifier, or whom they turned out to be; nil when nobody has it.
    static func find(_ identifier: String, _ database: Database) throws -> PatientRow? {
        guard
            let row = try Row.fetchOne(
                database.cachedStatement(sql: PatientRow.select), arguments: [identifier])
        else { return nil }
        guard let survivor: Int64 = row[3] else { return PatientRow(id: row[0], birthDate: row[1], sex: row[2]) }
        return try PatientRow.find(id: survivor, database)
    }

    /// The patient of a number.
    static func find(id: Int64, _ database: Database) throws -> PatientRow? {
        try Row.fetchOne(
            database.cachedStatement(sql: "SELECT id, birthDate, sex FROM patient WHERE id = ?"), arguments: [id]
        ).map { PatientRow(id: $0[0], birthDate: $0[1], sex: $0[2]) }
    }
}
