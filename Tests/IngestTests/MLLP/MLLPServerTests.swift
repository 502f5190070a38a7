import Ingest
import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle
import Synchronization
import Testing

extension SocketTests {
    @Suite(.timeLimit(.minutes(2)))
    struct MLLPServerTests {
        @Test
        func `each message is answered in order, alone and pipelined`() async throws {
            try await TestServer().run { port in
                let client = try await MLLPClient.connect(host: "127.0.0.1", port: port)
                #expect(try await client.send(Array("one".utf8)) == Array("ack one".utf8))
                let messages = (0..<500).map { Array("m\($0)".utf8) }
                #expect(try await client.sendAll(messages) == messages.map { Array("ack ".utf8) + $0 })
                await client.close()
            }
        }

        @Test
        func `fifty connections are served at once`() async throws {
            try await TestServer().run { port in
                try await withThrowingTaskGroup { group in
                    for number in 0..<50 {
                        group.addTask {
                            let client = try await MLLPClient.connect(host: "127.0.0.1", port: port)
                            for round in 0..<20 {
                                let message = Array("c\(number) r\(round)".utf8)
                                #expect(try await client.send(message) == Array("ack ".utf8) + message)
                            }
                            await client.close()
                        }
                    }
                    try await group.waitForAll()
                }
            }
        }

        @Test
        func `a message that comes byte by byte between others is answered`() async throws {
            try await TestServer().run { port in
                let raw = try await RawConnection.connect(port: port)
                for byte in Array("\u{0B}slow\u{1C}\r".utf8) {
                    try await raw.write([byte])
                    try await Task.sleep(for: .milliseconds(2))
                }
                let quick = try await MLLPClient.connect(host: "127.0.0.1", port: port)
                #expect(try await quick.send(Array("quick".utf8)) == Array("ack quick".utf8))
                #expect(try await raw.read(count: 11) == Array("\u{0B}ack slow\u{1C}\r".utf8))
                await quick.close()
                await raw.close()
            }
        }

        @Test
        func `a sender that shuts down its side still gets its answers`() async throws {
            try await TestServer().run { port in
                let raw = try await RawConnection.connect(port: port)
                try await raw.write(Array("\u{0B}a\u{1C}\r\u{0B}b\u{1C}".utf8))
                try await raw.closeOutput()
                #expect(try await raw.readToEnd() == Array("\u{0B}ack a\u{1C}\r\u{0B}ack b\u{1C}\r".utf8))
            }
        }

        @Test
        func `a message that is too large is a fault, is answered, and the next one is handled`() async throws {
            let faults = Recorder<MLLPFault>()
            let server = TestServer(
                configure: { $0.connection.maximumMessageSize = 100 },
                onFault: { fault, _ in
                    faults.append(fault)
                    return Array("reject".utf8)
                }
            )
            try await server.run { port in
                let client = try await MLLPClient.connect(host: "127.0.0.1", port: port)
                #expect(try await client.send([UInt8](repeating: 0x41, count: 101)) == Array("reject".utf8))
                #expect(try await client.send([UInt8](repeating: 0x41, count: 95)).count == 99)
                await client.close()
            }
            #expect(faults.values.map(\.kind) == [.messageTooLarge])
            #expect(faults.values.map(\.byteCount) == [101])
        }

        @Test
        func `a connection that ends inside a frame leaves a fault and harms no other`() async throws {
            let faults = Recorder<MLLPFault>()
            let server = TestServer(
                onFault: { fault, _ in
                    faults.append(fault)
                    return nil
                }
            )
            try await server.run { port in
                let other = try await MLLPClient.connect(host: "127.0.0.1", port: port)
                let raw = try await RawConnection.connect(port: port)
                try await raw.write(Array("\u{0B}whole\u{1C}\r\u{0B}half".utf8))
                #expect(try await raw.read(count: 12) == Array("\u{0B}ack whole\u{1C}\r".utf8))
                await raw.close()
                await faults.wait(count: 1)
                #expect(try await other.send(Array("x".utf8)) == Array("ack x".utf8))
                await other.close()
            }
            #expect(faults.values == [MLLPFault(.truncatedBlock, bytes: Array("half".utf8))])
        }

        @Test
        func `connections above the maximum are closed, and accepted again when there is room`() async throws {
            let server = TestServer(configure: { $0.maximumConnections = 2 })
            try await server.run { port in
                let first = try await MLLPClient.connect(host: "127.0.0.1", port: port)
                let second = try await MLLPClient.connect(host: "127.0.0.1", port: port)
                _ = try await first.send([0x41])
                _ = try await second.send([0x41])
                // The server may close before the client has seen that it is connected: then connecting throws.
                await #expect(throws: (any Error).self) {
                    try await MLLPClient.connect(host: "127.0.0.1", port: port).send([0x41])
                }
                await first.close()
                var isServed = false
                while !isServed {
                    guard let next = try? await MLLPClient.connect(host: "127.0.0.1", port: port) else { continue }
                    isServed = (try? await next.send([0x41])) != nil
                    await next.close()
                }
                #expect(try await second.send([0x42]) == Array("ack B".utf8))
                await second.close()
            }
        }

        @Test
        func `a silent connection is closed after the idle timeout, a waiting one is not`() async throws {
            let gate = Gate()
            let handled = Recorder<MLLPFrame>()
            let server = TestServer(
                configure: { $0.connection.idleTimeout = .seconds(1) },
                handler: { frame, _ in
                    handled.append(frame)
                    await gate.wait()
                    return frame.bytes
                }
            )
            try await server.run { port in
                // On a machine that is slow to run this the server may find the connection idle before the message is
                // sent; a sender would connect again.
                let waiting = Task { () -> [UInt8] in
                    while true {
                        try Task.checkCancellation()
                        let client = try await MLLPClient.connect(host: "127.0.0.1", port: port)
                        if let answer = try? await client.send([0x41]) { return answer }
                    }
                }
                await handled.wait(count: 1)
                let silent = try await RawConnection.connect(port: port)
                #expect(try await silent.readToEnd() == [])
                try await Task.sleep(for: .milliseconds(1_100))
                gate.open()
                #expect(try await waiting.value == [0x41])
            }
            // One that was closed while it waited would have sent again.
            #expect(handled.values.count == 1)
        }

        @Test
        func `graceful shutdown finishes the frame in hand, answers it, and begins no other`() async throws {
            let gate = Gate()
            let handled = Recorder<MLLPFrame>()
            let port = Promise<Int>()
            let server = MLLPServer(
                configuration: .init(port: 0), logger: quiet, onBound: { port.fulfil($0) },
                handler: { frame, _ in
                    handled.append(frame)
                    await gate.wait()
                    return frame.bytes
                })
            let group = ServiceGroup(services: [server], logger: quiet)
            let running = Task { try await group.run() }
            let client = try await MLLPClient.connect(host: "127.0.0.1", port: await port.value)
            let idle = try await RawConnection.connect(port: await port.value)
            async let first = client.send([0x41])
            await handled.wait(count: 1)
            let second = Task { try await client.send([0x42]) }
            await group.triggerGracefulShutdown()
            // The idle connection is closed while the other is still being served.
            #expect(try await idle.readToEnd() == [])
            gate.open()
            #expect(try await first == [0x41])
            await #expect(throws: (any Error).self) { try await second.value }
            try await running.value
            await #expect(throws: (any Error).self) {
                try await MLLPClient.connect(host: "127.0.0.1", port: await port.value)
            }
            #expect(handled.values.map(\.bytes) == [[0x41]])
        }

        @Test
        func `cancelling the task stops the server and its connections`() async throws {
            let port = Promise<Int>()
            let server = MLLPServer(
                configuration: .init(port: 0), logger: quiet, onBound: { port.fulfil($0) },
                handler: { frame, _ in
                    frame.bytes
                })
            let running = Task { try await server.run() }
            let raw = try await RawConnection.connect(port: await port.value)
            running.cancel()
            _ = try? await running.value
            #expect(try await raw.readToEnd() == [])
        }

        @Test
        func `cancelling frees a connection whose peer does not read`() async throws {
            let port = Promise<Int>()
            let handled = Recorder<Int>()
            let server = MLLPServer(
                configuration: .init(port: 0), logger: quiet, onBound: { port.fulfil($0) },
                handler: { _, _ in
                    handled.append(1)
                    return [UInt8](repeating: 0x41, count: 20_000_000)
                })
            let running = Task { try await server.run() }
            let raw = try await RawConnection.connect(port: await port.value, reads: false)
            try await raw.write(Array("\u{0B}x\u{1C}\r".utf8))
            await handled.wait(count: 1)
            running.cancel()
            _ = try? await running.value
            await raw.close()
        }

        @Test
        func `a port in use is an error`() async throws {
            try await TestServer().run { port in
                let second = MLLPServer(configuration: .init(port: port), logger: quiet) { frame, _ in frame.bytes }
                await #expect(throws: (any Error).self) { try await second.run() }
            }
        }

        @Test
        func `connections that arrive while the server stops harm nothing`() async throws {
            for _ in 0..<30 {
                try await TestServer().run { port in
                    for _ in 0..<8 {
                        Task {
                            let client = try await MLLPClient.connect(host: "127.0.0.1", port: port)
                            _ = try await client.send([0x41])
                            await client.close()
                        }
                    }
                    await Task.yield()
                }
            }
        }

        @Test
        func `a sender that never reads its answers stops being read`() async throws {
            let handled = Recorder<Int>()
            let server = TestServer(
                handler: { _, _ in
                    handled.append(1)
                    return [UInt8](repeating: 0x41, count: 100_000)
                }
            )
            try await server.run { port in
                let raw = try await RawConnection.connect(port: port, reads: false)
                let flood = Task { for _ in 0..<2_000 { try await raw.write(Array("\u{0B}x\u{1C}\r".utf8)) } }
                await handled.wait(count: 5)
                var last = -1
                while last != handled.values.count {
                    last = handled.values.count
                    try await Task.sleep(for: .milliseconds(200))
                }
                #expect(handled.values.count < 1_000)
                flood.cancel()
                await raw.close()
            }
        }

        @Test
        func `the client gives up after its timeout and says so`() async throws {
            let server = TestServer(handler: { _, _ in nil })
            try await server.run { port in
                let client = try await MLLPClient.connect(
                    host: "127.0.0.1", port: port, answerTimeout: .milliseconds(50))
                await #expect(throws: MLLPError.answerTimeout) { try await client.send([0x41]) }
                await #expect(throws: (any Error).self) { try await client.send([0x41]) }
                await client.close()
                let other = try await MLLPClient.connect(host: "127.0.0.1", port: port)
                await #expect(throws: MLLPError.notFramable(byteOffset: 0)) { try await other.send([0x0B]) }
                try await other.post([0x41])
                await other.close()
            }
        }

        @Test
        func `a connection is described`() async throws {
            let seen = Recorder<ConnectionDescription>()
            let server = TestServer(
                handler: { _, connection in
                    seen.append(connection)
                    return [0x41]
                }
            )
            try await server.run { port in
                let client = try await MLLPClient.connect(host: "127.0.0.1", port: port)
                _ = try await client.send([0x41])
                await client.close()
                #expect(seen.values.map(\.remoteAddress) == ["127.0.0.1"])
                #expect(seen.values.map(\.localPort) == [port])
                #expect(seen.values.map(\.id) == [1])
            }
        }
    }
}
