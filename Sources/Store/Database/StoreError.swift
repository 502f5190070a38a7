/// Why the store could not do what it was asked.
///
/// Values of patients never appear in a message: SQL arguments are hidden by GRDB, and what is shown is file paths,
/// names of models and numbers of rows.
public enum StoreError: Error, Hashable, Sendable {
    /// There is no file at the path.
    case missing(path: String)
    /// The file or its directory cannot be opened, made or written.
    case notPermitted(path: String, detail: String)
    /// The file is not an SQLite database.
    case notADatabase(path: String)
    /// The file is an SQLite database of another program.
    case foreignDatabase(path: String)
    /// The database was written by a newer Wardwatch.
    case newerSchema(path: String, found: String, known: String)
    /// The database was written by an older Wardwatch and is opened for reading only, so it cannot be migrated.
    case olderSchema(path: String, known: String)
    /// A migration failed; nothing of it was kept.
    case migrationFailed(path: String, detail: String)
    /// Another process kept the database locked for longer than the waiting time.
    case locked(path: String)
    /// The file system has no room left.
    case diskFull(path: String)
    /// The database was opened for reading only.
    case readOnly(path: String)
    /// The file is damaged.
    case corrupt(path: String, detail: String)
    /// The operating system could not read or write.
    case inputOutput(path: String, detail: String)
    /// The schema refused a row.
    case refused(detail: String)
    /// The canonical unit of a channel differs from the one its stored values have.
    case unitChanged(channel: String, stored: String, expected: String)
    /// A stored value cannot be read as what it should be.
    case unreadable(table: String, column: String, detail: String)
    /// There is no alert of that number.
    case unknownAlert(id: Int64)
    /// The alert is no longer in force, so it cannot be acknowledged.
    case alertCleared(id: Int64)
    /// No receiver of alerts has that name.
    case unknownReceiver(name: String)
    /// There is no model of that name.
    case unknownModel(name: String)
    /// A model of that name is registered already.
    case modelExists(name: String)
    /// There is no earlier model of the outcome to go back to.
    case nothingToRollBack(outcome: String)
    /// There is no such patient.
    case unknownPatient
    /// The patient has several stays, so one must be named.
    case ambiguousVisit(visitNumbers: [String])
    /// The patient has no such stay.
    case unknownVisit(visitNumber: String)
    /// There is no message of that number.
    case unknownMessage(id: Int64)
    /// The caller's task was cancelled; nothing was read.
    case cancelled
    /// Anything else that SQLite says.
    case database(code: Int, detail: String)

    /// Whether the same call may succeed a moment later, without anybody having changed its arguments.
    public var isRetryable: Bool {
        switch self {
        case .locked, .diskFull, .inputOutput: true
        default: false
        }
    }
}
