public import TransportSecurity

/// How an ``MLLPServer`` listens.
public struct MLLPServerConfiguration: Sendable, Hashable {
    /// What metrics call the listener.
    public var name: String
    /// The address to listen on; loopback unless configured otherwise, because MLLP carries patient data in clear.
    public var host: String
    /// The port; 0 takes any free one, see ``MLLPServer/init(configuration:logger:onBound:onFault:handler:)``.
    public var port: Int
    /// How many connections may be open; further ones are closed at once.
    public var maximumConnections: Int
    /// How messages are exchanged on each connection.
    public var connection: MLLPConnectionConfiguration
    /// Our certificate and key, and the authority of the senders' certificates; `nil` for no TLS.
    public var tls: TLSFiles?

    /// A configuration; the port 2575 is registered for HL7 with IANA.
    public init(
        name: String = "mllp", host: String = "127.0.0.1", port: Int = 2575, maximumConnections: Int = 4096,
        connection: MLLPConnectionConfiguration = .init(), tls: TLSFiles? = nil
    ) {
        self.name = name
        self.host = host
        self.port = port
        self.maximumConnections = maximumConnections
        self.connection = connection
        self.tls = tls
    }
}
