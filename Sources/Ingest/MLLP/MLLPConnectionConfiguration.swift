/// How messages are exchanged on a connection, whoever opened it.
public struct MLLPConnectionConfiguration: Sendable, Hashable {
    /// How messages are told apart, those received and those sent.
    public var framing: MLLPFraming
    /// The largest message in bytes.
    public var maximumMessageSize: Int
    /// After how long without a byte received a connection is closed; `nil` for never.
    ///
    /// One whose message is being handled is left open; one that does not read its answer is not. Senders stay
    /// connected and idle for hours; dead ones are found by TCP keep-alive.
    public var idleTimeout: Duration?
    /// How long a sender may take to finish a message that it has begun.
    public var messageTimeout: Duration
    /// How long an end block waits for its carriage return, and an unframed message for what may follow it.
    public var pause: Duration

    /// A configuration.
    public init(
        framing: MLLPFraming = .mllp, maximumMessageSize: Int = 1 << 20, idleTimeout: Duration? = nil,
        messageTimeout: Duration = .seconds(30), pause: Duration = .seconds(1)
    ) {
        self.framing = framing
        self.maximumMessageSize = maximumMessageSize
        self.idleTimeout = idleTimeout
        self.messageTimeout = messageTimeout
        self.pause = pause
    }
}
