import NIOCore

extension ByteToMessageDecoder where Self: AnyObject {
    /// Lets the decoder's own handler decode what it holds once more, as after a read of no bytes.
    ///
    /// Through the handler and not from the head of the pipeline: TLS there takes an empty read for its own.
    func decodeAgain(context: ChannelHandlerContext) {
        guard let handler = context.handler as? ByteToMessageHandler<Self> else { return }
        handler.channelRead(context: context, data: NIOAny(ByteBuffer()))
        handler.channelReadComplete(context: context)
    }
}
