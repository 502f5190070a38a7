import Foundation
import Ingest
import Logging
import NIOCore
import Testing

extension SocketTests {
    @Suite(.timeLimit(.minutes(3)))
    struct MLLPServerLoadTests {
        @Test(.enabled(if: OpenFileLimit.raise() >= 5_000, "the limit of open files allows it"))
        func `two thousand senders are connected at once, and each is answered`() async throws {
            try await TestServer().run { port in
                let clients = try await withThrowingTaskGroup(of: [MLLPClient].self) { group in
                    for _ in 0..<40 {
                        group.addTask {
                            var clients: [MLLPClient] = []
                            for _ in 0..<50 {
                                clients.append(try await MLLPClient.connect(host: "127.0.0.1", port: port))
                            }
                            return clients
                        }
                    }
                    return try await group.reduce(into: []) { $0 += $1 }
                }
                #expect(clients.count == 2_000)
                let answered = try await withThrowingTaskGroup(of: Bool.self) { group in
                    for (number, client) in clients.enumerated() {
                        group.addTask {
                            try await client.send(Array("\(number)".utf8)) == Array("ack \(number)".utf8)
                        }
                    }
                    return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
                }
                #expect(answered == 2_000)
                for client in clients { await client.close() }
            }
        }

        @Test
        func `a sender that trickles holds up nobody and is answered in the end`() async throws {
            try await TestServer().run { port in
                let slow = try await RawConnection.connect(port: port)
                let other = try await MLLPClient.connect(host: "127.0.0.1", port: port)
                for byte in Array("\u{0B}drip\u{1C}\r".utf8) {
                    try await slow.write([byte])
                    #expect(try await other.send([0x41]) == Array("ack A".utf8))
                }
                #expect(try await slow.read(count: 11) == Array("\u{0B}ack drip\u{1C}\r".utf8))
                await other.close()
                await slow.close()
            }
        }

        @Test
        func `a block that never ends is cut off at sixteen times the maximum`() async throws {
            let faults = Recorder<MLLPFault>()
            let server = TestServer(
                configure: { $0.connection.maximumMessageSize = 10_000 },
                onFault: { fault, _ in
                    faults.append(fault)
                    return nil
                })
            try await server.run { port in
                let endless = try await RawConnection.connect(port: port)
                let writing = Task {
                    try await endless.write([0x0B])
                    while true { try await endless.write([UInt8](repeating: 0x41, count: 10_000)) }
                }
                #expect(try await endless.readToEnd() == [])
                await #expect(throws: (any Error).self) { try await writing.value }
                await faults.wait(count: 1)
            }
            let fault = try #require(faults.values.first)
            #expect(faults.values.count == 1 && fault.kind == .messageTooLarge)
            #expect(fault.bytes.count <= MLLPFrameDecoder.keptByteCount && fault.byteCount < 17 * 10_000 + 65_536)
        }

        @Test
        func `a block that stops half way is closed by the idle timeout and reported`() async throws {
            let faults = Recorder<MLLPFault>()
            let server = TestServer(
                configure: { $0.connection.idleTimeout = .seconds(1) },
                onFault: { fault, _ in
                    faults.append(fault)
                    return nil
                })
            try await server.run { port in
                // On a machine that is slow to run this the connection may be idle before anything is written.
                while faults.values.isEmpty {
                    let silent = try await RawConnection.connect(port: port)
                    try? await silent.write(Array("\u{0B}begun".utf8))
                    #expect(try await silent.readToEnd() == [])
                }
            }
            #expect(faults.values.first == MLLPFault(.truncatedBlock, bytes: Array("begun".utf8)))
        }

        @Test
        func `a sender that does not take its answer gives its place free after the idle timeout`() async throws {
            let server = TestServer(
                configure: {
                    $0.maximumConnections = 1
                    $0.connection.idleTimeout = .seconds(1)
                },
                handler: { frame, _ in frame.bytes == [0x78] ? [UInt8](repeating: 0x41, count: 50_000_000) : frame.bytes
                })
            try await server.run { port in
                let stuck = try await RawConnection.connect(port: port, reads: false)
                try await stuck.write(Array("\u{0B}x\u{1C}\r".utf8))
                var answer: [UInt8]?
                while answer == nil {
                    guard let next = try? await MLLPClient.connect(host: "127.0.0.1", port: port) else { continue }
                    answer = try? await next.send([0x79])
                    await next.close()
                }
                #expect(answer == [0x79])
                await stuck.close()
            }
        }

        @Test
        func `without framing the next MSH, a pause or the end of the stream ends a message`() async throws {
            let server = TestServer(configure: {
                $0.connection.framing = .none
                $0.connection.pause = .milliseconds(50)
            })
            try await server.run { port in
                let raw = try await RawConnection.connect(port: port)
                try await raw.write(Array("MSH|1\rPID|\r\u{0}MSH|2\r".utf8))
                let answer = Array("ack MSH|1\rPID|\rack MSH|2\r".utf8)
                #expect(try await raw.read(count: answer.count) == answer)
                try await raw.write(Array("MSH|3".utf8))
                try await raw.closeOutput()
                #expect(try await raw.readToEnd() == Array("ack MSH|3".utf8))
            }
        }

        /// In a process of its own, because it uses up the sockets of the whole process.
        @Test
        func `a server out of sockets says so, waits, and serves again`() async {
            await #expect(processExitsWith: .success) {
                let refusals = Recorder<LogEvent>()
                let server = TestServer(
                    logger: Logger(label: "test") { _ in
                        RecordingLogHandler(message: "MLLP connection not accepted", events: refusals)
                    })
                try await server.run { port in
                    // Everything is running: from here on only connections need sockets.
                    let first = try await MLLPClient.connect(host: "127.0.0.1", port: port)
                    _ = try await first.send([0x41])
                    var limit = rlimit(rlim_cur: 64, rlim_max: 64)
                    #expect(setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0)
                    var sockets: [Int32] = []
                    while case let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0), socket >= 0 {
                        sockets.append(socket)
                    }
                    if let last = sockets.popLast() { close(last) }
                    let address = try SocketAddress(ipAddress: "127.0.0.1", port: port)
                    for socket in sockets {
                        let result = address.withSockAddr { connect(socket, $0, socklen_t($1)) }
                        #expect(result == 0, "the system accepts what the server has not yet")
                    }
                    await refusals.wait(count: 1)
                    for socket in sockets { close(socket) }
                    // The connection that was there all the time, and a new one.
                    #expect(try await first.send([0x42]) == Array("ack B".utf8))
                    let second = try await MLLPClient.connect(host: "127.0.0.1", port: port)
                    #expect(try await second.send([0x43]) == Array("ack C".utf8))
                    await second.close()
                    await first.close()
                }
            }
        }
    }
}

/// Records every event of one message.
private struct RecordingLogHandler: LogHandler {
    let message: Logger.Message
    let events: Recorder<LogEvent>
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.trace

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        if event.message == message { events.append(event) }
    }
}
