/// How a ``WebServer`` listens.
public struct WebServerConfiguration: Hashable, Sendable {
    /// The address to listen on; loopback unless configured otherwise, because the answers are patient data in clear.
    public var host: String
    /// The port; 0 takes any free one, which `onBound` of the ``WebServer`` is told.
    public var port: Int
    /// The version of the program, for the capability statement.
    public var version: String
    /// The secret that clients of `/fhir` must show as a bearer token; nil for none.
    public var bearerToken: String?
    /// The largest body of a request, in bytes.
    public var maximumBodySize: Int

    /// A configuration; the version has no default, because a wrong one would mislead clients.
    public init(
        host: String = "127.0.0.1", port: Int = 8642, version: String, bearerToken: String? = nil,
        maximumBodySize: Int = 16 << 20
    ) {
        (self.host, self.port, self.version) = (host, port, version)
        (self.bearerToken, self.maximumBodySize) = (bearerToken, maximumBodySize)
    }
}
