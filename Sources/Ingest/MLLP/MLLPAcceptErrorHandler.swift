import Logging
import NIOCore

/// Says that a connection could not be accepted, before NIO waits a second and goes on.
final class MLLPAcceptErrorHandler: ChannelInboundHandler {
    typealias InboundIn = Any
    typealias InboundOut = Any

    private let logger: Logger

    init(logger: Logger) {
        self.logger = logger
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        logger.error(
            "MLLP connection not accepted",
            metadata: ["error": "\(error)", "hint": "raise the limit of open files (LimitNOFILE, ulimit -n)"])
        context.fireErrorCaught(error)
    }
}
