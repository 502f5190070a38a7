import Ingest
import NIOCore
import NIOEmbedded
import Testing

@MainActor
struct UnframedMessageDecoderTests {
    private static func frame(_ text: String, skipped: Int = 0) -> MLLPInbound {
        .frame(MLLPFrame(bytes: bytes(text), skippedByteCount: skipped))
    }

    private static func fault(_ kind: MLLPFault.Kind, _ text: String, count: Int? = nil) -> MLLPInbound {
        .fault(MLLPFault(kind, bytes: bytes(text), byteCount: count))
    }

    /// `$` carriage return, `_` NUL, `<` start block, `>` end block.
    nonisolated private static func bytes(_ picture: String) -> [UInt8] {
        picture.utf8.map { byte in
            switch byte {
            case UInt8(ascii: "$"): 0x0D
            case UInt8(ascii: "_"): 0x00
            case UInt8(ascii: "<"): 0x0B
            case UInt8(ascii: ">"): 0x1C
            default: byte
            }
        }
    }

    private static let cases: [(String, [MLLPInbound])] = [
        ("", []), ("$_$ \t\n", []),
        ("MSH|1$PID|$", [frame("MSH|1$PID|$")]),
        ("MSH|1$MSH|2$PID$MSH|3$", [frame("MSH|1$"), frame("MSH|2$PID$"), frame("MSH|3$")]),
        ("MSH|1$_$\n$MSH|2$", [frame("MSH|1$"), frame("MSH|2$", skipped: 4)]),
        ("MSH|1\nPID\nMSH|2\n", [frame("MSH|1\nPID\n"), frame("MSH|2\n")]),
        ("MSH|1$\nPID$\nMSH|2$\n", [frame("MSH|1$\nPID$"), frame("MSH|2$", skipped: 1)]),
        ("$$_MSH|1$", [frame("MSH|1$", skipped: 3)]),
        ("MSH|1", [frame("MSH|1")]), ("MSH|1$PID|7", [frame("MSH|1$PID|7")]),
        ("MSH|MSH$xMSH$", [frame("MSH|MSH$xMSH$")]),
        ("PID|1$MSH|1$", [fault(.bytesOutsideBlock, "PID|1$"), frame("MSH|1$")]),
        ("xMSH|1$MSH|2$", [fault(.bytesOutsideBlock, "xMSH|1$"), frame("MSH|2$")]),
        ("MS", [fault(.bytesOutsideBlock, "MS")]), ("GET /$$", [fault(.bytesOutsideBlock, "GET /$$")]),
        ("<MSH|1$>$<MSH|2$>$", [frame("MSH|1$", skipped: 1), frame("MSH|2$", skipped: 3)]),
        ("MSH|4567890$MSH|2$", [fault(.messageTooLarge, "", count: 12), frame("MSH|2$")]),
        ("MSH|4567890abcdefgh$MSH|2$", [fault(.messageTooLarge, "", count: 20), frame("MSH|2$")]),
        ("MSH|4567890a", [fault(.messageTooLarge, "", count: 12)]),
    ]

    private static func decode(_ pieces: [ArraySlice<UInt8>], maximumMessageSize: Int = 11) throws -> [MLLPInbound] {
        let decoder = UnframedMessageDecoder(maximumMessageSize: maximumMessageSize)
        let channel = EmbeddedChannel(handler: ByteToMessageHandler(decoder))
        try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
        for piece in pieces { try channel.writeInbound(ByteBuffer(bytes: piece)) }
        try channel.close().wait()
        channel.embeddedEventLoop.run()
        var output: [MLLPInbound] = []
        while let inbound = try channel.readInbound(as: MLLPInbound.self) { output.append(inbound) }
        return output.map(withoutKeptBytes)
    }

    /// Which bytes of a too large message were kept depends on where the stream was cut.
    private static func withoutKeptBytes(_ inbound: MLLPInbound) -> MLLPInbound {
        guard case .fault(let fault) = inbound, fault.kind == .messageTooLarge else { return inbound }
        return .fault(MLLPFault(.messageTooLarge, bytes: [], byteCount: fault.byteCount))
    }

    @Test
    func `each picture gives its messages and faults, whole, byte by byte, and cut in two or three anywhere`() throws {
        for (picture, expected) in Self.cases {
            let bytes = Self.bytes(picture)
            // The long cases are about size, the others are to fit.
            let size = picture.contains("4567890") ? 11 : 100
            #expect(try Self.decode([bytes[...]], maximumMessageSize: size) == expected, "\(picture)")
            let drops = bytes.indices.map { bytes[$0...$0] }
            #expect(try Self.decode(drops, maximumMessageSize: size) == expected, "\(picture) byte by byte")
            for cut in 0...bytes.count {
                for second in cut...bytes.count {
                    let pieces = [bytes[..<cut], bytes[cut..<second], bytes[second...]]
                    #expect(
                        try Self.decode(pieces, maximumMessageSize: size) == expected, "\(picture) at \(cut), \(second)"
                    )
                }
            }
        }
    }

    @Test
    func `a pause after the end of a line ends the message, within a line only one four times as long`() throws {
        let channel = EmbeddedChannel(
            handler: ByteToMessageHandler(UnframedMessageDecoder(pause: .milliseconds(500))))
        try channel.writeInbound(ByteBuffer(bytes: Self.bytes("MSH|1$PID|")))
        channel.embeddedEventLoop.advanceTime(by: .milliseconds(1_999))
        #expect(try channel.readInbound(as: MLLPInbound.self) == nil, "a line is not over")
        try channel.writeInbound(ByteBuffer(bytes: Self.bytes("7$")))
        channel.embeddedEventLoop.advanceTime(by: .milliseconds(499))
        #expect(try channel.readInbound(as: MLLPInbound.self) == nil)
        channel.embeddedEventLoop.advanceTime(by: .milliseconds(1))
        #expect(try channel.readInbound(as: MLLPInbound.self) == Self.frame("MSH|1$PID|7$"))
        try channel.writeInbound(ByteBuffer(bytes: Self.bytes("_MSH|2$OBX|9")))
        channel.embeddedEventLoop.advanceTime(by: .milliseconds(2_000))
        #expect(try channel.readInbound(as: MLLPInbound.self) == Self.frame("MSH|2$OBX|9", skipped: 1))
        try channel.writeInbound(ByteBuffer(bytes: Self.bytes("MSH|3$")))
        try channel.writeInbound(ByteBuffer(bytes: Self.bytes("PID$")))
        #expect(try channel.readInbound(as: MLLPInbound.self) == nil, "the pause begins anew with every byte")
        #expect(try channel.finish().isClean == false)
        #expect(try channel.readInbound(as: MLLPInbound.self) == Self.frame("MSH|3$PID$"))
    }

    @Test
    func `a message without end is given up at sixteen times the maximum, and garbage is not kept`() throws {
        let channel = EmbeddedChannel(handler: ByteToMessageHandler(UnframedMessageDecoder(maximumMessageSize: 1_000)))
        try channel.writeInbound(ByteBuffer(string: "MSH|"))
        #expect(throws: MLLPError.self) {
            for _ in 0..<100 { try channel.writeInbound(ByteBuffer(repeating: 0x41, count: 1_000)) }
        }
        guard case .fault(let fault)? = try channel.readInbound(as: MLLPInbound.self) else {
            Issue.record("the fault comes before the error")
            return
        }
        #expect(fault.kind == .messageTooLarge && fault.byteCount > 16_000 && fault.bytes.count < 3_000)
        _ = try? channel.finish(acceptAlreadyClosed: true)
        for filler: UInt8 in [0x78, 0x0D] {
            let garbage = Array("x".utf8) + [UInt8](repeating: filler, count: 200_000) + Array("\rMSH|1\r".utf8)
            let output = try Self.decode(
                stride(from: 0, to: garbage.count, by: 999).map {
                    garbage[$0..<min($0 + 999, garbage.count)]
                })
            #expect(output.last == Self.frame("MSH|1$"))
            let lost = output.dropLast().reduce(0) { count, inbound in
                guard case .fault(let fault) = inbound else { return 0 }
                #expect(fault.bytes.count <= MLLPFrameDecoder.keptByteCount)
                return count + fault.bytes.count
            }
            #expect(lost == 200_002)
        }
    }

    @Test
    func `random streams give the same however they are cut, and lose no letter`() throws {
        var state: UInt64 = 7
        func random(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        let alphabet: [UInt8] = [0x0B, 0x1C, 0x0D, 0x0D, 0x0A, 0x00, 0x41, 0x4D, 0x53, 0x48]
        for _ in 0..<3_000 {
            let bytes = (0..<random(40)).flatMap { _ in
                random(5) == 0 ? Array("MSH".utf8) : [alphabet[random(alphabet.count)]]
            }
            let whole = try Self.decode([bytes[...]])
            #expect(try Self.decode(bytes.indices.map { bytes[$0...$0] }) == whole, "\(bytes)")
            let letters = whole.reduce(0) { count, inbound in
                switch inbound {
                case .frame(let frame): count + frame.bytes.count { $0 >= 0x41 }
                case .fault(let fault): count + fault.bytes.count { $0 >= 0x41 }
                }
            }
            let isLossless = !whole.contains {
                if case .fault(let f) = $0 { f.kind == .messageTooLarge } else { false }
            }
            if isLossless { #expect(letters == bytes.count { $0 >= 0x41 }) }
        }
    }
}
