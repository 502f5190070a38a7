internal import Foundation

/// Makes sure that one daemon at a time serves a database: an exclusive lock on a file beside it.
///
/// The operating system drops the lock when the process ends, however it ends. The file stays.
final class DatabaseLock: Sendable {
    private let descriptor: Int32

    /// Takes the lock.
    ///
    /// - Throws: ``DaemonError/alreadyRunning(databasePath:)``, or ``DaemonError/lockNotPermitted(path:)``.
    init(databasePath: String) throws(DaemonError) {
        let path = "\(databasePath).lock"
        descriptor = open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0o640)
        guard descriptor >= 0 else { throw .lockNotPermitted(path: path) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            throw .alreadyRunning(databasePath: databasePath)
        }
    }

    deinit { close(descriptor) }
}
