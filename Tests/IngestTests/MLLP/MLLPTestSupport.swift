import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

/// A connection that sends and receives bytes as they are.
final class RawConnection: Sendable {
    private let channel: any Channel
    private let stream: AsyncStream<[UInt8]>
    private let received = Mutex<[UInt8]>([])

    private init(channel: any Channel, stream: AsyncStream<[UInt8]>) {
        self.channel = channel
        self.stream = stream
    }

    /// Takes over an accepted channel on its event loop.
    static func accepted(_ channel: any Channel) throws -> RawConnection {
        let (stream, continuation) = AsyncStream.makeStream(of: [UInt8].self)
        try channel.pipeline.syncOperations.addHandler(Forwarder(continuation))
        return RawConnection(channel: channel, stream: stream)
    }

    static func connect(port: Int, reads: Bool = true) async throws -> RawConnection {
        let (stream, continuation) = AsyncStream.makeStream(of: [UInt8].self)
        let channel = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .channelOption(.autoRead, value: reads)
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Forwarder(continuation))
                }
            }
            .connect(host: "127.0.0.1", port: port).get()
        return RawConnection(channel: channel, stream: stream)
    }

    func write(_ bytes: [UInt8]) async throws {
        try await channel.writeAndFlush(ByteBuffer(bytes: bytes))
    }

    /// Waits for so many bytes, or for the end of the stream.
    func read(count: Int) async throws -> [UInt8] {
        if received.withLock({ $0.count < count }) {
            for await chunk in stream {
                received.withLock { $0 += chunk }
                if received.withLock({ $0.count >= count }) { break }
            }
        }
        return received.withLock { received in
            let bytes = Array(received.prefix(count))
            received.removeFirst(bytes.count)
            return bytes
        }
    }

    func readToEnd() async throws -> [UInt8] { try await read(count: .max) }

    func closeOutput() async throws { try await channel.close(mode: .output) }

    func close() async { try? await channel.close() }

    private final class Forwarder: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        private let continuation: AsyncStream<[UInt8]>.Continuation

        init(_ continuation: AsyncStream<[UInt8]>.Continuation) { self.continuation = continuation }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            continuation.yield(Array(unwrapInboundIn(data).readableBytesView))
        }

        func channelInactive(context: ChannelHandlerContext) { continuation.finish() }

        func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
    }
}

/// A device that listens and is dialled.
final class RawListener: Sendable {
    private let server: any Channel
    private let connections: AsyncStream<RawConnection>

    private init(server: any Channel, connections: AsyncStream<RawConnection>) {
        self.server = server
        self.connections = connections
    }

    static func listen(port: Int = 0, tls: NIOSSLContext? = nil) async throws -> RawListener {
        let (connections, continuation) = AsyncStream.makeStream(of: RawConnection.self)
        let server = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let tls {
                        try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls))
                    }
                    continuation.yield(try RawConnection.accepted(channel))
                }
            }
            .bind(host: "127.0.0.1", port: port).get()
        return RawListener(server: server, connections: connections)
    }

    var port: Int { server.localAddress?.port ?? 0 }

    /// Waits for somebody to connect.
    func next() async throws -> RawConnection {
        for await connection in connections { return connection }
        throw CancellationError()
    }

    func close() async { try? await server.close() }
}

/// A value that comes once and may be waited for often.
final class Promise<Value: Sendable>: Sendable {
    private enum State {
        case waiting([CheckedContinuation<Value, Never>])
        case fulfilled(Value)
    }

    private let state = Mutex(State.waiting([]))

    func fulfil(_ value: Value) {
        let waiting = state.withLock { state -> [CheckedContinuation<Value, Never>] in
            guard case .waiting(let waiting) = state else { return [] }
            state = .fulfilled(value)
            return waiting
        }
        for continuation in waiting { continuation.resume(returning: value) }
    }

    var value: Value {
        get async {
            await withCheckedContinuation { continuation in
                let value = state.withLock { state -> Value? in
                    switch state {
                    case .fulfilled(let value): return value
                    case .waiting(let waiting):
                        state = .waiting(waiting + [continuation])
                        return nil
                    }
                }
                if let value { continuation.resume(returning: value) }
            }
        }
    }
}

/// Holds whoever waits until it is opened.
struct Gate: Sendable {
    private let promise = Promise<Bool>()

    func open() { promise.fulfil(true) }

    func wait() async { _ = await promise.value }
}

/// What a callback was given, in order.
final class Recorder<Value: Sendable>: Sendable {
    private struct State {
        var values: [Value] = []
        var waiting: [(count: Int, promise: Promise<Bool>)] = []
    }

    private let state = Mutex(State())

    var values: [Value] { state.withLock { $0.values } }

    func append(_ value: Value) {
        let ready = state.withLock { state -> [Promise<Bool>] in
            state.values.append(value)
            let count = state.values.count
            let ready = state.waiting.filter { $0.count <= count }.map(\.promise)
            state.waiting.removeAll { $0.count <= count }
            return ready
        }
        for promise in ready { promise.fulfil(true) }
    }

    func wait(count: Int) async {
        let promise = Promise<Bool>()
        let isReady = state.withLock { state in
            if state.values.count < count { state.waiting.append((count, promise)) }
            return state.values.count >= count
        }
        if !isReady { _ = await promise.value }
    }
}
