public import NIOCore

/// Frames a message as `0B message 1C 0D` in one buffer, so that it leaves in one write.
public struct MLLPFrameEncoder: MessageToByteEncoder {
    /// The message without framing bytes.
    public typealias OutboundIn = [UInt8]

    /// An encoder.
    public init() {}

    /// Appends the framed message.
    ///
    /// - Throws: ``MLLPError/notFramable(byteOffset:)``; nothing is then written.
    public func encode(data: [UInt8], out: inout ByteBuffer) throws {
        for (offset, byte) in data.enumerated() {
            let isEnd =
                byte == MLLPByte.end
                && [nil, 0x0A, MLLPByte.carriageReturn].contains(
                    offset + 1 < data.count ? data[offset + 1] : nil)
            guard byte != MLLPByte.start, !isEnd else { throw MLLPError.notFramable(byteOffset: offset) }
        }
        out.reserveCapacity(minimumWritableBytes: data.count + 3)
        out.writeInteger(MLLPByte.start)
        out.writeBytes(data)
        out.writeInteger(MLLPByte.end)
        out.writeInteger(MLLPByte.carriageReturn)
    }
}

/// The bytes that MLLP gives a meaning (releases 1 and 2).
enum MLLPByte {
    /// Start block, a vertical tab.
    static let start: UInt8 = 0x0B
    /// End block, a file separator.
    static let end: UInt8 = 0x1C
    /// What follows the end block.
    static let carriageReturn: UInt8 = 0x0D
    /// What some senders use instead of, or after, the carriage return.
    static let lineFeed: UInt8 = 0x0A

    /// ACK: what a block of MLLP release 2 holds when a message was taken.
    static let positiveCommit: UInt8 = 0x06
    /// NAK: what it holds when it was not.
    static let negativeCommit: UInt8 = 0x15

    /// Whether a line begins after a byte: a segment ends with CR, for some senders with LF, and NULs may follow.
    static func endsLine(_ byte: UInt8) -> Bool {
        byte == carriageReturn || byte == lineFeed || byte == end || byte == start || byte == 0x00
    }

    /// Bytes between blocks that mean nothing: NUL, tab, LF, CR, space, and stray end blocks.
    static func isPadding(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x00, 0x09, lineFeed, carriageReturn, end, 0x20: true
        default: false
        }
    }
}
