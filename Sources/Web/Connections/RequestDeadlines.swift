internal import NIOCore
internal import NIOHTTPTypes

/// Closes a connection whose client takes too long, and says what it is doing.
///
///     opened ──header──▶ head ──body──▶ end ──answer──▶ answered ──next──▶ head …
///
/// Each arrow has one deadline, however the bytes trickle in. Above the parser, so that a part counts when it is whole.
final class RequestDeadlines: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    /// A search or a transaction of the largest size is answered in a fraction of it.
    private static let answerTimeout = TimeAmount.minutes(5)

    private let header: TimeAmount
    private let body: TimeAmount
    private let connections: WebConnections
    private var deadline: Scheduled<Void>?
    /// Requests that were received and not answered; below 0 where a request was answered before its body had come.
    private var unanswered = 0
    private var isReceiving = false

    init(header: Duration, body: Duration, connections: WebConnections) {
        (self.header, self.body) = (TimeAmount(header), TimeAmount(body))
        self.connections = connections
    }

    func handlerAdded(context: ChannelHandlerContext) { expect(within: header, context) }

    func handlerRemoved(context: ChannelHandlerContext) {
        deadline?.cancel()
        deadline = nil
    }

    func channelInactive(context: ChannelHandlerContext) {
        deadline?.cancel()
        deadline = nil
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head:
            isReceiving = true
            tell(context)
            expect(within: body, context)
        case .body: break
        case .end:
            isReceiving = false
            unanswered += 1
            tell(context)
            expect(within: unanswered > 0 ? Self.answerTimeout : body, context)
        }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if case .end = unwrapOutboundIn(data) {
            unanswered -= 1
            tell(context)
            if !isReceiving, unanswered <= 0 { expect(within: body, context) }
        }
        context.write(data, promise: promise)
    }

    /// What is no HTTP: nothing that follows can be read either.
    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.fireErrorCaught(error)
        context.close(promise: nil)
    }

    private func tell(_ context: ChannelHandlerContext) {
        connections.change(context.channel, to: unanswered > 0 ? .answering : isReceiving ? .receiving : .waiting)
    }

    private func expect(within time: TimeAmount, _ context: ChannelHandlerContext) {
        deadline?.cancel()
        let channel = context.channel
        deadline = context.eventLoop.scheduleTask(in: time) { channel.close(promise: nil) }
    }
}

extension TimeAmount {
    fileprivate init(_ duration: Duration) {
        self = .nanoseconds(Int64(min(duration / .nanoseconds(1), Double(Int64.max / 2))))
    }
}

/// It belongs to one connection and is used on its event loop only.
@available(*, unavailable)
extension RequestDeadlines: Sendable {}
