internal import Foundation

/// Makes sure that one process at a time does a thing with a database: an exclusive lock on a file beside it.
///
/// The operating system drops the lock when the process ends, however it ends. The file stays.
public final class DatabaseLock: Sendable {
    /// What is done once at a time.
    public typealias Purpose = DaemonError.Purpose

    private let descriptor: Int32

    /// Takes the lock.
    ///
    /// - Parameters:
    ///   - databasePath: the database.
    ///   - purpose: what is done once at a time.
    /// - Throws: ``DaemonError/alreadyRunning(purpose:databasePath:)``, or ``DaemonError/lockNotPermitted(path:)``.
    public init(databasePath: String, purpose: Purpose) throws(DaemonError) {
        let path = "\(databasePath).\(purpose.rawValue).lock"
        descriptor = open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0o640)
        guard descriptor >= 0 else { throw .lockNotPermitted(path: path) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            throw .alreadyRunning(purpose: purpose, databasePath: databasePath)
        }
    }

    deinit { close(descriptor) }
}
