import GRDB

extension StoreError {
    /// The store's words for an error that GRDB or SQLite throws.
    init(_ error: any Error, path: String) {
        switch error {
        case let error as StoreError:
            self = error
        case is CancellationError:
            self = .cancelled
        case let error as DatabaseError:
            self.init(sqlite: error, path: path)
        default:
            self = .database(code: -1, detail: String(describing: error))
        }
    }

    private init(sqlite error: DatabaseError, path: String) {
        let detail = error.message ?? "no message"
        switch error.resultCode {
        case .SQLITE_NOTADB: self = .notADatabase(path: path)
        case .SQLITE_CORRUPT: self = .corrupt(path: path, detail: detail)
        case .SQLITE_BUSY, .SQLITE_LOCKED: self = .locked(path: path)
        case .SQLITE_FULL: self = .diskFull(path: path)
        case .SQLITE_READONLY: self = .readOnly(path: path)
        case .SQLITE_CANTOPEN, .SQLITE_PERM, .SQLITE_AUTH: self = .notPermitted(path: path, detail: detail)
        case .SQLITE_IOERR: self = .inputOutput(path: path, detail: detail)
        case .SQLITE_CONSTRAINT: self = .refused(detail: detail)
        case .SQLITE_INTERRUPT, .SQLITE_ABORT: self = .cancelled
        default: self = .database(code: Int(error.resultCode.rawValue), detail: detail)
        }
    }
}
