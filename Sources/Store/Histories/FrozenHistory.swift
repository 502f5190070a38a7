public import ClinicalDomain
import GRDB

/// The history as it was at one moment: all reads see the same snapshot, whatever is written meanwhile.
///
/// As long as it is there, the write-ahead log cannot be folded into the file and grows with what others write.
public final class FrozenHistory: Sendable {
    /// The number of the newest message in it; 0 when there is none.
    public let newestMessageID: Int64
    private let snapshot: DatabaseSnapshot
    private let path: String

    init(_ pool: DatabasePool, path: String) throws(StoreError) {
        do {
            let snapshot = try pool.makeSnapshot()
            newestMessageID = try snapshot.read { try Int64.fetchOne($0, sql: "SELECT max(id) FROM message") ?? 0 }
            (self.snapshot, self.path) = (snapshot, path)
        } catch {
            throw StoreError(error, path: path)
        }
    }

    /// Walks through stays in the order of their numbers, a batch at a time.
    ///
    /// - Parameters:
    ///   - filter: which stays; those without observations are left out.
    ///   - batchSize: stays in a batch, at least 1; the last batch may be smaller.
    ///   - body: receives each batch; what it throws ends the walk and is rethrown.
    public func forEachHistory(
        where filter: HistoryFilter, batchSize: Int, _ body: ([EncounterHistory]) throws -> Void
    ) throws {
        try HistoryReader.forEachHistory(of: snapshot, path: path, where: filter, batchSize: batchSize, body)
    }

    /// The stays that a message after the given one opened.
    public func encounters(openedAfter messageID: Int64) throws(StoreError) -> Set<EncounterID> {
        try read { database in
            let sql = "SELECT id FROM encounter WHERE firstMessageID > ?"
            return Set(try Int64.fetchAll(database, sql: sql, arguments: [messageID]).map(EncounterID.init))
        }
    }

    /// How many stays that have begun and have observations had an event of these names.
    public func stays(withOutcome events: Set<String>) throws(StoreError) -> Int {
        try read { database in
            let sql = """
                SELECT count(DISTINCT encounter.id) FROM outcome JOIN encounter ON encounter.id = encounterID
                WHERE name IN (SELECT value FROM json_each(?)) AND state = 'begun' AND changedBy > 0
                """
            return try Int.fetchOne(database, sql: sql, arguments: [try JSONText.encode(events.sorted())]) ?? 0
        }
    }

    /// The number of the newest message that was received at or before an instant; 0 for none.
    public func newestMessageID(receivedBy instant: Instant) throws(StoreError) -> Int64 {
        try read { database in
            let sql = "SELECT coalesce(max(id), 0) FROM message WHERE received <= ?"
            return try Int64.fetchOne(database, sql: sql, arguments: [instant.millisecondsSince1970]) ?? 0
        }
    }

    /// The time of the newest observation; nil when there is none.
    public func newestEffective() throws(StoreError) -> Instant? {
        try read { database in
            let sql = "SELECT max(lastEffective) FROM encounter WHERE state = 'begun' AND changedBy > 0"
            return try Int64.fetchOne(database, sql: sql).map(Instant.init(millisecondsSince1970:))
        }
    }

    /// Messages, and those of them of which a value was refused, up to a message and after it.
    ///
    /// Values are refused for being implausible, in an unknown unit, or no number.
    public func refusals(after messageID: Int64) throws(StoreError) -> (before: Refusals, after: Refusals) {
        try read { database in
            func count(_ condition: String) throws -> Refusals {
                let messages = "SELECT count(*) FROM message WHERE id \(condition)"
                let refused = """
                    SELECT count(DISTINCT messageID) FROM quarantine
                    WHERE reason IN ('implausible', 'unknown-unit', 'not-numeric') AND messageID \(condition)
                    """
                return Refusals(
                    messages: try Int.fetchOne(database, sql: messages, arguments: [messageID]) ?? 0,
                    refused: try Int.fetchOne(database, sql: refused, arguments: [messageID]) ?? 0)
            }
            return (try count("<= ?"), try count("> ?"))
        }
    }

    /// Messages, and how many of them had a value that was refused.
    public struct Refusals: Sendable, Hashable {
        /// All.
        public var messages: Int
        /// Those with a refused value.
        public var refused: Int
    }

    private func read<Value>(_ body: (Database) throws -> Value) throws(StoreError) -> Value {
        do { return try snapshot.read(body) } catch { throw StoreError(error, path: path) }
    }
}

extension WardwatchStore {
    /// Freezes the history as it is now.
    public func frozenHistory() throws(StoreError) -> FrozenHistory { try FrozenHistory(pool, path: path) }
}
