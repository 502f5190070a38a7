public import Logging
import NIOCore
import NIOPosix
public import ServiceLifecycle

/// Listens for HL7 messages in MLLP frames and answers each.
///
/// One straight loop per connection: the next frame is handled only after the answer to the one before was written.
/// Answers therefore keep their order, and a slow handler becomes back-pressure on the sender, not a queue here: at
/// most 16 decoded frames wait, then the socket is no longer read. A fault on one connection never affects another.
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
    /// - Throws: What the operating system says when the address cannot be bound.
    public func run() async throws {
        let registry = MLLPConnectionRegistry(maximumConnections: configuration.maximumConnections)
        let server = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .serverChannelOption(.backlog, value: 256)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.socketOption(.so_keepalive), value: 1)
            .childChannelOption(.socketOption(.tcp_nodelay), value: 1)
            .childChannelOption(.maxMessagesPerRead, value: 1)
            // A sender may shut down its side after its last message and still wait for the answer.
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .bind(host: configuration.host, port: configuration.port) { channel in
                channel.eventLoop.makeCompletedFuture { try accept(channel, registry: registry) }
            }
        let port = server.channel.localAddress?.port ?? configuration.port
        logger.info(
            "MLLP server listening", metadata: ["server.address": "\(configuration.host)", "server.port": "\(port)"])
        try await withTaskCancellationOrGracefulShutdownHandler {
            await onBound(port)
            let failure = await acceptConnections(of: server, registry: registry)
            for connection in registry.finish() { await discard(connection) }
            if let failure { throw failure }
        } onCancelOrGracefulShutdown: {
            server.channel.close(promise: nil)
            registry.drain()
        }
        logger.info("MLLP server stopped", metadata: ["server.port": "\(port)"])
    }

    /// Serves every connection until the server channel is closed and the last loop has ended.
    private func acceptConnections(
        of server: NIOAsyncChannel<Int?, Never>, registry: MLLPConnectionRegistry
    ) async -> (any Error)? {
        await withDiscardingTaskGroup { group in
            do {
                try await server.executeThenClose { inbound in
                    for try await id in inbound {
                        guard let id, let connection = registry.serve(id) else { continue }
                        group.addTask { await serve(connection, id: id, registry: registry) }
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
    private func accept(_ channel: any Channel, registry: MLLPConnectionRegistry) throws -> Int? {
        guard let id = registry.add(channel) else {
            logger.warning(
                "MLLP connection refused", metadata: ["connections.maximum": "\(configuration.maximumConnections)"])
            channel.close(promise: nil)
            return nil
        }
        channel.closeFuture.whenComplete { _ in registry.remove(id) }
        let connection = try connection(on: channel, registry: registry)
        guard registry.keep(connection, id: id) else {
            Task { await discard(connection) }
            return nil
        }
        return id
    }

    private func discard(_ connection: MLLPConnection) async {
        // Closing something that is closed already is no fault.
        try? await connection.executeThenClose { _, _ in }
    }

    private func connection(on channel: any Channel, registry: MLLPConnectionRegistry) throws -> MLLPConnection {
        let pipeline = channel.pipeline.syncOperations
        if let idleTimeout = configuration.idleTimeout {
            try pipeline.addHandler(IdleStateHandler(readTimeout: TimeAmount(idleTimeout)))
            try pipeline.addHandler(MLLPIdleHandler { registry.closeIfWaiting($0) })
        }
        let decoder = MLLPFrameDecoder(
            maximumMessageSize: configuration.maximumMessageSize,
            endBlockPause: TimeAmount(configuration.endBlockPause))
        try pipeline.addHandler(ByteToMessageHandler(decoder))
        try pipeline.addHandler(MessageToByteHandler(MLLPFrameEncoder()))
        return try MLLPConnection(
            wrappingChannelSynchronously: channel,
            configuration: .init(backPressureStrategy: .init(lowWatermark: 2, highWatermark: 16)))
    }

    /// The life of one connection; whatever goes wrong in it ends here.
    private func serve(_ connection: MLLPConnection, id: Int, registry: MLLPConnectionRegistry) async {
        let channel = connection.channel
        let description = ConnectionDescription(
            id: id, remoteAddress: channel.remoteAddress?.ipAddress ?? "", remotePort: channel.remoteAddress?.port,
            localPort: channel.localAddress?.port)
        var logger = logger
        logger[metadataKey: "connection.id"] = "\(id)"
        logger[metadataKey: "client.address"] = "\(description.remoteAddress)"
        logger.debug("MLLP connection opened")
        do {
            try await connection.executeThenClose { inbound, _ in
                for try await element in inbound {
                    guard registry.beginHandling(id) else { return }
                    if let answer = await answer(to: element, from: description, logger: logger) {
                        // Through the channel, which returns when the bytes are with the operating system; the
                        // asynchronous writer returns before, and closing would then overtake the answer.
                        try await withTaskCancellationHandler {
                            try await channel.writeAndFlush(answer)
                        } onCancel: {
                            // A peer that does not read would hold the write for ever.
                            channel.close(promise: nil)
                        }
                    }
                    guard registry.endHandling(id) else { return }
                }
            }
            logger.debug("MLLP connection closed")
        } catch {
            logger.info("MLLP connection broken", metadata: ["error": "\(error)"])
        }
    }

    private func answer(
        to element: MLLPInbound, from description: ConnectionDescription, logger: Logger
    ) async -> [UInt8]? {
        switch element {
        case .frame(let frame): return await handler(frame, description)
        case .fault(let fault):
            logger.warning(
                "MLLP framing fault",
                metadata: ["fault.kind": "\(fault.kind.rawValue)", "fault.bytes": "\(fault.byteCount)"])
            return await onFault(fault, description)
        }
    }
}
