public import HL7v2
public import Ingest
public import TransportSecurity

/// A way in for HL7 v2 messages: an address to listen on, or a device that listens and is dialled.
public struct MLLPEndpoint: Sendable, Hashable {
    /// What logs and metrics call it.
    public var name = "mllp"
    /// The address to listen on, or the name or address of the device.
    public var host = "127.0.0.1"
    /// The port; 0 listens on a free one.
    public var port = 2575
    /// The largest message that is taken, in bytes.
    public var maximumMessageSize = 1 << 20
    /// Which answers are given.
    public var acknowledgment = AcknowledgmentPolicy.auto
    /// How messages are told apart.
    public var framing = MLLPFraming.mllp
    /// Whether messages for training and debugging (MSH-11 `T`, `D`) are stored like others.
    public var acceptsTestMessages = false
    /// How many senders may be connected; of a device that is dialled there is one connection.
    public var maximumConnections = 4096
    /// After how many seconds without a byte a connection is closed; 0 for never.
    public var idleTimeoutSeconds = 0.0
    /// How many seconds a sender may take to finish a message that it has begun.
    public var messageTimeoutSeconds = 30.0
    /// Certificate, key and authority; none of them: no TLS.
    public var tls = TLSFiles()
    /// Whether other machines may connect without TLS, or without a certificate of their own.
    public var allowsInsecureRemote = false
    /// The longest wait in seconds before a device is dialled again.
    public var retrySeconds = 30.0

    /// The defaults.
    public init() {}

    var connection: MLLPConnectionConfiguration {
        MLLPConnectionConfiguration(
            framing: framing, maximumMessageSize: maximumMessageSize,
            idleTimeout: idleTimeoutSeconds > 0 ? .seconds(idleTimeoutSeconds) : nil,
            messageTimeout: .seconds(messageTimeoutSeconds))
    }

    /// As what an `MLLPServer` listens with.
    var server: MLLPServerConfiguration {
        MLLPServerConfiguration(
            name: name, host: host, port: port, maximumConnections: maximumConnections, connection: connection,
            tls: tls.isEmpty ? nil : tls)
    }

    /// As what an `MLLPDialer` connects with.
    var dialer: MLLPDialerConfiguration {
        MLLPDialerConfiguration(
            host: host, port: port, longestWait: .seconds(retrySeconds), connection: connection,
            tls: tls.isEmpty ? nil : tls)
    }
}
