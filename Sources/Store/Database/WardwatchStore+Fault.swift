import GRDB
import Synchronization

extension WardwatchStore {
    /// Why the database takes nothing, or cannot be trusted; nil when it is as it should be.
    ///
    /// Set when a transaction fails by the fault of the disk, the file or another process, and forgotten with the next
    /// one that is written. Damage is never forgotten: what was written since may rest on it.
    public var fault: StoreError? { currentFault.withLock { $0 } }

    /// Writes a page that says what it said before, so that the end of a ``fault`` is noticed without anything to store.
    ///
    /// It waits for nobody's lock, so that it is in nobody's way.
    public func tryWriting() async {
        await withCheckedContinuation { continuation in
            pool.asyncWriteWithoutTransaction { [self] database in
                try? database.execute(sql: "PRAGMA busy_timeout = 0")
                let result = commit(database, false) { database in
                    let version = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
                    try database.execute(sql: "PRAGMA user_version = \(version)")
                }
                if case .success = result { noteCommit() }
                try? database.execute(sql: "PRAGMA busy_timeout = \(Int(WardwatchStore.lockTimeout * 1000))")
                continuation.resume()
            }
        }
    }

    /// Reads every page and looks whether the file is sound, without comparing indexes with their tables.
    ///
    /// SQLite's `quick_check`: reads the whole file once, on one processor, while others read and write. Damage that it
    /// finds becomes the ``fault``.
    ///
    /// - Returns: what is wrong, at most 20 lines; empty when nothing is.
    public func quickCheck() async throws(StoreError) -> [String] {
        let problems = try await read { database in
            try String.fetchAll(database, sql: "PRAGMA quick_check(20)")
                .flatMap { $0.split(separator: "\n").map(String.init) }
                .filter { $0 != "ok" && !$0.hasPrefix("***") }
        }
        if let first = problems.first { noteDamage(.corrupt(path: path, detail: first)) }
        return problems
    }

    /// Remembers why a transaction failed, where that is nothing that its content could help.
    func noteFault(_ error: StoreError) {
        switch error {
        case .diskFull, .inputOutput, .locked, .readOnly, .notPermitted:
            currentFault.withLock { if $0?.isDamage != true { $0 = error } }
        default: noteDamage(error)
        }
    }

    /// Remembers that the file is damaged, where that is what an error says.
    func noteDamage(_ error: StoreError) {
        if error.isDamage { currentFault.withLock { if $0?.isDamage != true { $0 = error } } }
    }

    /// Forgets a fault, because something was written.
    func noteCommit() {
        currentFault.withLock { if $0?.isDamage != true { $0 = nil } }
    }
}

extension StoreError {
    /// Whether the file itself is not what it should be.
    public var isDamage: Bool {
        switch self {
        case .corrupt, .notADatabase: true
        default: false
        }
    }
}
