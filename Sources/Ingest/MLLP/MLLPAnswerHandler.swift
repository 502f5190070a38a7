import NIOCore

/// Matches answers with the messages that wait for them, in order.
final class MLLPAnswerHandler: ChannelInboundHandler {
    typealias InboundIn = MLLPInbound
    typealias InboundOut = Never

    private var waiting = CircularBuffer<EventLoopPromise<[UInt8]>>()
    private var failure: (any Error)?

    /// Fails at once when the connection is already gone.
    func expectAnswer(_ promise: EventLoopPromise<[UInt8]>) {
        if let failure { promise.fail(failure) } else { waiting.append(promise) }
    }

    /// Fails every message that waits, and every later one.
    func fail(_ error: any Error) {
        failure = failure ?? error
        while let promise = waiting.popFirst() { promise.fail(error) }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        // An answer that nobody waits for, such as the second one to an AL/AL message, is left out.
        case .frame(let frame): waiting.popFirst()?.succeed(frame.bytes)
        case .fault(let fault):
            fail(MLLPError.brokenAnswer(fault.kind))
            context.close(promise: nil)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        fail(MLLPError.connectionClosed)
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        fail(error)
        context.close(promise: nil)
    }
}
