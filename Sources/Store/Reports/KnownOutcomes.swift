import GRDB

/// The stays of which nothing on record means that nothing happened.
///
/// A sender that told of an outcome event once (an information system, an imported file) is taken to tell of all of
/// them, for the stays that it tells of; one that does not give its name, for all stays that are told of in its format.
/// Labels by hand say nothing of the stays without one.
struct KnownOutcomes {
    private struct Sender: Hashable {
        var name: String
        var format: String

        init(name: String, format: String) { (self.name, self.format) = (name, format) }
        init(_ row: Row) { self.init(name: row[0], format: row[1]) }
    }

    private let tellers: Set<Sender>
    private let tellersOfStay: Statement

    init(_ database: Database) throws {
        tellers = Set(try Row.fetchAll(database, sql: WardRecordReader.tellers).map(Sender.init))
        tellersOfStay = try database.cachedStatement(sql: WardRecordReader.tellersOfStay)
    }

    func include(_ encounterID: Int64) throws -> Bool {
        guard !tellers.isEmpty else { return false }
        return try Row.fetchAll(tellersOfStay, arguments: [encounterID]).contains { row in
            let sender = Sender(row)
            return tellers.contains(sender) || tellers.contains(Sender(name: "", format: sender.format))
        }
    }
}
