import ClinicalDomain
import GRDB

/// Reads stays with their observations within one snapshot.
///
/// A stay's observations are one contiguous range of the table, so one prepared statement is stepped through for each
/// stay. Names are looked up by number in arrays read once.
struct HistoryReader {
    static let encounterColumns = """
        encounter.id, patient.identifier, patient.birthDate, patient.sex, encounter.visitNumber, encounter.unit,
        encounter.bed, encounter.admitted, encounter.discharged
        """
    static let observationSQL = """
        SELECT channelID, effective, sourceID, codeID, orderNumber, subID, issued, status, value, rank, original
        FROM observation WHERE encounterID = ?
        """
    static let outcomeSQL = "SELECT name, at FROM outcome WHERE encounterID = ?"
    static let unitSQL = "SELECT since, unit FROM stayLocation WHERE encounterID = ? ORDER BY since"

    private let observationStatement: Statement
    private let outcomeStatement: Statement
    private let unitStatement: Statement
    private let sources: NamesByNumber
    private let codes: NamesByNumber
    private let channels: NamesByNumber

    /// - Parameter messageID: only observations that came by this message or before; nil for all.
    init(_ database: Database, through messageID: Int64? = nil) throws {
        let condition = messageID.map { " AND messageID <= \($0)" } ?? ""
        observationStatement = try database.cachedStatement(sql: HistoryReader.observationSQL + condition)
        outcomeStatement = try database.cachedStatement(sql: HistoryReader.outcomeSQL)
        unitStatement = try database.cachedStatement(sql: HistoryReader.unitSQL)
        sources = try NamesByNumber(database, sql: "SELECT id, name FROM source")
        codes = try NamesByNumber(database, sql: "SELECT id, text FROM code")
        channels = try NamesByNumber(database, sql: "SELECT id, name FROM channel")
    }

    /// The stay of a row of ``encounterColumns``, with everything that belongs to it.
    func history(_ row: Row) throws -> EncounterHistory {
        let id: Int64 = row[0]
        var history = EncounterHistory(
            id: EncounterID(rawValue: id), patient: try Patient(row), encounter: Encounter(row),
            observations: try observations(of: id), outcomes: try outcomes(of: id))
        history.units = try units(of: id)
        return history
    }

    private func units(of encounterID: Int64) throws -> [UnitStay] {
        unitStatement.setUncheckedArguments([encounterID])
        return try Row.fetchAll(unitStatement).map {
            UnitStay(since: Instant(millisecondsSince1970: $0[0]), unit: $0[1])
        }
    }

    private func observations(of encounterID: Int64) throws -> [Observation] {
        observationStatement.setUncheckedArguments([encounterID])
        let rows = try Row.fetchCursor(observationStatement)
        var observations: [Observation] = []
        while let row = try rows.next() {
            let key = Observation.Key(
                channel: ChannelID(rawValue: try channels[row[0]]),
                effective: Instant(millisecondsSince1970: row[1]), source: try sources[row[2]], order: row[4],
                subID: row[5])
            observations.append(
                Observation(
                    key: key, code: try codes[row[3]], value: row[8], original: row[10],
                    status: Observation.Status.byNumber[row[7]], issued: Instant(millisecondsSince1970: row[6]),
                    rank: row[9]))
        }
        return observations
    }

    private func outcomes(of encounterID: Int64) throws -> [OutcomeEvent] {
        outcomeStatement.setUncheckedArguments([encounterID])
        return try Row.fetchAll(outcomeStatement).map {
            OutcomeEvent(name: $0[0], at: Instant(millisecondsSince1970: $0[1]))
        }
    }
}

/// The names of a table of numbered names, by number.
private struct NamesByNumber {
    private var names: [String?] = []
    private let sql: String

    init(_ database: Database, sql: String) throws {
        self.sql = sql
        let rows = try Row.fetchCursor(database, sql: sql)
        while let row = try rows.next() {
            let id: Int = row[0]
            while names.count <= id { names.append(nil) }
            names[id] = row[1]
        }
    }

    subscript(id: Int) -> String {
        get throws {
            guard names.indices.contains(id), let name = names[id] else {
                throw StoreError.unreadable(
                    table: "observation", column: "reference", detail: "no row \(id) in: \(sql)")
            }
            return name
        }
    }
}
