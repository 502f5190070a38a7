public import Logging
import NIOCore
import NIOPosix
import NIOSSL
public import ServiceLifecycle
public import TransportSecurity

/// Connects to a device that listens, and answers the HL7 messages that it sends.
///
/// As ``MLLPServer`` once connected. When the device cannot be reached or closes the connection it tries again, first
/// after half a second to a second, then ever more rarely up to ``MLLPDialerConfiguration/longestWait``; a connection
/// that brought a message starts this anew.
///
/// On graceful shutdown it stops connecting, lets the frame in hand be finished and answered, and closes.
public struct MLLPDialer: Service {
    /// What new connections are encrypted with; certificates can be read again while the dialer runs.
    public let tls = CurrentTLS(for: .client)
    private let configuration: MLLPDialerConfiguration
    private let logger: Logger
    private let onFault: MLLPServer.FaultHandler
    private let handler: MLLPServer.Handler

    /// A dialer that does not connect yet; see ``run()``.
    ///
    /// - Parameters:
    ///   - configuration: Where to connect and how.
    ///   - logger: Gets connections and faults, never message content.
    ///   - onFault: Called for bytes that were no message, in order with the frames.
    ///   - handler: Called for every message, one at a time.
    public init(
        configuration: MLLPDialerConfiguration, logger: Logger,
        onFault: @escaping MLLPServer.FaultHandler = { _, _ in nil }, handler: @escaping MLLPServer.Handler
    ) {
        self.configuration = configuration
        self.logger = logger
        self.onFault = onFault
        self.handler = handler
    }

    /// Connects, serves, and connects again until the service group shuts down or the task is cancelled.
    ///
    /// - Throws: ``TLSFileError``. That the device cannot be reached is logged and tried again.
    public func run() async throws {
        let loop = MLLPConnectionLoop(
            configuration: configuration.connection, registry: MLLPConnectionRegistry(maximumConnections: .max),
            logger: logger, onFault: onFault, handler: handler)
        try tls.use(configuration.tls)
        await withTaskCancellationOrGracefulShutdownHandler {
            await connectAgainAndAgain(loop: loop)
        } onCancelOrGracefulShutdown: {
            loop.registry.drain()
        }
    }

    private func connectAgainAndAgain(loop: MLLPConnectionLoop) async {
        var generator = SystemRandomNumberGenerator()
        var backOff = BackOff(longest: configuration.longestWait)
        var isReachable = true
        while !Task.isCancelled, !Task.isShuttingDownGracefully {
            do {
                let (connection, id) = try await connect(loop: loop)
                isReachable = true
                if await loop.serve(connection, id: id) > 0 { backOff.reset() }
            } catch {
                // Said once; a device that is switched off for the night is no news every half minute.
                logger.log(
                    level: isReachable ? .warning : .debug, "MLLP device not reached",
                    metadata: [
                        "error": "\(error)", "server.address": "\(configuration.host)",
                        "server.port": "\(configuration.port)",
                    ])
                isReachable = false
            }
            let wait = backOff.wait(using: &generator)
            try? await cancelWhenGracefulShutdown { try await Task.sleep(for: wait) }
        }
    }

    /// One attempt; stopping closes the connection while it is being made.
    private func connect(loop: MLLPConnectionLoop) async throws -> (MLLPConnection, id: Int) {
        let channel = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .connectTimeout(TimeAmount(configuration.connectTimeout))
            .channelOption(.socketOption(.so_keepalive), value: 1)
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelOption(.maxMessagesPerRead, value: 1)
            .channelOption(.allowRemoteHalfClosure, value: true)
            // Nothing is read before the handlers are there.
            .channelOption(.autoRead, value: false)
            .channelInitializer { channel in
                guard let (id, _) = loop.registry.add(channel) else {
                    return channel.eventLoop.makeFailedFuture(CancellationError())
                }
                channel.closeFuture.whenComplete { _ in loop.registry.remove(id) }
                return channel.eventLoop.makeSucceededVoidFuture()
            }
            .connect(host: configuration.host, port: configuration.port).get()
        guard let id = loop.registry.id(of: channel) else { throw MLLPError.connectionClosed }
        let connection = try await channel.eventLoop.submit {
            guard channel.isActive else { throw MLLPError.connectionClosed }
            try channel.syncOptions?.setOption(.autoRead, value: true)
            let handler = try tls.context.map { try NIOSSLClientHandler(context: $0, serverName: configuration.host) }
            return try loop.connection(on: channel, tls: handler)
        }.get()
        return (connection, id)
    }
}
