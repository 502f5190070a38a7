import Foundation
import GRDB

/// Puts a backup in the place of a database that nobody has open.
///
/// At every moment, also when the machine loses power, the place holds the old database or the new one. The old one is
/// kept beside it.
public struct DatabaseRestoration: Sendable {
    private let backup: String
    private let path: String

    /// - Parameters:
    ///   - backup: the file to put there; it is only read.
    ///   - path: the database, which need not exist.
    public init(backup: String, path: String) { (self.backup, self.path) = (backup, path) }

    /// Restores.
    ///
    /// - Parameter keeping: a directory that does not exist yet, on the same file system; the old files go there.
    /// - Returns: whether there was an old database.
    /// - Throws: ``StoreError``: the backup is none, is damaged, or there is no room; the place is as it was then.
    public func run(keeping directory: String) throws(StoreError) -> Bool {
        let partial = "\(path).\(getpid()).partial"
        do {
            defer { remove(partial) }
            try copy(to: partial)
            let isThere = FileManager.default.fileExists(atPath: path)
            if isThere {
                // What is in its log belongs to it: fold it in, where it still can be.
                try? foldLog()
                try keep(in: directory)
            }
            // A log of the old database would be taken for one of the new.
            for suffix in ["-wal", "-shm"] where unlink(path + suffix) != 0 && errno != ENOENT {
                throw failure(path + suffix)
            }
            guard rename(partial, path) == 0 else { throw failure(path) }
            syncDirectory(of: path)
            return isThere
        } catch {
            throw StoreError(error, path: path)
        }
    }

    /// Copies the backup through SQLite, which reads its log too where it has one, and checks what was copied.
    private func copy(to partial: String) throws {
        let configuration = WardwatchStore.configuration(mode: .readOnly)
        guard FileManager.default.fileExists(atPath: backup) else { throw StoreError.missing(path: backup) }
        let source: DatabaseQueue
        do {
            source = try DatabaseQueue(path: backup, configuration: configuration)
            guard
                try source.read({ try Int.fetchOne($0, sql: "PRAGMA application_id") }) == WardwatchStore.applicationID
            else { throw StoreError.foreignDatabase(path: backup) }
        } catch {
            throw StoreError(error, path: backup)
        }
        defer { try? source.close() }
        let descriptor = open(partial, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0o640)
        guard descriptor >= 0 else { throw failure(partial) }
        _ = Foundation.close(descriptor)
        let target = try DatabaseQueue(path: partial)
        defer { try? target.close() }
        try source.backup(to: target)
        let problems = try target.read { try String.fetchAll($0, sql: "PRAGMA integrity_check(1)") }
        if problems != ["ok"] { throw StoreError.corrupt(path: backup, detail: problems.first ?? "") }
        if let breach = try target.read({ try AuditChain.firstBreach($0, head: nil) }) {
            throw StoreError.corrupt(path: backup, detail: "its audit trail is broken at row \(breach.id)")
        }
    }

    private func foldLog() throws {
        let queue = try DatabaseQueue(path: path)
        defer { try? queue.close() }
        try queue.writeWithoutTransaction { database in _ = try database.checkpoint(.truncate) }
    }

    private func keep(in directory: String) throws {
        try FileManager.default.createDirectory(
            atPath: directory, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o750])
        let name = URL(fileURLWithPath: path).lastPathComponent
        for suffix in ["", "-wal", "-shm"] where FileManager.default.fileExists(atPath: path + suffix) {
            guard link(path + suffix, "\(directory)/\(name)\(suffix)") == 0 else { throw failure(directory) }
        }
        syncDirectory(of: "\(directory)/\(name)")
    }

    private func failure(_ path: String) -> StoreError {
        .notPermitted(path: path, detail: String(cString: strerror(errno)))
    }

    private func remove(_ partial: String) {
        for suffix in ["", "-wal", "-shm", "-journal"] { unlink(partial + suffix) }
    }

    private func syncDirectory(of file: String) {
        let descriptor = open(URL(fileURLWithPath: file).deletingLastPathComponent().path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        fsync(descriptor)
        _ = Foundation.close(descriptor)
    }
}
