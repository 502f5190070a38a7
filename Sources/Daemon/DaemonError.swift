/// Why the daemon does not start.
public enum DaemonError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Another daemon serves the database.
    case alreadyRunning(databasePath: String)
    /// The lock file cannot be made or opened.
    case lockNotPermitted(path: String)

    /// What is wrong.
    public var description: String {
        switch self {
        case .alreadyRunning(let path): "another wardwatchd is running on \(path)"
        case .lockNotPermitted(let path): "the lock file \(path) cannot be opened"
        }
    }

    /// What to do about it.
    public var hint: String {
        switch self {
        case .alreadyRunning: "stop it first, or name another database; `wardwatch doctor` tells its process"
        case .lockNotPermitted: "check the permissions of the directory"
        }
    }
}
