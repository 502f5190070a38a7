public import TransportSecurity

/// How a ``WebServer`` listens.
public struct WebServerConfiguration: Hashable, Sendable {
    /// The address to listen on; loopback unless configured otherwise, because the answers are patient data.
    public var host: String
    /// The port; 0 takes any free one, which `onBound` of the ``WebServer`` is told.
    public var port: Int
    /// The version of the program, for the capability statement.
    public var version: String
    /// Our certificate and key, and the authority of the clients' certificates; nil for no TLS.
    public var tls: TLSFiles?
    /// Who may do what; nil where nobody is asked for a token.
    public var tokens: AccessTokens?
    /// The largest body of a request, in bytes.
    public var maximumBodySize: Int
    /// How many connections may be open.
    public var maximumConnections: Int
    /// How long a client may take to open a connection and send the header of its first request.
    public var headerTimeout: Duration
    /// How long a client may take to send the body of a request, or to begin the next one.
    public var bodyTimeout: Duration

    /// A configuration; the version has no default, because a wrong one would mislead clients.
    public init(
        host: String = "127.0.0.1", port: Int = 8642, version: String, tls: TLSFiles? = nil,
        tokens: AccessTokens? = nil, maximumBodySize: Int = 16 << 20, maximumConnections: Int = 1024,
        headerTimeout: Duration = .seconds(10), bodyTimeout: Duration = .seconds(60)
    ) {
        (self.host, self.port, self.version) = (host, port, version)
        (self.tls, self.tokens) = (tls, tokens)
        (self.maximumBodySize, self.maximumConnections) = (maximumBodySize, maximumConnections)
        (self.headerTimeout, self.bodyTimeout) = (headerTimeout, bodyTimeout)
    }
}
