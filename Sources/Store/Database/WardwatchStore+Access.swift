import GRDB

extension WardwatchStore {
    /// Reads from one snapshot.
    func read<Value: Sendable>(
        _ body: @Sendable (Database) throws -> Value
    ) async throws(StoreError) -> Value {
        do {
            return try await pool.read(body)
        } catch {
            let error = StoreError(error, path: path)
            noteDamage(error)
            throw error
        }
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
            pool.asyncWriteWithoutTransaction { [self] database in
                continuation.resume(returning: commit(database, isDryRun, body))
            }
        }
        return try result.get()
    }

    /// As ``write(isDryRun:_:)``, on the calling thread.
    @available(*, noasync)
    func writeBlocking<Value>(_ body: (Database) throws -> Value) throws(StoreError) -> Value {
        if mode == .readOnly { throw .readOnly(path: path) }
        return try pool.writeWithoutTransaction { database in commit(database, false, body) }.get()
    }

    /// Runs a transaction, and keeps what it says of the disk.
    func commit<Value>(
        _ database: Database, _ isDryRun: Bool, _ body: (Database) throws -> Value
    ) -> Result<Value, StoreError> {
        do {
            var (value, hasChanged) = (Value?.none, false)
            try database.inTransaction(.immediate) {
                // Not before the transaction has begun: a connection that is closed has no count.
                let changes = database.totalChangesCount
                value = try body(database)
                hasChanged = database.totalChangesCount != changes
                return isDryRun ? .rollback : .commit
            }
            guard let value else { return .failure(.database(code: -1, detail: "a transaction without a result")) }
            // One that changed nothing has not touched the disk.
            if !isDryRun, hasChanged { noteCommit() }
            return .success(value)
        } catch {
            let error = StoreError(error, path: path)
            noteFault(error)
            return .failure(error)
        }
    }
}
