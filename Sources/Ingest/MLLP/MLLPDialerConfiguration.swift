public import TransportSecurity

/// What an ``MLLPDialer`` connects to.
public struct MLLPDialerConfiguration: Sendable, Hashable {
    /// Name or address of the device.
    public var host: String
    /// The port that it listens on.
    public var port: Int
    /// How long one attempt to connect may take.
    public var connectTimeout: Duration
    /// The longest wait between two attempts.
    public var longestWait: Duration
    /// How messages are exchanged.
    public var connection: MLLPConnectionConfiguration
    /// The authority of the device's certificate, and our certificate and key if it asks for one; `nil` for no TLS.
    public var tls: TLSFiles?

    /// A configuration.
    public init(
        host: String, port: Int, connectTimeout: Duration = .seconds(10), longestWait: Duration = .seconds(30),
        connection: MLLPConnectionConfiguration = .init(), tls: TLSFiles? = nil
    ) {
        self.host = host
        self.port = port
        self.connectTimeout = connectTimeout
        self.longestWait = longestWait
        self.connection = connection
        self.tls = tls
    }
}
