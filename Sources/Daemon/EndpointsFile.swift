/// Writes the endpoints file as soon as every listener is bound, and tells of it.
actor EndpointsFile {
    private let databasePath: String
    private var endpoints: Endpoints
    private var missing: Int
    private let complete: @Sendable () async -> Void

    /// - Parameter complete: called once, when every listener is bound.
    init(databasePath: String, pid: Int32, listeners: Int, complete: @escaping @Sendable () async -> Void) {
        (self.databasePath, missing, self.complete) = (databasePath, listeners, complete)
        endpoints = Endpoints(pid: pid)
    }

    /// - Parameters:
    ///   - port: where it listens.
    ///   - name: of a further listener; nil for the default one.
    func mllpBound(to port: Int, name: String? = nil) async throws {
        if let name {
            endpoints.mllpListeners = (endpoints.mllpListeners ?? [:]).merging([name: port]) { $1 }
        } else {
            endpoints.mllpPort = port
        }
        try await bound()
    }

    func httpBound(to port: Int) async throws {
        endpoints.httpPort = port
        try await bound()
    }

    private func bound() async throws {
        missing -= 1
        guard missing == 0 else { return }
        let written = Result { try endpoints.write(databasePath: databasePath) }
        // It serves, whether or not others learn where from the file.
        await complete()
        try written.get()
    }
}
