import Logging
import NIOCore
import NIOSSL

/// What happens on one connection, whichever side opened it.
///
/// The next frame is handled only after the answer to the one before was written: answers keep their order, and a
/// slow handler becomes back-pressure on the sender.
struct MLLPConnectionLoop: Sendable {
    let configuration: MLLPConnectionConfiguration
    let registry: MLLPConnectionRegistry
    let logger: Logger
    let buffered = BufferedBytes()
    let onFault: MLLPServer.FaultHandler
    let handler: MLLPServer.Handler

    /// So many faults without a message between them close the connection: its sender speaks something else.
    static let mostFaultsInARow = 16

    /// Adds what turns bytes into frames and answers into bytes, above TLS if there is any.
    ///
    /// Called on the event loop of the channel.
    func connection(on channel: any Channel, tls: NIOSSLHandler?) throws -> MLLPConnection {
        let pipeline = channel.pipeline.syncOperations
        if let idleTimeout = configuration.idleTimeout {
            try pipeline.addHandler(IdleStateHandler(readTimeout: TimeAmount(idleTimeout)))
            try pipeline.addHandler(MLLPIdleHandler { registry.closeIfIdle($0) })
        }
        if let tls { try pipeline.addHandler(tls) }
        let (size, pause) = (configuration.maximumMessageSize, TimeAmount(configuration.pause))
        switch configuration.framing {
        case .mllp:
            let decoder = MLLPFrameDecoder(maximumMessageSize: size, endBlockPause: pause)
            try pipeline.addHandler(
                MLLPUnfinishedHandler(
                    decoder: decoder, timeout: TimeAmount(configuration.messageTimeout), buffered: buffered,
                    logger: logger
                ) { registry.closeIfIdle($0) })
            try pipeline.addHandler(ByteToMessageHandler(decoder))
            try pipeline.addHandler(MessageToByteHandler(MLLPFrameEncoder()))
        case .none:
            try pipeline.addHandler(
                ByteToMessageHandler(UnframedMessageDecoder(maximumMessageSize: size, pause: pause)))
            try pipeline.addHandler(MessageToByteHandler(UnframedMessageEncoder()))
        }
        return try MLLPConnection(
            wrappingChannelSynchronously: channel,
            configuration: .init(backPressureStrategy: .init(lowWatermark: 2, highWatermark: 16)))
    }

    /// The life of a connection; whatever goes wrong in it ends here.
    ///
    /// - Returns: How many frames and faults were handled.
    @discardableResult
    func serve(_ connection: MLLPConnection, id: Int) async -> Int {
        await withTaskExecutorPreference(EventLoopTaskExecutor(connection.channel.eventLoop)) {
            await serveOnEventLoop(connection, id: id)
        }
    }

    private func serveOnEventLoop(_ connection: MLLPConnection, id: Int) async -> Int {
        let channel = connection.channel
        let description = ConnectionDescription(
            id: id, remoteAddress: channel.remoteAddress?.ipAddress ?? "", remotePort: channel.remoteAddress?.port,
            localPort: channel.localAddress?.port)
        var logger = logger
        logger[metadataKey: "connection.id"] = "\(id)"
        logger[metadataKey: "peer.address"] = "\(description.remoteAddress)"
        logger.debug("MLLP connection opened")
        var (handled, faultsInARow) = (0, 0)
        do {
            try await connection.executeThenClose { inbound, _ in
                for try await element in inbound {
                    let isMessage = if case .frame = element { true } else { false }
                    guard registry.beginHandling(id, isMessage: isMessage) else { return }
                    faultsInARow = isMessage ? 0 : faultsInARow + 1
                    let answer = await answer(to: element, from: description, logger: logger)
                    handled += 1
                    if let answer {
                        registry.beginAnswering(id)
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
                    if faultsInARow == Self.mostFaultsInARow {
                        logger.warning("MLLP connection closed: nothing but faults")
                        return
                    }
                }
            }
            logger.debug("MLLP connection closed")
        } catch {
            // One that never sent anything is no sender's.
            logger.log(
                level: handled == 0 ? .debug : .info, "MLLP connection broken", metadata: ["error": "\(error)"])
        }
        return handled
    }

    /// Ends a connection that will not be served.
    func discard(_ connection: MLLPConnection) async {
        // Closing something that is closed already is no fault.
        try? await connection.executeThenClose { _, _ in }
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
