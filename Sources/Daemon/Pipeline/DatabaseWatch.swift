internal import Logging
internal import ServiceLifecycle
internal import Store

/// Tells of the database when it takes nothing or is damaged, and checks it after an end that was none.
actor DatabaseWatch: Service {
    private let store: WardwatchStore
    private let endedUncleanly: Bool
    private let logger: Logger
    private var told: StoreError?
    private var isChecking = false

    /// - Parameters:
    ///   - store: the database.
    ///   - endedUncleanly: whether the daemon before did not come to its end: it was killed, or the machine lost power.
    ///   - logger: is told when a fault begins and when it ends.
    init(store: WardwatchStore, endedUncleanly: Bool, logger: Logger) {
        (self.store, self.endedUncleanly, self.logger) = (store, endedUncleanly, logger)
    }

    nonisolated func run() async throws {
        try? await cancelWhenGracefulShutdown {
            async let _ = self.check()
            while true {
                await self.look()
                try await Task.sleep(for: .seconds(1))
            }
        }
    }

    /// Reads every page once where the daemon before has not ended properly, while everything else goes on.
    ///
    /// SQLite's log makes such an end harmless on a disk that keeps its promises; this finds out about the disk.
    func check() async {
        guard endedUncleanly else { return }
        logger.notice("the last wardwatchd did not stop properly; the database is checked meanwhile")
        isChecking = true
        defer { isChecking = false }
        do {
            if try await store.quickCheck().isEmpty { logger.notice("the database is sound") }
            UncheckedMark(databasePath: store.path).remove()
        } catch  where error == .cancelled {
            return
        } catch {
            logger.error("the database could not be checked", metadata: ["error": "\(error)", "hint": "\(error.hint)"])
        }
    }

    /// Looks whether a fault has begun or ended.
    func look() async {
        // Who has to save what can be saved from a damaged file is not helped by more writing.
        if let fault = store.fault, !fault.isDamage { await store.tryWriting() }
        let fault = store.fault
        if fault == told { return }
        told = fault
        if let fault {
            logger.error(
                fault.isDamage
                    ? "the database is damaged; what is stored may be wrong or incomplete"
                    : "the database takes nothing; senders are told to repeat",
                metadata: ["error": "\(fault)", "hint": "\(fault.hint)"])
        } else {
            logger.notice("the database takes everything again")
        }
    }

    /// What is in the way of storing; nil when nothing is.
    nonisolated var obstacle: String? {
        switch store.fault {
        case nil: nil
        case .diskFull: "no room left on the file system of the database"
        case .locked: "the database is locked by another process"
        case .readOnly, .notPermitted: "the database cannot be written"
        case .corrupt, .notADatabase: "the database is damaged"
        default: "the disk of the database cannot be read or written"
        }
    }

    /// What is worth knowing.
    var remark: String? { isChecking ? "the database is checked after an end that was none" : nil }
}
