import Ingest
import NIOCore
import NIOEmbedded
import NIOTestUtils
import Testing

@MainActor
struct MLLPFrameDecoderTests {
    private static func frame(_ text: String, skipped: Int = 0, lacksStart: Bool = false) -> MLLPInbound {
        .frame(MLLPFrame(bytes: Array(text.utf8), skippedByteCount: skipped, lacksStartBlock: lacksStart))
    }

    private static func fault(_ kind: MLLPFault.Kind, _ text: String, count: Int? = nil) -> MLLPInbound {
        .fault(MLLPFault(kind, bytes: Array(text.utf8), byteCount: count))
    }

    /// `<` start block, `>` end block, `$` carriage return after it, `_` NUL, `+` and `!` commit bytes.
    nonisolated private static func bytes(_ picture: String) -> [UInt8] {
        picture.utf8.map { byte in
            switch byte {
            case UInt8(ascii: "<"): 0x0B
            case UInt8(ascii: ">"): 0x1C
            case UInt8(ascii: "$"): 0x0D
            case UInt8(ascii: "_"): 0x00
            case UInt8(ascii: "+"): 0x06
            case UInt8(ascii: "!"): 0x15
            default: byte
            }
        }
    }

    private static let cases: [(String, [MLLPInbound])] = [
        ("", []),
        ("<one>$", [frame("one")]),
        ("<one>$<two>$<three>$", [frame("one"), frame("two"), frame("three")]),
        ("<a$b$>$", [frame("a\rb\r")]),
        ("<a>$_$\n <b>$\n", [frame("a"), frame("b", skipped: 4)]),
        ("<>$<a>$", [frame("a", skipped: 3)]),
        ("<>$<>$_<a>$", [frame("a", skipped: 7)]),
        ("<a><b>$", [frame("a"), frame("b")]),
        ("<a>\n<b>$", [frame("a"), frame("b")]),
        ("<a>b>$", [frame("a\u{1C}b")]),
        ("<a>>$", [frame("a\u{1C}")]),
        ("<a<b>$", [fault(.interruptedBlock, "a"), frame("b")]),
        ("<<b>$", [frame("b")]),
        ("x<b>$", [fault(.bytesOutsideBlock, "x"), frame("b")]),
        ("<a>$ xy <b>$", [frame("a"), fault(.bytesOutsideBlock, "xy "), frame("b", skipped: 1 + 0)]),
        ("MSH|1>$<b>$", [frame("MSH|1", lacksStart: true), frame("b")]),
        ("<a>$_MSH|1$PI>$<b>$", [frame("a"), frame("MSH|1\rPI", skipped: 1, lacksStart: true), frame("b")]),
        ("MSH|M>LL>$MSH>$", [frame("MSH|M\u{1C}LL", lacksStart: true), frame("MSH", lacksStart: true)]),
        ("xMSH|1>$", [fault(.bytesOutsideBlock, "xMSH|1")]),
        ("x>$MSH|1>$", [fault(.bytesOutsideBlock, "x"), frame("MSH|1", skipped: 2, lacksStart: true)]),
        ("MSH|1<b>$", [fault(.bytesOutsideBlock, "MSH|1"), frame("b")]),
        ("MSH|1>\n<b>$", [fault(.bytesOutsideBlock, "MSH|1"), frame("b", skipped: 2)]),
        ("MSH|1><b>$", [fault(.bytesOutsideBlock, "MSH|1"), frame("b", skipped: 1)]),
        ("MSH|1", [fault(.bytesOutsideBlock, "MSH|1")]), ("MS", [fault(.bytesOutsideBlock, "MS")]),
        ("MSH|1>", [fault(.bytesOutsideBlock, "MSH|1")]),
        ("MS<b>$", [fault(.bytesOutsideBlock, "MS"), frame("b")]),
        ("MSA|1>$", [fault(.bytesOutsideBlock, "MSA|1")]),
        ("MSH|4567890a>$<b>$", [fault(.bytesOutsideBlock, "MSH|4567890a"), frame("b", skipped: 2)]),
        ("<+>$<a>$", [frame("a", skipped: 4)]), ("<!>$<+>\n_<a>$", [frame("a", skipped: 9)]),
        ("<+", [fault(.truncatedBlock, "\u{06}")]), ("<+!>$", [frame("\u{06}\u{15}")]),
        ("xy", [fault(.bytesOutsideBlock, "xy")]),
        ("<a>$<b", [frame("a"), fault(.truncatedBlock, "b")]),
        ("<", [fault(.truncatedBlock, "")]),
        ("<a>", [frame("a")]),
        ("<0123456789>$", [frame("0123456789")]),
        ("<0123456789a>$<b>$", [fault(.messageTooLarge, "0123456789a"), frame("b")]),
        ("<0123456789>a>$<b>$", [fault(.messageTooLarge, "0123456789\u{1C}a"), frame("b")]),
        ("<0123456789a<b>$", [fault(.messageTooLarge, "0123456789a"), frame("b")]),
        ("<0123456789a", [fault(.messageTooLarge, "0123456789a")]),
        ("<0123456789a>", [fault(.messageTooLarge, "0123456789a")]),
        (">$<a>$", [frame("a", skipped: 2)]),
    ]

    /// What comes out of the pieces and the end of the stream, faults of too large messages without the bytes kept,
    /// which depend on where the stream was cut.
    private static func decode(_ pieces: [ArraySlice<UInt8>], maximumMessageSize: Int = 10) throws -> [MLLPInbound] {
        let channel = EmbeddedChannel(
            handler: ByteToMessageHandler(MLLPFrameDecoder(maximumMessageSize: maximumMessageSize)))
        try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
        for piece in pieces { try channel.writeInbound(ByteBuffer(bytes: piece)) }
        try channel.close().wait()
        channel.embeddedEventLoop.run()
        var output: [MLLPInbound] = []
        while let inbound = try channel.readInbound(as: MLLPInbound.self) { output.append(inbound) }
        return output.map(withoutKeptBytes)
    }

    private static func withoutKeptBytes(_ inbound: MLLPInbound) -> MLLPInbound {
        guard case .fault(let fault) = inbound, fault.kind == .messageTooLarge else { return inbound }
        return .fault(MLLPFault(.messageTooLarge, bytes: [], byteCount: fault.byteCount))
    }

    @Test
    func `each picture gives its frames and faults, whole, byte by byte, and cut in two anywhere`() throws {
        for (picture, expected) in Self.cases {
            let bytes = Self.bytes(picture)
            let expected = expected.map(Self.withoutKeptBytes)
            #expect(try Self.decode([bytes[...]]) == expected, "\(picture)")
            #expect(try Self.decode(bytes.indices.map { bytes[$0...$0] }) == expected, "\(picture) byte by byte")
            for cut in 0...bytes.count {
                #expect(try Self.decode([bytes[..<cut], bytes[cut...]]) == expected, "\(picture) cut at \(cut)")
                for second in cut...bytes.count {
                    #expect(try Self.decode([bytes[..<cut], bytes[cut..<second], bytes[second...]]) == expected)
                }
            }
        }
    }

    @Test(.enabled(if: FrameOracles.folder != nil, "the folder shared is there, or WARDWATCH_SHARED names it"))
    func `the recorded framing cases give their messages, whole, byte by byte, and cut anywhere`() throws {
        let expected: [(String, [String])] = [
            ("frame_fs_byte_in_latin1_data.hl7", ["F11"]), ("frame_fs_without_cr_then_start.hl7", ["F8", "F9"]),
            ("frame_lf_after_fs.hl7", ["F5"]), ("frame_no_start_block.hl7", ["2.3"]),
            ("frame_start_block_inside.hl7", ["fault", "F7"]), ("frame_two_messages_one_write.hl7", ["F1", "F2"]),
        ]
        #expect(try FrameOracles.names() == expected.map(\.0))
        for (name, controlIDs) in expected {
            let bytes = try FrameOracles.bytes(name)
            let whole = try Self.decode([bytes[...]], maximumMessageSize: 1 << 20)
            #expect(whole.map(FrameOracles.controlID) == controlIDs, "\(name)")
            #expect(try Self.decode(bytes.indices.map { bytes[$0...$0] }, maximumMessageSize: 1 << 20) == whole)
            for cut in 0...bytes.count {
                let parts = [bytes[..<cut], bytes[cut...]]
                #expect(try Self.decode(parts, maximumMessageSize: 1 << 20) == whole, "\(name) cut at \(cut)")
            }
        }
        let latin1 = try Self.decode(
            [try FrameOracles.bytes("frame_fs_byte_in_latin1_data.hl7")[...]], maximumMessageSize: 99)
        guard case .frame(let frame)? = latin1.first else { return }
        #expect(frame.bytes.contains(0x1C), "the byte inside the name is part of the message")
    }

    @Test
    func `NIO's verifier agrees`() throws {
        let pictures: [(String, [MLLPInbound])] = [
            ("<one>$", [Self.frame("one")]), ("_$<a$b>$", [Self.frame("a\rb", skipped: 2)]),
            ("<a<b>$", [Self.fault(.interruptedBlock, "a"), Self.frame("b")]),
            ("x<b>c>$", [Self.fault(.bytesOutsideBlock, "x"), Self.frame("b\u{1C}c")]),
            ("<+>$MSH|1>$", [Self.frame("MSH|1", skipped: 4, lacksStart: true)]),
        ]
        let pairs = pictures.map { picture, output in (ByteBuffer(bytes: Self.bytes(picture)), output) }
        #expect(throws: Never.self) {
            try ByteToMessageDecoderVerifier.verifyDecoder(inputOutputPairs: pairs) { MLLPFrameDecoder() }
        }
    }

    @Test
    func `an end block before a pause ends the message, and a late carriage return is padding`() throws {
        let channel = EmbeddedChannel(
            handler: ByteToMessageHandler(MLLPFrameDecoder(endBlockPause: .milliseconds(500))))
        try channel.writeInbound(ByteBuffer(bytes: Self.bytes("<a>")))
        channel.embeddedEventLoop.advanceTime(by: .milliseconds(499))
        #expect(try channel.readInbound(as: MLLPInbound.self) == nil)
        channel.embeddedEventLoop.advanceTime(by: .milliseconds(1))
        #expect(try channel.readInbound(as: MLLPInbound.self) == Self.frame("a"))
        try channel.writeInbound(ByteBuffer(bytes: Self.bytes("$<b>")))
        try channel.writeInbound(ByteBuffer(bytes: Self.bytes("c>$")))
        channel.embeddedEventLoop.advanceTime(by: .seconds(5))
        #expect(try channel.readInbound(as: MLLPInbound.self) == Self.frame("b\u{1C}c", skipped: 1))
        #expect(try channel.finish().isClean)
    }

    @Test
    func `a block without end is given up at sixteen times the maximum`() throws {
        let channel = EmbeddedChannel(handler: ByteToMessageHandler(MLLPFrameDecoder(maximumMessageSize: 1_000)))
        try channel.writeInbound(ByteBuffer(bytes: [0x0B]))
        #expect(throws: MLLPError.self) {
            for _ in 0..<100 { try channel.writeInbound(ByteBuffer(repeating: 0x41, count: 1_000)) }
        }
        guard case .fault(let fault)? = try channel.readInbound(as: MLLPInbound.self) else {
            Issue.record("the fault comes before the error")
            return
        }
        #expect(fault.kind == .messageTooLarge && fault.byteCount > 16_000 && fault.bytes.count < 3_000)
        _ = try? channel.finish(acceptAlreadyClosed: true)
    }

    @Test
    func `garbage without end is reported in pieces and not kept`() throws {
        let garbage = [UInt8](repeating: 0x78, count: 3 * MLLPFrameDecoder.keptByteCount + 5)
        for size in [1 << 20, 1_000] {
            let pieces = stride(from: 0, to: garbage.count, by: size).map {
                garbage[$0..<min($0 + size, garbage.count)]
            }
            let output = try Self.decode(pieces)
            #expect(
                output.map { inbound -> Int in
                    guard case .fault(let fault) = inbound else { return 0 }
                    return fault.bytes.count
                } == [65_536, 65_536, 65_536, 5])
        }
    }

    @Test
    func `65 536 bytes fed byte by byte takes linear time`() throws {
        func seconds(_ count: Int, _ byte: UInt8) throws -> Double {
            let channel = EmbeddedChannel(handler: ByteToMessageHandler(MLLPFrameDecoder()))
            let piece = ByteBuffer(bytes: [byte])
            let duration = try ContinuousClock().measure {
                try channel.writeInbound(ByteBuffer(bytes: [0x0B]))
                for _ in 0..<count { try channel.writeInbound(piece) }
                try channel.writeInbound(ByteBuffer(bytes: [0x1C, 0x0D]))
            }
            guard case .frame(let frame)? = try channel.readInbound(as: MLLPInbound.self) else { return .infinity }
            #expect(frame.bytes.count == count)
            _ = try channel.finish()
            return duration / .seconds(1)
        }
        for byte: UInt8 in [0x41, 0x1C] {
            let small = try seconds(1 << 12, byte)
            let large = try seconds(1 << 16, byte)
            // 16 times the bytes; quadratic would be 256 times the time.
            #expect(large < max(small, 0.001) * 100)
        }
    }

    @Test
    func `random streams neither trap nor lose a byte`() throws {
        var state: UInt64 = 42
        func random(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        let alphabet: [UInt8] = [0x0B, 0x1C, 0x0D, 0x0A, 0x00, 0x41, 0x4D, 0x53, 0x48]
        for _ in 0..<3_000 {
            let bytes = (0..<random(40)).flatMap { _ in
                random(8) == 0 ? Array("MSH".utf8) : [alphabet[random(alphabet.count)]]
            }
            let whole = try Self.decode([bytes[...]], maximumMessageSize: 8)
            #expect(try Self.decode(bytes.indices.map { bytes[$0...$0] }, maximumMessageSize: 8) == whole)
            let letters = whole.reduce(0) { count, inbound in
                switch inbound {
                case .frame(let frame): count + frame.bytes.count { $0 >= 0x41 }
                case .fault(let fault) where fault.kind == .messageTooLarge: count
                case .fault(let fault): count + fault.bytes.count { $0 >= 0x41 }
                }
            }
            let isLossless = !whole.contains {
                if case .fault(let f) = $0 { f.kind == .messageTooLarge } else { false }
            }
            if isLossless { #expect(letters == bytes.count { $0 >= 0x41 }) }
        }
    }

    @Test(arguments: [("a\u{0B}b", 1), ("a\u{1C}\rb", 1), ("a\u{1C}\nb", 1), ("ab\u{1C}", 2)])
    func `a message that would break its frame is not framed`(text: String, offset: Int) {
        var buffer = ByteBuffer()
        #expect(throws: MLLPError.notFramable(byteOffset: offset)) {
            try MLLPFrameEncoder().encode(data: Array(text.utf8), out: &buffer)
        }
        #expect(buffer.readableBytes == 0)
    }

    @Test
    func `what is framed comes back`() throws {
        var buffer = ByteBuffer()
        try MLLPFrameEncoder().encode(data: Array("MSH\u{1C}x\r".utf8), out: &buffer)
        #expect(try Self.decode([Array(buffer.readableBytesView)[...]]) == [Self.frame("MSH\u{1C}x\r")])
    }
}
