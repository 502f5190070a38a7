import Foundation
import GRDB

extension WardwatchStore {
    /// A number that changes when another process (or another ``WardwatchStore``) has written.
    ///
    /// Compare it with the one read before through the same store; its value means nothing else
    /// (`PRAGMA data_version`). It waits for a write of this store that is under way.
    public func dataVersion() async throws(StoreError) -> Int {
        do {
            return try await pool.writeWithoutTransaction(Self.dataVersion)
        } catch {
            throw StoreError(error, path: path)
        }
    }

    /// As ``dataVersion()``, in an access that is under way.
    static func dataVersion(_ database: Database) throws -> Int {
        try Int.fetchOne(database.cachedStatement(sql: "PRAGMA data_version")) ?? 0
    }

    /// Writes a consistent copy of the database to a new file (0640) while others read and write.
    ///
    /// - Throws: ``StoreError/notPermitted(path:detail:)`` when there is a file already; it is left as it is.
    public func backup(to destination: String) async throws(StoreError) {
        let descriptor = open(destination, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0o640)
        guard descriptor >= 0 else {
            throw .notPermitted(path: destination, detail: String(cString: strerror(errno)))
        }
        _ = Foundation.close(descriptor)
        do {
            // A connection of its own, so that the writer stays free meanwhile.
            let queue = try DatabaseQueue(path: path, configuration: WardwatchStore.configuration(mode: .readOnly))
            defer { try? queue.close() }
            try await queue.writeWithoutTransaction { database in
                try database.execute(sql: "VACUUM INTO ?", arguments: [destination])
            }
        } catch {
            try? FileManager.default.removeItem(atPath: destination)
            throw StoreError(error, path: destination)
        }
    }

    /// Reads the whole file and tells what is wrong with it; empty when nothing is.
    ///
    /// SQLite's `integrity_check` and `foreign_key_check`; minutes for a large file.
    public func integrityProblems() async throws(StoreError) -> [String] {
        try await read { database in
            let problems = try String.fetchAll(database, sql: "PRAGMA integrity_check").filter { $0 != "ok" }
            let references = try Row.fetchAll(database, sql: "PRAGMA foreign_key_check").map { row -> String in
                let (table, parent): (String, String) = (row[0], row[2])
                return "a row of \(table) refers to a row of \(parent) that does not exist"
            }
            return problems + references
        }
    }

    /// Folds the write-ahead log into the file as far as readers allow, and empties it if they all do.
    public func checkpoint() async throws(StoreError) {
        if mode == .readOnly { throw .readOnly(path: path) }
        do {
            try await pool.writeWithoutTransaction { database in _ = try database.checkpoint(.truncate) }
        } catch {
            throw StoreError(error, path: path)
        }
    }
}
