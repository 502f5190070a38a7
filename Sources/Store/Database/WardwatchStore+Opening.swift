public import ClinicalDomain
import Foundation
import GRDB
import Migrations

extension WardwatchStore {
    /// `PRAGMA application_id` of a Wardwatch database: "WARD".
    static let applicationID = 0x5741_5244

    /// The clock of the machine.
    public static let systemClock: @Sendable () -> Instant = {
        Instant(millisecondsSince1970: Int64((Date().timeIntervalSince1970 * 1000).rounded(.down)))
    }

    /// - Returns: the database, and the copy that was kept of it before its schema was migrated.
    static func openPool(path: String, mode: Mode) throws(StoreError) -> (DatabasePool, upgradeCopy: String?) {
        try prepareFile(path: path, mode: mode)
        do {
            try refuseForeignFile(path: path, mode: mode)
            let pool = try DatabasePool(path: path, configuration: configuration(mode: mode))
            if mode == .readOnly {
                try pool.read { database in try requireCurrentSchema(database, path: path) }
                return (pool, nil)
            }
            // GRDB lowers it to NORMAL after opening; an acknowledgement needs the log on disk at each commit.
            try pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
            // Others that open at the same time may be migrating, each step with the disk's own time.
            try waitForLocks(seconds: openingLockTimeout, pool)
            let upgradeCopy = try migrate(pool, path: path)
            try waitForLocks(seconds: lockTimeout, pool)
            return (pool, upgradeCopy)
        } catch {
            let error = StoreError(error, path: path)
            if case .readOnly = error {
                throw .notPermitted(path: path, detail: "the file or its directory is not writable")
            }
            throw error
        }
    }

    private static func prepareFile(path: String, mode: Mode) throws(StoreError) {
        let manager = FileManager.default
        var isDirectory: ObjCBool = false
        if manager.fileExists(atPath: path, isDirectory: &isDirectory) {
            if isDirectory.boolValue { throw .notPermitted(path: path, detail: "it is a directory") }
            return
        }
        guard mode == .create else { throw .missing(path: path) }
        let directory = URL(fileURLWithPath: path).deletingLastPathComponent()
        do {
            try manager.createDirectory(
                at: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o750])
        } catch {
            throw .notPermitted(path: directory.path, detail: error.localizedDescription)
        }
        // O_EXCL: another process may have made it since; then its file is used as it is.
        let descriptor = open(path, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0o640)
        if descriptor < 0, errno != EEXIST {
            throw .notPermitted(path: path, detail: String(cString: strerror(errno)))
        }
        if descriptor >= 0 { _ = Foundation.close(descriptor) }
    }

    /// Looks at the file through a read-only connection, so that a database of another program is not even switched
    /// to a write-ahead log.
    private static func refuseForeignFile(path: String, mode: Mode) throws {
        if mode == .create, fileSize(path) == 0 { return }
        let queue = try DatabaseQueue(path: path, configuration: configuration(mode: .readOnly))
        defer { try? queue.close() }
        try queue.read { database in
            // Migrating begins with the list of migrations; a crash right then leaves that table alone.
            let foreignTables = "SELECT count(*) FROM sqlite_schema WHERE tbl_name <> 'grdb_migrations'"
            let application = try Int.fetchOne(database, sql: "PRAGMA application_id") ?? 0
            if application == applicationID { return }
            if try Int.fetchOne(database, sql: foreignTables) ?? 0 > 0 || application != 0 {
                throw StoreError.foreignDatabase(path: path)
            }
        }
    }

    static func fileSize(_ path: String) -> Int64 {
        var status = stat()
        guard stat(path, &status) == 0 else { return 0 }
        return Int64(status.st_size)
    }

    /// Seconds for which a write waits while another process holds the lock.
    static let lockTimeout = 5.0
    /// The same while the schema is brought up to date.
    private static let openingLockTimeout = 60.0

    private static func waitForLocks(seconds: Double, _ pool: DatabasePool) throws {
        try pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA busy_timeout = \(Int(seconds * 1000))") }
    }

    static func configuration(mode: Mode) -> Configuration {
        var configuration = Configuration()
        configuration.label = "wardwatch"
        configuration.readonly = mode == .readOnly
        configuration.foreignKeysEnabled = true
        configuration.busyMode = .timeout(lockTimeout)
        // Arguments are patient data; they stay out of error messages.
        configuration.publicStatementArguments = false
        configuration.prepareDatabase { database in
            try database.execute(sql: "PRAGMA cache_size = -32768")
            if !database.configuration.readonly {
                // What is deleted is overwritten; Debian's SQLite does so by default, others do not.
                try database.execute(sql: "PRAGMA secure_delete = ON")
                // 16 MB of log between checkpoints: bulk imports are several times faster than with the 4 MB default.
                try database.execute(sql: "PRAGMA wal_autocheckpoint = 4000")
            }
        }
        return configuration
    }

    private static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        for migration in Migrations.all {
            migrator.registerMigration(migration.name) { try $0.execute(sql: migration.sql) }
        }
        return migrator
    }

    /// Brings the schema up to date.
    ///
    /// - Returns: the copy that was kept of what was there before; nil where there was nothing to do, or nothing there.
    private static func migrate(_ pool: DatabasePool, path: String) throws -> String? {
        let migrator = migrator
        try pool.read { try refuseNewerSchema($0, migrator, path: path) }
        var copy: String?
        while true {
            let before = try pool.read(migrator.appliedIdentifiers)
            if let newest = before.max(), before.count < migrator.migrations.count {
                let keeping = UpgradeCopy(ofDatabase: path, newestMigration: newest)
                if try keeping.make(of: pool, applied: before, migrator: migrator) { copy = copy ?? keeping.path }
            }
            do {
                try migrator.migrate(pool)
                return copy
            } catch let error as DatabaseError
                where [.SQLITE_ERROR, .SQLITE_CONSTRAINT].contains(error.resultCode)
            {
                // Another process that opened at the same time may have been first with a step, and may still be at
                // the next: every failure for that reason finds more steps done than before.
                if try pool.read(migrator.appliedIdentifiers).count > before.count { continue }
                throw StoreError.migrationFailed(path: path, detail: error.message ?? "no message")
            }
        }
    }

    private static func requireCurrentSchema(_ database: Database, path: String) throws {
        let migrator = migrator
        try refuseNewerSchema(database, migrator, path: path)
        guard try migrator.hasCompletedMigrations(database) else {
            throw StoreError.olderSchema(path: path, known: migrator.migrations.last ?? "none")
        }
    }

    private static func refuseNewerSchema(_ database: Database, _ migrator: DatabaseMigrator, path: String) throws {
        guard try migrator.hasBeenSuperseded(database) else { return }
        let found = try migrator.appliedIdentifiers(database).subtracting(migrator.migrations).max()
        throw StoreError.newerSchema(
            path: path, found: found ?? "unknown", known: migrator.migrations.last ?? "none")
    }
}
