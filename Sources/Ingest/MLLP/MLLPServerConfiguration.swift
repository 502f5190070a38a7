/// How an ``MLLPServer`` listens.
public struct MLLPServerConfiguration: Sendable, Hashable {
    /// The address to listen on; loopback unless configured otherwise, because MLLP carries patient data in clear.
    public var host: String
    /// The port; 0 takes any free one, see ``MLLPServer/init(configuration:logger:onBound:onFault:handler:)``.
    public var port: Int
    /// The largest message in bytes.
    public var maximumMessageSize: Int
    /// After how long without a byte a connection is closed; `nil` for never.
    ///
    /// One whose message is being handled is left open. Senders stay connected and idle for hours; dead ones are found
    /// by TCP keep-alive.
    public var idleTimeout: Duration?
    /// How many connections may be open; further ones are closed at once.
    public var maximumConnections: Int
    /// How long an end block waits for its carriage return.
    public var endBlockPause: Duration

    /// A configuration; the port 2575 is registered for HL7 with IANA.
    public init(
        host: String = "127.0.0.1", port: Int = 2575, maximumMessageSize: Int = 1 << 20, idleTimeout: Duration? = nil,
        maximumConnections: Int = 256, endBlockPause: Duration = .seconds(1)
    ) {
        self.host = host
        self.port = port
        self.maximumMessageSize = maximumMessageSize
        self.idleTimeout = idleTimeout
        self.maximumConnections = maximumConnections
        self.endBlockPause = endBlockPause
    }
}
