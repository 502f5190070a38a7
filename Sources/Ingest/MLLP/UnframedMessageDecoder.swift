public import NIOCore

/// Takes messages out of a stream of bytes that has no blocks.
///
///     M S H | … 0D P I D | … 0D 0D 00 M S H | … 0D O B X | … 0D  (pause)
///     └ message ┘              │     └ message ┘
///                              padding, skipped
///
/// | bytes | result |
/// | --- | --- |
/// | `MSH` where a line begins, up to the next such `MSH` | frame |
/// | the same before a pause after the end of a line, or before the end of the stream | frame |
/// | the same before four pauses within a line | frame: the sender leaves out the last carriage return |
/// | NUL, CR, LF, tab, space, and framing bytes, where a message may begin | nothing, counted in the next frame |
/// | other lines before the first `MSH` | fault bytes outside block |
/// | a message above the maximum | fault message too large at its end; the stream goes on after it |
///
/// Nothing but a pause tells that the last message is whole: a sender that can frame should. Each byte is looked at
/// once; at most the maximum message size and one read are held in memory.
public final class UnframedMessageDecoder: ByteToMessageDecoder {
    /// Frames and faults.
    public typealias InboundOut = MLLPInbound

    private enum State {
        /// Where a message may begin.
        case between
        /// In lines that belong to no message.
        case outside
        case inMessage
        /// Inside a message that is too large: its first bytes and how many there were.
        case discarding(kept: [UInt8], count: Int)
    }

    private let maximumMessageSize: Int
    private let pause: TimeAmount
    private var state = State.between
    /// How many readable bytes were already looked at.
    private var scanned = 0
    private var skippedByteCount = 0
    /// Set when a pause or the end of the stream has shown that what is in the buffer is all there is of it.
    private var endsHere = false
    private var pending: Scheduled<Void>?

    /// A decoder for one connection.
    ///
    /// - Parameters:
    ///   - maximumMessageSize: In bytes.
    ///   - pause: How long a message whose line has ended waits for another line.
    public init(maximumMessageSize: Int = 1 << 20, pause: TimeAmount = .seconds(1)) {
        precondition(maximumMessageSize > 0, "maximumMessageSize \(maximumMessageSize) must be positive")
        self.maximumMessageSize = maximumMessageSize
        self.pause = pause
    }

    /// Takes the next frame or fault out of the buffer.
    ///
    /// - Throws: ``MLLPError/endlessBlock(byteCount:)`` when a message is sixteen times too large and has not ended.
    public func decode(context: ChannelHandlerContext, buffer: inout ByteBuffer) throws -> DecodingState {
        pending?.cancel()
        pending = nil
        defer { endsHere = false }
        if let inbound = try next(in: &buffer, context: context) {
            context.fireChannelRead(wrapInboundOut(inbound))
            return .continue
        }
        if !endsHere { waitForMore(after: buffer, context: context) }
        return .needMoreData
    }

    /// Takes out everything that is left.
    ///
    /// - Throws: As ``decode(context:buffer:)``.
    public func decodeLast(
        context: ChannelHandlerContext, buffer: inout ByteBuffer, seenEOF: Bool
    ) throws -> DecodingState {
        endsHere = true
        return try decode(context: context, buffer: &buffer)
    }

    /// Forgets the pending pause.
    public func decoderRemoved(context: ChannelHandlerContext) {
        pending?.cancel()
        pending = nil
    }

    // MARK: - States

    private func next(in buffer: inout ByteBuffer, context: ChannelHandlerContext) throws -> MLLPInbound? {
        if case .between = state {
            let padding = buffer.readableBytesView.prefix { $0 == MLLPByte.start || MLLPByte.isPadding($0) }.count
            buffer.moveReaderIndex(forwardBy: padding)
            skippedByteCount += padding
            let beginning = buffer.readableBytesView.prefix(3)
            if beginning.isEmpty || (beginning.count < 3 && "MSH".utf8.starts(with: beginning) && !endsHere) {
                return nil
            }
            state = beginning.elementsEqual("MSH".utf8) ? .inMessage : .outside
        }
        let end = messageEnd(in: buffer)
        let length = end ?? buffer.readableBytes
        // The last two bytes may be the beginning of the MSH that ends the message.
        let isTooLarge = (end ?? length - 2) > maximumMessageSize
        switch state {
        case .between: return nil
        case .outside:
            guard end != nil || length > MLLPFrameDecoder.keptByteCount else { return nil }
            var count = min(length, MLLPFrameDecoder.keptByteCount)
            if count == end {
                state = .between
            } else if let last = buffer.readableBytesView.dropFirst(count - 1).first, MLLPByte.endsLine(last) {
                // Left in the buffer, it shows that a line begins after it.
                count -= 1
            }
            let bytes = take(count, of: &buffer)
            return bytes.isEmpty ? nil : .fault(MLLPFault(.bytesOutsideBlock, bytes: bytes))
        case .inMessage where isTooLarge:
            let count = min(length, MLLPFrameDecoder.keptByteCount)
            let kept = buffer.getBytes(at: buffer.readerIndex, length: count) ?? []
            return try discard(length, of: &buffer, isEnd: end != nil, kept: kept, before: 0, context: context)
        case .inMessage:
            guard end != nil else { return nil }
            let bytes = take(length, of: &buffer)
            state = .between
            let message = bytes.prefix(Self.lengthWithoutPadding(bytes))
            defer { skippedByteCount = bytes.count - message.count }
            return .frame(MLLPFrame(bytes: Array(message), skippedByteCount: skippedByteCount))
        case .discarding(let kept, let count):
            return try discard(length, of: &buffer, isEnd: end != nil, kept: kept, before: count, context: context)
        }
    }

    /// The length up to the end of the last line that holds anything: a repetition has the same bytes, whatever follows.
    private static func lengthWithoutPadding(_ bytes: [UInt8]) -> Int {
        guard let last = bytes.lastIndex(where: { !MLLPByte.isPadding($0) && $0 != MLLPByte.start }) else { return 0 }
        return min(last + 2, bytes.count)
    }

    private func take(_ length: Int, of buffer: inout ByteBuffer) -> [UInt8] {
        scanned = 0
        return buffer.readBytes(length: length) ?? []
    }

    private func discard(
        _ length: Int, of buffer: inout ByteBuffer, isEnd: Bool, kept: [UInt8], before: Int,
        context: ChannelHandlerContext
    ) throws -> MLLPInbound? {
        // The end of a line and the beginning of the MSH that ends the message.
        let gone = isEnd ? length : max(0, length - 3)
        buffer.moveReaderIndex(forwardBy: gone)
        scanned = 0
        let total = before + gone
        let fault = MLLPInbound.fault(MLLPFault(.messageTooLarge, bytes: kept, byteCount: total))
        if isEnd {
            state = .between
            return fault
        }
        state = .discarding(kept: kept, count: total)
        guard total / 16 <= maximumMessageSize else {
            context.fireChannelRead(wrapInboundOut(fault))
            throw MLLPError.endlessBlock(byteCount: total)
        }
        return nil
    }

    /// The offset of the `MSH` that begins the next message, or of the end of what there is when nothing more comes.
    private func messageEnd(in buffer: ByteBuffer) -> Int? {
        let count = buffer.readableBytes
        let found = buffer.withUnsafeReadableBytes { bytes in
            var index = max(scanned, 1)
            while index + 3 <= count {
                if bytes[index] == 0x4D, bytes[index + 1] == 0x53, bytes[index + 2] == 0x48,
                    MLLPByte.endsLine(bytes[index - 1])
                {
                    return Int?.some(index)
                }
                index += 1
            }
            return nil
        }
        if let found { return found }
        scanned = max(0, count - 2)
        return endsHere ? count : nil
    }

    /// After a pause, takes what is there for all there is.
    private func waitForMore(after buffer: ByteBuffer, context: ChannelHandlerContext) {
        guard let last = buffer.readableBytesView.last else { return }
        let pause = MLLPByte.endsLine(last) ? pause : pause * 4
        pending = context.eventLoop.assumeIsolated().scheduleTask(in: pause) {
            self.pending = nil
            self.endsHere = true
            self.decodeAgain(context: context)
        }
    }
}

/// The decoder belongs to one connection and is used on its event loop only.
@available(*, unavailable)
extension UnframedMessageDecoder: Sendable {}
