extension StoreError: CustomStringConvertible {
    /// What happened, where, and with which value.
    public var description: String {
        switch self {
        case .missing(let path): "no database at \(path)"
        case .notPermitted(let path, let detail): "cannot open \(path): \(detail)"
        case .notADatabase(let path): "\(path) is not an SQLite database"
        case .foreignDatabase(let path): "\(path) is an SQLite database, but not one of Wardwatch"
        case .newerSchema(let path, let found, let known):
            "\(path) has schema \(found), newer than \(known), the newest that this program knows"
        case .olderSchema(let path, let known):
            "\(path) has an older schema than \(known) and is opened for reading only"
        case .migrationFailed(let path, let detail): "migrating \(path) failed: \(detail)"
        case .locked(let path): "\(path) stayed locked by another process"
        case .diskFull(let path): "no room left on the file system of \(path)"
        case .readOnly(let path): "\(path) is opened for reading only"
        case .corrupt(let path, let detail): "\(path) is damaged: \(detail)"
        case .inputOutput(let path, let detail): "reading or writing \(path) failed: \(detail)"
        case .refused(let detail): "the schema refused a row: \(detail)"
        case .unitChanged(let channel, let stored, let expected):
            "channel \(channel) is stored in \(stored), but the channel table says \(expected)"
        case .unreadable(let table, let column, let detail): "\(table).\(column) cannot be read: \(detail)"
        case .unknownAlert(let id): "no alert \(id)"
        case .unknownReceiver(let name): "no receiver \(name)"
        case .alertCleared(let id): "alert \(id) is cleared already"
        case .unknownModel(let name): "no model named \(name)"
        case .modelExists(let name): "a model named \(name) is registered already"
        case .nothingToRollBack(let outcome): "no earlier model for outcome \(outcome)"
        case .unknownPatient: "no such patient"
        case .ambiguousVisit(let visits): "the patient has \(visits.count) stays: \(visits.joined(separator: ", "))"
        case .unknownVisit(let visit): "the patient has no stay \(visit.isEmpty ? "without a visit number" : visit)"
        case .unknownMessage(let id): "no message \(id)"
        case .cancelled: "cancelled"
        case .database(let code, let detail): "SQLite error \(code): \(detail)"
        }
    }

    /// What a person can do about it.
    public var hint: String {
        switch self {
        case .missing: "check --database, or start wardwatchd once: it makes the database"
        case .notPermitted:
            "run as the user or in the group of the database (usually wardwatch); its directory must be writable for SQLite's -wal and -shm files"
        case .notADatabase, .foreignDatabase: "check --database; the file was left as it is"
        case .newerSchema: "install the Wardwatch version that wrote it, or a later one"
        case .olderSchema: "start this version of wardwatchd once: it migrates the database"
        case .migrationFailed: "the database is as it was before; keep a copy and report the message"
        case .locked: "wait for the long write (an import, a backup) to end, and try again"
        case .diskFull: "free some space; nothing of the write was kept, and senders will repeat it"
        case .readOnly: "open the database for writing"
        case .corrupt: "stop wardwatchd, copy the files, and put the last backup in their place"
        case .inputOutput: "look whether the file system is full or read-only, and at the kernel log for disk errors"
        case .refused: "this is a defect of the program that wrote; report the message"
        case .unitChanged: "a new unit needs a new channel name: stored values keep the unit they came with"
        case .unreadable: "run `wardwatch doctor`; the file may have been edited by hand"
        case .unknownAlert: "`wardwatch alerts list` shows the numbers"
        case .unknownReceiver:
            "`wardwatch deliveries receivers` shows the names; the daemon takes note of them when it starts"
        case .alertCleared: "nothing to do: it is no longer in force"
        case .unknownModel, .modelExists: "`wardwatch models list` shows the names"
        case .nothingToRollBack: "`wardwatch models list` shows what was promoted; promote one by name"
        case .unknownPatient: "`wardwatch patients list` shows the identifiers"
        case .ambiguousVisit: "name the stay with --visit"
        case .unknownVisit: "`wardwatch patients show` lists the stays"
        case .unknownMessage: "`wardwatch quarantine list` shows the numbers"
        case .cancelled: "nothing was changed"
        case .database: "run `wardwatch doctor`; if it finds nothing, report the message"
        }
    }
}
