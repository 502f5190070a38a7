import Logging
import NIOCore
import NIOEmbedded
import Testing

@testable import Ingest

extension SocketTests {
    /// What bad senders get, and what good ones get meanwhile.
    @Suite(.timeLimit(.minutes(2)))
    struct MLLPAbuseTests {
        @Test func `a newcomer takes the place of the oldest that never sent a message`() async throws {
            try await TestServer(configure: { $0.maximumConnections = 3 }).run { port in
                let quiet = try await MLLPClient.connect(host: "127.0.0.1", port: port)
                #expect(try await quiet.send([0x41]) == Array("ack A".utf8))
                let mute = [try await RawConnection.connect(port: port), try await RawConnection.connect(port: port)]
                // Bytes that are no message do not help it.
                try await mute[0].write(Array("junk\u{0B}begun".utf8))
                for byte in [0x42, 0x43] as [UInt8] {
                    let newcomer = try await MLLPClient.connect(host: "127.0.0.1", port: port)
                    #expect(try await newcomer.send([byte]) == Array("ack ".utf8) + [byte])
                }
                for connection in mute { #expect(try await connection.readToEnd().isEmpty) }
                #expect(try await quiet.send([0x44]) == Array("ack D".utf8))
                await #expect(throws: (any Error).self, "all have sent messages: no room") {
                    try await MLLPClient.connect(host: "127.0.0.1", port: port).send([0x45])
                }
            }
        }

        @Test(arguments: ["\u{0B}MSH|", "\u{0B}", "MSH|^~\\&", "\u{0B}a\u{1C}\r\u{0B}b"])
        func `a message that is not finished in time closes the connection`(sent: String) async throws {
            let server = TestServer(configure: { $0.connection.messageTimeout = .milliseconds(200) })
            try await server.run { port in
                let connection = try await RawConnection.connect(port: port)
                try await connection.write(Array(sent.utf8))
                let answer = try await connection.readToEnd()
                #expect(answer == (sent.contains("\u{1C}") ? Array("\u{0B}ack a\u{1C}\r".utf8) : []))
            }
        }

        @Test func `a connection that waits between messages has no deadline`() async throws {
            let server = TestServer(
                configure: { $0.connection.messageTimeout = .milliseconds(20) },
                handler: { frame, _ in
                    // Longer than a message may take to arrive: the handling is not the sender's time.
                    try? await Task.sleep(for: .milliseconds(100))
                    return frame.bytes
                })
            try await server.run { port in
                let client = try await MLLPClient.connect(host: "127.0.0.1", port: port)
                for byte in [0x41, 0x42, 0x43] as [UInt8] { #expect(try await client.send([byte]) == [byte]) }
                await client.close()
            }
        }

        @Test func `nothing but faults closes the connection, and a message between them does not`() async throws {
            let faults = Recorder<MLLPFault>()
            let server = TestServer(onFault: { fault, _ in
                faults.append(fault)
                return nil
            })
            try await server.run { port in
                let honest = try await RawConnection.connect(port: port)
                for _ in 0..<20 { try await honest.write(Array("x\u{0B}m\u{1C}\r".utf8)) }
                _ = try await honest.read(count: 20 * "\u{0B}ack m\u{1C}\r".utf8.count)
                #expect(faults.values.count == 20)
                let garbage = try await RawConnection.connect(port: port)
                // Each lone end block ends what belongs to no block.
                try? await garbage.write(Array(String(repeating: "x\u{1C}y", count: 1000).utf8))
                #expect(try await garbage.readToEnd().isEmpty)
                #expect(faults.values.count == 20 + MLLPConnectionLoop.mostFaultsInARow)
            }
        }

        @Test func `where all hold too much, those that hold little go on`() throws {
            let buffered = BufferedBytes(limit: 100_000)
            let channels = try (0..<3).map { _ in
                let decoder = MLLPFrameDecoder()
                let channel = EmbeddedChannel()
                try channel.pipeline.syncOperations.addHandlers([
                    MLLPUnfinishedHandler(
                        decoder: decoder, timeout: .seconds(30), buffered: buffered, logger: quiet
                    ) { _ in true },
                    ByteToMessageHandler(decoder),
                ])
                try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
                return channel
            }
            func begin(_ channel: EmbeddedChannel, _ count: Int) throws {
                let bytes = [0x0B] + [UInt8](repeating: 0x41, count: count)
                try channel.writeInbound(ByteBuffer(bytes: bytes))
            }
            try begin(channels[0], 60_000)
            try begin(channels[1], 60_000)
            #expect(channels[0].isActive && !channels[1].isActive)
            try begin(channels[2], 10_000)
            #expect(channels[2].isActive)
            // What was held by the one that was closed is free again.
            try begin(channels[2], 20_000)
            #expect(channels[2].isActive)
            _ = try channels[0].finish(acceptAlreadyClosed: true)
            _ = try channels[2].finish(acceptAlreadyClosed: true)
            #expect(!buffered.change(by: 100_000), "all of it is free")
        }
    }
}
