/// Writes the endpoints file as soon as every listener is bound.
actor EndpointsFile {
    private let databasePath: String
    private var endpoints: Endpoints
    private var missing: Int

    init(databasePath: String, pid: Int32, listeners: Int) {
        (self.databasePath, missing) = (databasePath, listeners)
        endpoints = Endpoints(pid: pid)
    }

    /// - Parameters:
    ///   - port: where it listens.
    ///   - name: of a further listener; nil for the default one.
    func mllpBound(to port: Int, name: String? = nil) throws {
        if let name {
            endpoints.mllpListeners = (endpoints.mllpListeners ?? [:]).merging([name: port]) { $1 }
        } else {
            endpoints.mllpPort = port
        }
        try bound()
    }

    func httpBound(to port: Int) throws {
        endpoints.httpPort = port
        try bound()
    }

    private func bound() throws {
        missing -= 1
        if missing == 0 { try endpoints.write(databasePath: databasePath) }
    }
}
