public import NIOCore

/// Writes a message as it is, in one buffer, so that it leaves in one write.
public struct UnframedMessageEncoder: MessageToByteEncoder {
    /// The message.
    public typealias OutboundIn = [UInt8]

    /// An encoder.
    public init() {}

    /// Appends the message.
    public func encode(data: [UInt8], out: inout ByteBuffer) { out.writeBytes(data) }
}
