public import NIOCore

/// Takes blocks out of a stream of bytes (HL7 Minimal Lower Layer Protocol, releases 1 and 2; HL7 v2, appendix C).
///
///     … 0B M S H | … CR 1C 0D 00 00 0B M S H …
///       │  └ message ┘ │  │  └ padding, skipped
///       start block    │  carriage return
///                      end block
///
/// What real senders do is tolerated; what cannot be a message is reported as a ``MLLPFault``, never dropped:
///
/// | bytes | result |
/// | --- | --- |
/// | `0B m 1C 0D` | frame m |
/// | `0B m 1C 0A`, `0B m 1C` before `0B`, before the end of the stream, or before a pause | frame m |
/// | `1C` before anything else | part of the message: a byte of some 8-bit text |
/// | `0B 1C 0D` | nothing: a keep-alive |
/// | `0B 06 1C 0D`, `0B 15 1C 0D` | nothing: a commit acknowledgment of MLLP release 2, which repeats what ours says |
/// | `0B m 0B n 1C 0D` | fault interrupted block m, frame n |
/// | NUL, CR, LF, tab, space between blocks | nothing, counted in the next frame |
/// | `M S H … 1C 0D` where a block may begin | frame without start block |
/// | anything else between blocks | fault bytes outside block, up to the next `0B` or `1C` |
/// | a message above the maximum | fault message too large at its end; the stream goes on after it |
/// | end of the stream inside a block | fault truncated block |
///
/// Each byte is looked at once, however the stream is cut: the scan offset is remembered between calls. At most the
/// maximum message size and one read are held in memory.
public final class MLLPFrameDecoder: ByteToMessageDecoder {
    /// Frames and faults.
    public typealias InboundOut = MLLPInbound

    /// How many bytes of a fault are kept where they are not a block.
    public static let keptByteCount = 64 * 1024

    private enum State {
        /// Where a block may begin.
        case between
        /// In bytes that belong to no block.
        case outside
        case inBlock
        /// In what looks like a message whose start block was left out or lost.
        case unstarted
        /// Inside a message that is too large: its first bytes and how many there were.
        case discarding(kept: [UInt8], count: Int)
    }

    private let maximumMessageSize: Int
    private let endBlockPause: TimeAmount
    private var state = State.between
    /// How many readable bytes were already looked at.
    private var scanned = 0
    private var skippedByteCount = 0
    /// Set when a pause or the end of the stream has shown that the end block at the end of the buffer is one.
    private var endsAtTrailingEndBlock = false
    private var pause: Scheduled<Void>?
    /// Frames and faults that were taken out.
    private(set) var elementCount = 0
    /// What is held of a message that is not finished, at least 1 where there is one.
    private(set) var heldByteCount = 0

    /// A decoder for one connection.
    ///
    /// - Parameters:
    ///   - maximumMessageSize: In bytes, without framing.
    ///   - endBlockPause: How long an end block at the end of what has arrived waits for its carriage return.
    public init(maximumMessageSize: Int = 1 << 20, endBlockPause: TimeAmount = .seconds(1)) {
        precondition(maximumMessageSize > 0, "maximumMessageSize \(maximumMessageSize) must be positive")
        self.maximumMessageSize = maximumMessageSize
        self.endBlockPause = endBlockPause
    }

    /// Takes the next frame or fault out of the buffer.
    ///
    /// - Throws: ``MLLPError/endlessBlock(byteCount:)`` when a block is sixteen times too large and has not ended.
    public func decode(context: ChannelHandlerContext, buffer: inout ByteBuffer) throws -> DecodingState {
        pause?.cancel()
        pause = nil
        defer {
            endsAtTrailingEndBlock = false
            heldByteCount = buffer.readableBytes + startedByteCount
        }
        guard let inbound = try next(in: &buffer, context: context) else { return .needMoreData }
        elementCount &+= 1
        context.fireChannelRead(wrapInboundOut(inbound))
        return .continue
    }

    /// Takes out what is whole, then reports what is not.
    ///
    /// - Throws: As ``decode(context:buffer:)``.
    public func decodeLast(
        context: ChannelHandlerContext, buffer: inout ByteBuffer, seenEOF: Bool
    ) throws -> DecodingState {
        endsAtTrailingEndBlock = true
        if try decode(context: context, buffer: &buffer) == .continue { return .continue }
        let rest = buffer.readBytes(length: buffer.readableBytes) ?? []
        let fault: MLLPFault?
        switch state {
        case .between, .outside, .unstarted:
            fault = rest.isEmpty ? nil : MLLPFault(.bytesOutsideBlock, bytes: rest)
        case .inBlock: fault = MLLPFault(.truncatedBlock, bytes: rest)
        case .discarding(let kept, let count):
            fault = MLLPFault(.messageTooLarge, bytes: kept, byteCount: count + rest.count)
        }
        state = .between
        scanned = 0
        if let fault { context.fireChannelRead(wrapInboundOut(.fault(fault))) }
        return .needMoreData
    }

    /// Forgets the pending pause.
    public func decoderRemoved(context: ChannelHandlerContext) {
        pause?.cancel()
        pause = nil
    }

    // MARK: - States

    /// What the state holds beside the buffer.
    private var startedByteCount: Int {
        switch state {
        case .between, .outside: 0
        case .inBlock, .unstarted: 1
        case .discarding(let kept, _): max(1, kept.count)
        }
    }

    private func next(in buffer: inout ByteBuffer, context: ChannelHandlerContext) throws -> MLLPInbound? {
        while buffer.readableBytes > 0 {
            let step: Step
            switch state {
            case .between: step = stepBetween(&buffer)
            case .outside: step = stepOutside(&buffer)
            case .inBlock: step = stepInBlock(&buffer, context: context)
            case .unstarted: step = stepUnstarted(&buffer, context: context)
            case .discarding(let kept, let count):
                step = try stepDiscarding(&buffer, kept: kept, count: count, context: context)
            }
            switch step {
            case .emit(let inbound): return inbound
            case .again: continue
            case .wait: return nil
            }
        }
        return nil
    }

    private enum Step {
        case emit(MLLPInbound)
        case again
        case wait
    }

    private func stepBetween(_ buffer: inout ByteBuffer) -> Step {
        let padding = buffer.readableBytesView.prefix { MLLPByte.isPadding($0) }.count
        buffer.moveReaderIndex(forwardBy: padding)
        skippedByteCount += padding
        let beginning = buffer.readableBytesView.prefix(3)
        guard let first = beginning.first else { return .wait }
        if first == MLLPByte.start {
            buffer.moveReaderIndex(forwardBy: 1)
            state = .inBlock
        } else if beginning.elementsEqual("MSH".utf8) {
            state = .unstarted
        } else if "MSH".utf8.starts(with: beginning) {
            return .wait
        } else {
            state = .outside
        }
        return .again
    }

    private func stepOutside(_ buffer: inout ByteBuffer) -> Step {
        let limit = min(buffer.readableBytes, Self.keptByteCount)
        let mark = firstMark(in: buffer, from: scanned).flatMap { $0 < limit ? $0 : nil }
        guard mark != nil || limit == Self.keptByteCount else {
            scanned = buffer.readableBytes
            return .wait
        }
        scanned = 0
        if mark != nil { state = .between }
        let bytes = buffer.readBytes(length: mark ?? limit) ?? []
        return bytes.isEmpty ? .again : .emit(.fault(MLLPFault(.bytesOutsideBlock, bytes: bytes)))
    }

    /// Only a whole `1C 0D` makes a message of it; else the bytes are looked at again as what belongs to no block.
    private func stepUnstarted(_ buffer: inout ByteBuffer, context: ChannelHandlerContext) -> Step {
        let mark = blockMark(in: buffer, from: scanned, context: context)
        if mark.offset <= maximumMessageSize {
            switch mark {
            case .none, .pending:
                scanned = mark.offset
                return .wait
            case .end(let length, 2) where buffer.getInteger(at: buffer.readerIndex + length + 1) == UInt8(0x0D):
                let bytes = buffer.readBytes(length: length) ?? []
                buffer.moveReaderIndex(forwardBy: 2)
                scanned = 0
                state = .between
                return .emit(.frame(frame(bytes, lacksStartBlock: true)))
            case .start, .end: break
            }
        }
        scanned = 0
        state = .outside
        return .again
    }

    private func frame(_ bytes: [UInt8], lacksStartBlock: Bool = false) -> MLLPFrame {
        defer { skippedByteCount = 0 }
        return MLLPFrame(bytes: bytes, skippedByteCount: skippedByteCount, lacksStartBlock: lacksStartBlock)
    }

    private func stepInBlock(_ buffer: inout ByteBuffer, context: ChannelHandlerContext) -> Step {
        let mark = blockMark(in: buffer, from: scanned, context: context)
        let length = mark.offset
        if length > maximumMessageSize {
            let kept = buffer.getBytes(at: buffer.readerIndex, length: min(length, Self.keptByteCount)) ?? []
            buffer.moveReaderIndex(forwardBy: length)
            scanned = 0
            state = .discarding(kept: kept, count: length)
            return .again
        }
        switch mark {
        case .none, .pending:
            scanned = length
            return .wait
        case .start:
            let bytes = buffer.readBytes(length: length) ?? []
            buffer.moveReaderIndex(forwardBy: 1)
            scanned = 0
            guard !bytes.isEmpty else { return .again }
            return .emit(.fault(MLLPFault(.interruptedBlock, bytes: bytes)))
        case .end(_, let markLength):
            let bytes = buffer.readBytes(length: length) ?? []
            buffer.moveReaderIndex(forwardBy: markLength)
            scanned = 0
            state = .between
            guard !bytes.isEmpty, bytes != [MLLPByte.positiveCommit], bytes != [MLLPByte.negativeCommit] else {
                skippedByteCount += 1 + length + markLength
                return .again
            }
            return .emit(.frame(frame(bytes)))
        }
    }

    private func stepDiscarding(
        _ buffer: inout ByteBuffer, kept: [UInt8], count: Int, context: ChannelHandlerContext
    ) throws -> Step {
        let mark = blockMark(in: buffer, from: scanned, context: context)
        buffer.moveReaderIndex(forwardBy: mark.offset)
        scanned = 0
        let total = count + mark.offset
        switch mark {
        case .none, .pending:
            state = .discarding(kept: kept, count: total)
            guard total / 16 <= maximumMessageSize else {
                let fault = MLLPFault(.messageTooLarge, bytes: kept, byteCount: total)
                context.fireChannelRead(wrapInboundOut(.fault(fault)))
                throw MLLPError.endlessBlock(byteCount: total)
            }
            return .wait
        case .start:
            buffer.moveReaderIndex(forwardBy: 1)
            state = .inBlock
        case .end(_, let markLength):
            buffer.moveReaderIndex(forwardBy: markLength)
            state = .between
        }
        return .emit(.fault(MLLPFault(.messageTooLarge, bytes: kept, byteCount: total)))
    }

    // MARK: - Scanning

    private func blockMark(in buffer: ByteBuffer, from start: Int, context: ChannelHandlerContext) -> MLLPBlockMark {
        var from = start
        while let offset = firstMark(in: buffer, from: from) {
            let index = buffer.readerIndex + offset
            guard buffer.getInteger(at: index, as: UInt8.self) == MLLPByte.end else { return .start(offset: offset) }
            switch buffer.getInteger(at: index + 1, as: UInt8.self) {
            case MLLPByte.carriageReturn, MLLPByte.lineFeed: return .end(offset: offset, length: 2)
            case MLLPByte.start: return .end(offset: offset, length: 1)
            case nil where endsAtTrailingEndBlock: return .end(offset: offset, length: 1)
            case nil:
                waitForCarriageReturn(context: context)
                return .pending(offset: offset)
            default: from = offset + 1
            }
        }
        return .none(offset: buffer.readableBytes)
    }

    /// The first start or end block at or after an offset from the reader index.
    private func firstMark(in buffer: ByteBuffer, from start: Int) -> Int? {
        buffer.withUnsafeReadableBytes { bytes in
            var index = start
            while index < bytes.count {
                if bytes[index] == MLLPByte.start || bytes[index] == MLLPByte.end { return index }
                index += 1
            }
            return nil
        }
    }

    /// After a pause, takes an end block at the end of what is there for one.
    private func waitForCarriageReturn(context: ChannelHandlerContext) {
        pause = context.eventLoop.assumeIsolated().scheduleTask(in: endBlockPause) {
            self.pause = nil
            self.endsAtTrailingEndBlock = true
            self.decodeAgain(context: context)
        }
    }
}

/// The decoder belongs to one connection and is used on its event loop only.
@available(*, unavailable)
extension MLLPFrameDecoder: Sendable {}
