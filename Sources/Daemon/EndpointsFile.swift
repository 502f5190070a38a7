/// Writes the endpoints file as soon as every listener is bound.
actor EndpointsFile {
    private let databasePath: String
    private var endpoints: Endpoints
    private var missing: Int

    init(databasePath: String, pid: Int32, listeners: Int) {
        (self.databasePath, missing) = (databasePath, listeners)
        endpoints = Endpoints(pid: pid)
    }

    func mllpBound(to port: Int) throws {
        endpoints.mllpPort = port
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
