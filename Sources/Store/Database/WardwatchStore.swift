public import ClinicalDomain
import GRDB
import Synchronization

/// The SQLite database of one installation: the only place that knows SQL, and the interface between processes.
///
/// Reads see a snapshot and never wait for a write, nor a write for them (write-ahead log). Every write is one
/// transaction, and a call that returns has committed to stable storage (`synchronous = FULL`): the acknowledgement of
/// a message may be sent then. A call that throws has changed nothing. Cancelling the caller's task never interrupts
/// a write, so there is no third outcome.
///
/// Several processes may open the same file. Times that are "by the clock" come from the clock given on opening.
public final class WardwatchStore: Sendable {
    /// How the file is opened.
    public enum Mode: Sendable {
        /// Makes the file (0640) and its directory (0750) where they are missing, and brings the schema up to date.
        case create
        /// The file must exist; brings the schema up to date, after a copy of the file was kept.
        case existing
        /// The file must exist with the current schema; every write throws ``StoreError/readOnly(path:)``.
        case readOnly
    }

    /// Where the file is.
    public let path: String
    /// How it was opened.
    public let mode: Mode
    /// The copy that was kept of the database because opening it migrated its schema; nil where that was up to date.
    public let upgradeCopy: String?
    let pool: DatabasePool
    /// What the site says about its values and units; see ``use(channels:stayRules:)``.
    let site: Mutex<(channels: ChannelTable, stayRules: StayRules)>
    let now: @Sendable () -> Instant
    /// GRDB would hand a closed connection's null pointer to the checkpoint.
    private let isClosed = Mutex(false)
    /// Why nothing can be written, or the file cannot be trusted; see ``fault``.
    let currentFault = Mutex<StoreError?>(nil)
    /// Numbers of names that are known to be committed.
    let interned = Mutex(InternedNames())

    /// Opens the database.
    ///
    /// - Parameters:
    ///   - path: the file.
    ///   - mode: whether to make it, and whether to write.
    ///   - channels: the channels and their canonical units.
    ///   - stayRules: how the site's moves become outcome events.
    ///   - now: the clock.
    /// - Throws: ``StoreError`` with the path and what to do; a file that is not Wardwatch's is left untouched.
    public init(
        path: String, mode: Mode, channels: ChannelTable = .standard, stayRules: StayRules = StayRules(),
        now: @escaping @Sendable () -> Instant = WardwatchStore.systemClock
    ) throws(StoreError) {
        (self.path, self.mode, self.now) = (path, mode, now)
        site = Mutex((channels, stayRules))
        (pool, upgradeCopy) = try WardwatchStore.openPool(path: path, mode: mode)
    }

    /// Takes other channels and rules for the transactions that begin from now on.
    public func use(channels: ChannelTable, stayRules: StayRules) {
        site.withLock { $0 = (channels, stayRules) }
    }

    /// Folds the write-ahead log into the file as far as other readers allow, and closes all connections.
    public func close() throws(StoreError) {
        do {
            if mode != .readOnly, !isClosed.withLock({ $0 }) {
                _ = try pool.writeWithoutTransaction { try $0.checkpoint(.passive) }
            }
            isClosed.withLock { $0 = true }
            try pool.close()
        } catch {
            throw StoreError(error, path: path)
        }
    }
}
