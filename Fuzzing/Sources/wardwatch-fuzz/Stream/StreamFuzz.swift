internal import MLLPDecoding
internal import NIOCore
internal import NIOEmbedded

/// A decoder fed with a stream whole and in pieces.
enum StreamFuzz {
    /// What came out of a stream, and whether the connection had to be given up.
    struct Output: Equatable {
        var inbound: [MLLPInbound] = []
        var wasGivenUp = false

        /// What came out, byte by byte, of frames and faults alike; padding left out.
        var bytes: [UInt8] {
            let bytes = inbound.map { inbound in
                switch inbound {
                case .frame(let frame): frame.bytes
                case .fault(let fault): fault.bytes
                }
            }
            return bytes.joined().filter { $0 > 0x20 }
        }

        /// Whether a message was too large, so that only its beginning was kept.
        var hasOversize: Bool {
            inbound.contains { inbound in
                if case .fault(let fault) = inbound { fault.kind == .messageTooLarge } else { false }
            }
        }

        /// The same without the beginnings that were kept, which depend on how the stream is cut.
        var withoutKeptBytes: Output {
            var output = self
            output.inbound = inbound.map { inbound in
                guard case .fault(let fault) = inbound, fault.kind == .messageTooLarge else { return inbound }
                return .fault(MLLPFault(.messageTooLarge, bytes: [], byteCount: fault.byteCount))
            }
            return output
        }
    }

    /// Streams of at most so many bytes are fed byte by byte as well.
    private static let singleByteLimit = 64

    /// Checks a decoder with one stream and returns what came out of it.
    ///
    /// - Parameters:
    ///   - bytes: The first two choose the cuts, the pauses and the largest message; the others are the stream.
    ///   - decoder: Makes a decoder for a largest message.
    @discardableResult
    static func run(_ bytes: [UInt8], decoder: (_ maximumMessageSize: Int) -> some ByteToMessageDecoder)
        -> [MLLPInbound]
    {
        guard bytes.count > 2 else { return [] }
        let stream = bytes.dropFirst(2)
        let expected = stream.filter { $0 > 0x20 }
        let maximum = bytes[1] % 4 == 0 ? 16 : 1 << 20
        let whole = decode([stream], with: decoder(maximum))
        claim(whole.hasOversize || whole.bytes == expected, "every byte comes out, in its order")
        let pieces = pieces(of: stream, bytes[0], bytes[1])
        let inPieces = decode(pieces, with: decoder(maximum))
        if !inPieces.wasGivenUp {
            claim(inPieces.withoutKeptBytes == whole.withoutKeptBytes, "the same comes out however the stream is cut")
        }
        let pauses = Set(pieces.indices.filter { ($0 + Int(bytes[1])).isMultiple(of: 3) })
        let slow = decode(pieces, pauses: pauses, with: decoder(maximum))
        claim(slow.hasOversize || slow.bytes == expected, "a pause loses no byte")
        if stream.count <= singleByteLimit {
            let single = decode(stream.indices.map { stream[$0...$0] }, with: decoder(maximum))
            if !single.wasGivenUp {
                claim(single.withoutKeptBytes == whole.withoutKeptBytes, "the same comes out byte by byte")
            }
        }
        return whole.inbound
    }

    /// A long stream, whole and in pieces of one size.
    static func runLong(_ bytes: [UInt8], decoder: () -> some ByteToMessageDecoder) {
        let size = bytes.first.map { 1 + 16 * Int($0) } ?? 1
        let pieces = stride(from: 0, to: bytes.count, by: size).map { bytes[$0..<min(bytes.count, $0 + size)] }
        let whole = decode([bytes[...]], with: decoder())
        claim(decode(pieces, with: decoder()) == whole, "the same comes out however the stream is cut")
    }

    /// Feeds a stream to a decoder.
    ///
    /// - Parameter pauses: Before which pieces time passes.
    static func decode(
        _ pieces: [ArraySlice<UInt8>], pauses: Set<Int> = [], with decoder: some ByteToMessageDecoder
    ) -> Output {
        let channel = EmbeddedChannel(handler: ByteToMessageHandler(decoder))
        var output = Output()
        // Each write of the channel copies all that nobody has read.
        func takeInbound() {
            while let inbound = try? channel.readInbound(as: MLLPInbound.self) { output.inbound.append(inbound) }
        }
        do {
            for (index, piece) in pieces.enumerated() {
                if pauses.contains(index) { channel.embeddedEventLoop.advanceTime(by: .seconds(10)) }
                try channel.writeInbound(ByteBuffer(bytes: piece))
                takeInbound()
            }
            _ = try channel.finish()
        } catch {
            output.wasGivenUp = true
            _ = try? channel.finish(acceptAlreadyClosed: true)
        }
        takeInbound()
        return output
    }

    /// A stream cut at places that two numbers choose.
    private static func pieces(of bytes: ArraySlice<UInt8>, _ first: UInt8, _ second: UInt8) -> [ArraySlice<UInt8>] {
        var state = UInt32(first) << 8 | UInt32(second)
        var pieces: [ArraySlice<UInt8>] = []
        var rest = bytes
        while !rest.isEmpty {
            // The constants of Numerical Recipes' linear congruential generator.
            state = state &* 1_664_525 &+ 1_013_904_223
            let piece = rest.prefix(1 + Int(state >> 24) % (1 + Int(first) % 61))
            pieces.append(piece)
            rest = rest.dropFirst(piece.count)
        }
        return pieces
    }
}
