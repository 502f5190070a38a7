/// Why the daemon, or a training, does not start.
public enum DaemonError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What one process at a time may do with a database.
    public enum Purpose: String, Sendable {
        /// Serve it.
        case daemon
        /// Train on it.
        case retraining
    }

    /// Another process does the same with the database.
    case alreadyRunning(purpose: Purpose, databasePath: String)
    /// The lock file cannot be made or opened.
    case lockNotPermitted(path: String)

    /// What is wrong.
    public var description: String {
        switch self {
        case .alreadyRunning(.daemon, let path): "another wardwatchd is running on \(path)"
        case .alreadyRunning(.retraining, let path): "another retraining is running on \(path)"
        case .lockNotPermitted(let path): "the lock file \(path) cannot be opened"
        }
    }

    /// What to do about it.
    public var hint: String {
        switch self {
        case .alreadyRunning(.daemon, _):
            "stop it first, or name another database; `wardwatch doctor` tells its process"
        case .alreadyRunning(.retraining, _): "wait until it has ended; the daemon may have started it"
        case .lockNotPermitted: "check the permissions of the directory"
        }
    }
}
