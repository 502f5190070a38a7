import GRDB

extension WardwatchStore {
    /// Reads from one snapshot.
    func read<Value: Sendable>(
        _ body: @Sendable (Database) throws -> Value
    ) async throws(StoreError) -> Value {
        do { return try await pool.read(body) } catch { throw StoreError(error, path: path) }
    }

    /// Writes in one transaction; returns after the commit.
    ///
    /// The continuation, not GRDB's own asynchronous call, because that one lets the cancellation of the task
    /// interrupt SQLite, and then a caller could not tell what was kept.
    ///
    /// - Parameter isDryRun: whether everything is undone in the end.
    func write<Value: Sendable>(
        isDryRun: Bool = false, _ body: @escaping @Sendable (Database) throws -> Value
    ) async throws(StoreError) -> Value {
        if mode == .readOnly { throw .readOnly(path: path) }
        let result: Result<Value, StoreError> = await withCheckedContinuation { continuation in
            pool.asyncWriteWithoutTransaction { [path] database in
                continuation.resume(returning: WardwatchStore.commit(database, path: path, isDryRun, body))
            }
        }
        return try result.get()
    }

    /// As ``write(isDryRun:_:)``, on the calling thread.
    @available(*, noasync)
    func writeBlocking<Value>(_ body: (Database) throws -> Value) throws(StoreError) -> Value {
        if mode == .readOnly { throw .readOnly(path: path) }
        return try pool.writeWithoutTransaction { database in
            WardwatchStore.commit(database, path: path, false, body)
        }.get()
    }

    private static func commit<Value>(
        _ database: Database, path: String, _ isDryRun: Bool, _ body: (Database) throws -> Value
    ) -> Result<Value, StoreError> {
        do {
            var value: Value?
            try database.inTransaction(.immediate) {
                value = try body(database)
                return isDryRun ? .rollback : .commit
            }
            guard let value else { return .failure(.database(code: -1, detail: "a transaction without a result")) }
            return .success(value)
        } catch {
            return .failure(StoreError(error, path: path))
        }
    }
}
