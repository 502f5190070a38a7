internal import Store

/// Notices what other processes have written.
actor OtherWriters {
    private let store: WardwatchStore
    private var version: Int?

    init(store: WardwatchStore) { self.store = store }

    /// Whether any has since the last call.
    func haveWritten() async -> Bool {
        guard let version = try? await store.dataVersion(), version != self.version else { return false }
        self.version = version
        return true
    }
}
