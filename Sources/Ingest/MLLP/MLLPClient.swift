import NIOCore
import NIOPosix
import NIOSSL
public import TransportSecurity

/// Sends messages over one MLLP connection and waits for the answers.
///
/// ``send(_:)`` waits for its answer; called from several tasks, or through ``sendAll(_:window:)``, messages overlap and
/// answers are matched by their order, as MLLP has nothing else to match them by.
///
///     let client = try await MLLPClient.connect(host: "127.0.0.1", port: 2575)
///     let answer = try await client.send(message)
///     await client.close()
public struct MLLPClient: Sendable {
    private let channel: any Channel
    private let answers: NIOLoopBound<MLLPAnswerHandler>
    private let answerTimeout: Duration

    /// Opens a connection.
    ///
    /// - Parameters:
    ///   - host: Name or address of the receiver.
    ///   - port: Its port.
    ///   - connectTimeout: How long to wait for the connection.
    ///   - answerTimeout: How long each message waits for its answer.
    ///   - maximumAnswerSize: The largest answer in bytes.
    ///   - tls: The receiver's authority, and our certificate and key if it asks for one; `nil` for no TLS.
    /// - Returns: A client that is connected. With TLS, a receiver that refuses our certificate says so only at the
    ///   first message.
    /// - Throws: What the operating system says; ``TLSFileError``.
    public static func connect(
        host: String, port: Int, connectTimeout: Duration = .seconds(10), answerTimeout: Duration = .seconds(30),
        maximumAnswerSize: Int = 1 << 20, tls: TLSFiles? = nil
    ) async throws -> MLLPClient {
        let tls = try tls?.context(for: .client)
        return try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .connectTimeout(TimeAmount(connectTimeout))
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .connect(host: host, port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    let answers = MLLPAnswerHandler()
                    let pipeline = channel.pipeline.syncOperations
                    if let tls { try pipeline.addHandler(NIOSSLClientHandler(context: tls, serverName: host)) }
                    try pipeline.addHandler(
                        ByteToMessageHandler(MLLPFrameDecoder(maximumMessageSize: maximumAnswerSize)))
                    try pipeline.addHandler(answers)
                    return MLLPClient(
                        channel: channel, answers: NIOLoopBound(answers, eventLoop: channel.eventLoop),
                        answerTimeout: answerTimeout)
                }
            }
    }

    /// Sends a message and waits for its answer.
    ///
    /// - Parameter bytes: The message without framing.
    /// - Returns: The answer without framing.
    /// - Throws: ``MLLPError``, or what the operating system says. After any error but
    ///   ``MLLPError/notFramable(byteOffset:)`` the connection is closed. Cancelling the task closes it too.
    public func send(_ bytes: [UInt8]) async throws -> [UInt8] {
        try await withTaskCancellationHandler {
            try await submit(bytes).get()
        } onCancel: {
            channel.close(promise: nil)
        }
    }

    /// Sends messages without waiting for each answer, and returns the answers in order.
    ///
    /// - Parameters:
    ///   - messages: The messages without framing.
    ///   - window: How many may wait for their answer at a time.
    /// - Returns: One answer per message. Every message must be one that is answered.
    /// - Throws: As ``send(_:)``; some messages after the failing one may have been sent.
    public func sendAll(_ messages: [[UInt8]], window: Int = 16) async throws -> [[UInt8]] {
        precondition(window > 0, "window \(window) must be positive")
        return try await withTaskCancellationHandler {
            var pending = CircularBuffer<EventLoopFuture<[UInt8]>>()
            var answers: [[UInt8]] = []
            for message in messages {
                if pending.count >= window, let first = pending.popFirst() { answers.append(try await first.get()) }
                pending.append(submit(message))
            }
            while let first = pending.popFirst() { answers.append(try await first.get()) }
            return answers
        } onCancel: {
            channel.close(promise: nil)
        }
    }

    /// Sends a message that asks for no answer (MSH-15 and MSH-16 both `NE`).
    ///
    /// - Throws: ``MLLPError/notFramable(byteOffset:)``, or what the operating system says.
    public func post(_ bytes: [UInt8]) async throws {
        try await channel.writeAndFlush(framed(bytes))
    }

    /// Closes the connection; messages that wait for an answer fail.
    public func close() async {
        try? await channel.close()
    }

    private func submit(_ bytes: [UInt8]) -> EventLoopFuture<[UInt8]> {
        let promise = channel.eventLoop.makePromise(of: [UInt8].self)
        channel.eventLoop.execute { [self] in
            let frame: ByteBuffer
            do {
                frame = try framed(bytes)
            } catch {
                promise.fail(error)
                return
            }
            answers.value.expectAnswer(promise)
            let timeout = channel.eventLoop.scheduleTask(in: TimeAmount(answerTimeout)) { [self] in
                answers.value.fail(MLLPError.answerTimeout)
                channel.close(promise: nil)
            }
            promise.futureResult.whenComplete { _ in timeout.cancel() }
            channel.writeAndFlush(frame).whenFailure { [self] error in
                answers.value.fail(error)
                channel.close(promise: nil)
            }
        }
        return promise.futureResult
    }

    private func framed(_ bytes: [UInt8]) throws -> ByteBuffer {
        var buffer = channel.allocator.buffer(capacity: bytes.count + 3)
        try MLLPFrameEncoder().encode(data: bytes, out: &buffer)
        return buffer
    }
}
