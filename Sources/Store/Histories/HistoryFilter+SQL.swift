import ClinicalDomain
import Foundation
import GRDB

extension HistoryFilter {
    /// Rows of ``HistoryReader/encounterColumns`` of the stays that pass, in the order of their numbers.
    func encounterRows(_ database: Database) throws -> RowCursor {
        let (condition, arguments) = try condition()
        return try Row.fetchCursor(database, sql: HistoryFilter.sql(condition), arguments: arguments)
    }

    static func sql(_ condition: String) -> String {
        """
        SELECT \(HistoryReader.encounterColumns)
        FROM encounter CROSS JOIN patient ON patient.id = encounter.patientID
        WHERE encounter.state = 'begun' AND encounter.changedBy > 0 AND \(condition) ORDER BY encounter.id
        """
    }

    /// The condition; lists go in as one JSON array, so that their length is not limited by SQLite's parameters.
    private func condition() throws -> (sql: String, arguments: StatementArguments) {
        switch self {
        case .all:
            return ("1", [])
        case .format(let format):
            let condition = "(SELECT format FROM message WHERE message.id = encounter.firstMessageID) = ?"
            return (condition, [format.rawValue])
        case .outcomes(let names):
            let condition = """
                encounter.id IN (SELECT encounterID FROM outcome WHERE name IN (SELECT value FROM json_each(?)))
                """
            return (condition, [try JSONText.encode(names.sorted())])
        case .patients(let identifiers):
            let condition = """
                encounter.patientID IN (SELECT coalesce(mergedInto, id) FROM patient
                    WHERE identifier IN (SELECT value FROM json_each(?)))
                """
            return (condition, [try JSONText.encode(identifiers)])
        case .since(let instant):
            return ("encounter.lastEffective >= ?", [instant.millisecondsSince1970])
        case .encounters(let ids):
            return ("encounter.id IN (SELECT value FROM json_each(?))", [try JSONText.encode(ids.map(\.rawValue))])
        }
    }
}
