import Foundation
import GRDB

/// The copy of a database that is kept before its schema is migrated, so that an earlier version can be gone back to.
///
/// It lies beside the database and is named by the schema that it has: `wardwatch.sqlite.v005`. One of the same schema
/// is replaced. An administrator removes it.
struct UpgradeCopy {
    /// Where it lies.
    let path: String

    /// Where the copy of a database lies whose newest migration is named.
    init(ofDatabase path: String, newestMigration: String) {
        self.path = "\(path).\(newestMigration.prefix { $0 != "_" })"
    }

    /// Copies the database through the page cache, while others may read.
    ///
    /// - Parameters:
    ///   - pool: the database.
    ///   - applied: the migrations that it has.
    /// - Returns: whether the copy was kept; false where another process has migrated the database meanwhile.
    /// - Throws: what SQLite or the file system says; nothing is left behind then.
    func make(of pool: DatabasePool, applied: Set<String>, migrator: DatabaseMigrator) throws -> Bool {
        // Under a name of its own until it is whole: two processes may open the database at once, and any may be killed.
        let partial = "\(path).\(getpid()).partial"
        try? FileManager.default.removeItem(atPath: partial)
        let descriptor = open(partial, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0o640)
        guard descriptor >= 0 else {
            throw StoreError.notPermitted(path: partial, detail: String(cString: strerror(errno)))
        }
        _ = Foundation.close(descriptor)
        do {
            let copy = try DatabaseQueue(path: partial)
            try pool.backup(to: copy)
            let copied = try copy.read(migrator.appliedIdentifiers)
            try copy.close()
            guard copied == applied else {
                try FileManager.default.removeItem(atPath: partial)
                return false
            }
            guard rename(partial, path) == 0 else {
                throw StoreError.notPermitted(path: path, detail: String(cString: strerror(errno)))
            }
            return true
        } catch {
            for suffix in ["", "-wal", "-shm", "-journal"] {
                try? FileManager.default.removeItem(atPath: partial + suffix)
            }
            throw StoreError(error, path: path)
        }
    }
}
