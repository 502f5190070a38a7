public import ClinicalDomain
import GRDB

extension WardwatchStore {
    /// Walks through the rows of a table of the history, stay by stay, all within one snapshot.
    ///
    /// Synchronous, because it is meant for a thread of its own. While it runs, the write-ahead log cannot be folded into
    /// the file and grows with what others write. Memory does not grow with the table.
    ///
    /// - Parameters:
    ///   - table: which rows.
    ///   - since: only rows of this time or later.
    ///   - until: only rows before this time.
    ///   - body: gets a value for each column, and how many of how many stays are done; what it throws ends the walk and
    ///     is rethrown.
    public func forEachRow(
        of table: HistoryTable, since: Instant? = nil, until: Instant? = nil,
        _ body: ([HistoryValue], _ stay: Int, _ stays: Int) throws -> Void
    ) throws {
        var callerError: (any Error)?
        do {
            try pool.read { database in
                let columns = table.all
                let stays = try Int64.fetchAll(
                    database, sql: "SELECT id FROM encounter WHERE state = 'begun' ORDER BY id")
                let statement = try database.makeStatement(
                    sql: """
                        SELECT \(columns.map(\.sql).joined(separator: ", ")) FROM \(table.source)
                        WHERE encounter.id = ?1 AND (?2 IS NULL OR \(table.time) >= ?2)
                            AND (?3 IS NULL OR \(table.time) < ?3)
                        """)
                for (index, stay) in stays.enumerated() {
                    statement.setUncheckedArguments([
                        stay, since?.millisecondsSince1970, until?.millisecondsSince1970,
                    ])
                    let rows = try Row.fetchCursor(statement)
                    while let row = try rows.next() {
                        let values = columns.indices.map { HistoryValue(row, $0, columns[$0].kind) }
                        do { try body(values, index, stays.count) } catch {
                            callerError = error
                            throw error
                        }
                    }
                }
            }
        } catch {
            throw callerError ?? StoreError(error, path: path)
        }
    }
}

extension HistoryValue {
    fileprivate init(_ row: Row, _ index: Int, _ kind: HistoryTable.Kind) {
        let value: HistoryValue? =
            switch kind {
            case .text: (row[index] as String?).map(HistoryValue.text)
            case .integer, .time: (row[index] as Int64?).map(HistoryValue.integer)
            case .number: (row[index] as Double?).map(HistoryValue.number)
            }
        self = value ?? .missing
    }
}
