import Logging
import NIOCore

/// Closes a connection that begins a message and does not finish it in time, or holds too much of one.
///
/// Before the decoder, which has taken out what is whole when a read comes back from it.
final class MLLPUnfinishedHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    private let decoder: MLLPFrameDecoder
    private let timeout: TimeAmount
    private let buffered: BufferedBytes
    private let logger: Logger
    /// Closes a connection unless it waits for us; returns whether it did.
    private let closeIfIdle: (any Channel) -> Bool
    private var held = 0
    private var deadline: Scheduled<Void>?

    init(
        decoder: MLLPFrameDecoder, timeout: TimeAmount, buffered: BufferedBytes, logger: Logger,
        closeIfIdle: @escaping (any Channel) -> Bool
    ) {
        (self.decoder, self.timeout, self.buffered) = (decoder, timeout, buffered)
        (self.logger, self.closeIfIdle) = (logger, closeIfIdle)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let before = decoder.elementCount
        context.fireChannelRead(data)
        let isTooMuch = hold(decoder.heldByteCount)
        if isTooMuch, held > BufferedBytes.smallShare {
            logger.warning("MLLP connection closed: too many unfinished messages")
            context.close(promise: nil)
        } else if held == 0 {
            cancel()
        } else if deadline == nil || decoder.elementCount != before {
            expect(context)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        release()
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) { release() }

    private func expect(_ context: ChannelHandlerContext) {
        cancel()
        deadline = context.eventLoop.assumeIsolated().scheduleTask(in: timeout) {
            self.deadline = nil
            // A pause may have shown that the message was whole; and one that waits for its turn is not late.
            if self.decoder.heldByteCount == 0 { return }
            if self.closeIfIdle(context.channel) {
                self.logger.info("MLLP connection closed: a message was not finished in time")
            } else {
                self.expect(context)
            }
        }
    }

    private func hold(_ count: Int) -> Bool {
        defer { held = count }
        return buffered.change(by: count - held)
    }

    private func release() {
        cancel()
        _ = hold(0)
    }

    private func cancel() {
        deadline?.cancel()
        deadline = nil
    }
}

/// It belongs to one connection and is used on its event loop only.
@available(*, unavailable)
extension MLLPUnfinishedHandler: Sendable {}
