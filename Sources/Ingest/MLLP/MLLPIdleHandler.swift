import NIOCore

/// Acts when nothing was read for as long as the `IdleStateHandler` before it was told.
final class MLLPIdleHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    private let onIdle: (any Channel) -> Void

    init(onIdle: @escaping (any Channel) -> Void) {
        self.onIdle = onIdle
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .read? = event as? IdleStateHandler.IdleStateEvent { onIdle(context.channel) }
        context.fireUserInboundEventTriggered(event)
    }
}

extension TimeAmount {
    /// The duration in nanoseconds, cut off at the largest that fits.
    init(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        self = .nanoseconds(overflow ? .max / 2 : min(product, .max / 2) + attoseconds / 1_000_000_000)
    }
}
