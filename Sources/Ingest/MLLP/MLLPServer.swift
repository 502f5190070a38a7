import CoreMetrics
public import Logging
import NIOCore
import NIOPosix
import NIOSSL
public import ServiceLifecycle
public import TransportSecurity

/// Listens for HL7 messages in MLLP frames and answers each.
///
/// One straight loop per connection: the next frame is handled only after the answer to the one before was written.
/// Answers therefore keep their order, and a slow handler becomes back-pressure on the sender, not a queue here: at
/// most 16 decoded frames wait, then the socket is no longer read. A fault on one connection never affects another, and
/// when the process runs out of sockets the server waits a second and goes on accepting.
///
/// On graceful shutdown it stops accepting, closes the connections that wait, lets the others finish the frame in hand
/// and its answer, and closes them. What was received but not begun stays unanswered, so that the sender repeats it.
///
///     let server = MLLPServer(configuration: .init(port: 0), logger: logger, onBound: { print($0) }) { frame, _ in
///         answer(to: frame.bytes)
///     }
///     try await ServiceGroup(services: [server], logger: logger).run()
public struct MLLPServer: Service {
    /// Handles a message and returns the answer without framing, `nil` for none.
    public typealias Handler = @Sendable (MLLPFrame, ConnectionDescription) async -> [UInt8]?
    /// Is told of bytes that were no message and may answer, for example with AR to a message that is too large.
    public typealias FaultHandler = @Sendable (MLLPFault, ConnectionDescription) async -> [UInt8]?

    /// What new connections are encrypted with; certificates can be read again while the server runs.
    public let tls = CurrentTLS(for: .server)
    private let configuration: MLLPServerConfiguration
    private let logger: Logger
    private let onBound: @Sendable (Int) async -> Void
    private let onFault: FaultHandler
    private let handler: Handler

    /// A server that is not listening yet; see ``run()``.
    ///
    /// - Parameters:
    ///   - configuration: Where and how to listen.
    ///   - logger: Gets connections and faults, never message content.
    ///   - onBound: Called once with the port when the server listens.
    ///   - onFault: Called for bytes that were no message, in order with the frames of the same connection.
    ///   - handler: Called for every message, one at a time per connection, at once for different connections.
    public init(
        configuration: MLLPServerConfiguration, logger: Logger,
        onBound: @escaping @Sendable (Int) async -> Void = { _ in },
        onFault: @escaping FaultHandler = { _, _ in nil }, handler: @escaping Handler
    ) {
        self.configuration = configuration
        self.logger = logger
        self.onBound = onBound
        self.onFault = onFault
        self.handler = handler
    }

    /// Listens until the service group shuts down or the task is cancelled.
    ///
    /// - Throws: What the operating system says when the address cannot be bound; ``TLSFileError``.
    public func run() async throws {
        let loop = MLLPConnectionLoop(
            configuration: configuration.connection,
            registry: MLLPConnectionRegistry(maximumConnections: configuration.maximumConnections), logger: logger,
            onFault: onFault, handler: handler)
        try tls.use(configuration.tls)
        let server = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .serverChannelOption(.backlog, value: 1024)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .serverChannelInitializer { [logger] channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(MLLPAcceptErrorHandler(logger: logger))
                }
            }
            .childChannelOption(.maxMessagesPerRead, value: 1)
            // A sender may shut down its side after its last message and still wait for the answer.
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .bind(host: configuration.host, port: configuration.port) { channel in
                channel.eventLoop.makeCompletedFuture { try accept(channel, loop: loop) }
            }
        let port = server.channel.localAddress?.port ?? configuration.port
        logger.info(
            "MLLP server listening", metadata: ["server.address": "\(configuration.host)", "server.port": "\(port)"])
        try await withTaskCancellationOrGracefulShutdownHandler {
            await onBound(port)
            let failure = await acceptConnections(of: server, loop: loop)
            for connection in loop.registry.finish() { await loop.discard(connection) }
            if let failure { throw failure }
        } onCancelOrGracefulShutdown: {
            server.channel.close(promise: nil)
            loop.registry.drain()
        }
        logger.info("MLLP server stopped", metadata: ["server.port": "\(port)"])
    }

    /// Serves every connection until the server channel is closed and the last loop has ended.
    private func acceptConnections(
        of server: NIOAsyncChannel<Int?, Never>, loop: MLLPConnectionLoop
    ) async -> (any Error)? {
        await withDiscardingTaskGroup { group in
            do {
                try await server.executeThenClose { inbound in
                    for try await id in inbound {
                        guard let id, let connection = loop.registry.serve(id) else { continue }
                        group.addTask { await loop.serve(connection, id: id) }
                    }
                }
                return nil
            } catch {
                return error
            }
        }
    }

    /// Takes a connection in and returns its number, or closes it when there are too many.
    ///
    /// The registry keeps the asynchronous channel until it is served: NIO stops the process when one is forgotten
    /// without having been run, and those accepted while the server closes do not come out of its stream.
    private func accept(_ channel: any Channel, loop: MLLPConnectionLoop) throws -> Int? {
        guard let (id, hasReplaced) = loop.registry.add(channel) else {
            count("refused")
            logger.log(
                level: loop.registry.isFirstRefusal() ? .warning : .debug, "MLLP connection refused",
                metadata: ["connections.maximum": "\(configuration.maximumConnections)"])
            channel.close(promise: nil)
            return nil
        }
        count("accepted")
        if hasReplaced {
            count("replaced")
            logger.debug("MLLP connection replaced one on which no message came")
        }
        let open = Meter(label: "wardwatch_mllp_open_connections", dimensions: [("listener", configuration.name)])
        open.increment()
        channel.closeFuture.whenComplete { _ in
            loop.registry.remove(id)
            open.decrement()
        }
        // Here and not as options of the bootstrap: there one that a socket does not take would end the server.
        try? channel.syncOptions?.setOption(.socketOption(.so_keepalive), value: 1)
        try? channel.syncOptions?.setOption(.tcpOption(.tcp_nodelay), value: 1)
        let connection = try loop.connection(on: channel, tls: tls.context.map { NIOSSLServerHandler(context: $0) })
        guard loop.registry.keep(connection, id: id) else {
            Task { await loop.discard(connection) }
            return nil
        }
        return id
    }

    private func count(_ result: String) {
        Counter(
            label: "wardwatch_mllp_connections_total",
            dimensions: [("listener", configuration.name), ("result", result)]
        ).increment()
    }
}
