import Ingest
import NIOSSL
import ServiceLifecycle
import Testing
import TransportSecurity

extension SocketTests {
    @Suite(.timeLimit(.minutes(2)))
    struct MLLPDialerTests {
        private func dialer(
            port: Int, framing: MLLPFraming = .mllp, tls: TLSFiles? = nil, longestWait: Duration = .milliseconds(20),
            handler: @escaping MLLPServer.Handler = { frame, _ in Array("ack ".utf8) + frame.bytes }
        ) -> MLLPDialer {
            MLLPDialer(
                configuration: MLLPDialerConfiguration(
                    host: "127.0.0.1", port: port, longestWait: longestWait,
                    connection: MLLPConnectionConfiguration(framing: framing, pause: .milliseconds(50)), tls: tls),
                logger: quiet, handler: handler)
        }

        private func running(_ dialer: MLLPDialer, _ body: () async throws -> Void) async throws {
            let group = ServiceGroup(services: [dialer], logger: quiet)
            let task = Task { try await group.run() }
            do {
                try await body()
            } catch {
                await group.triggerGracefulShutdown()
                throw error
            }
            await group.triggerGracefulShutdown()
            try await task.value
        }

        private func exchange(_ connection: RawConnection, _ text: String) async throws {
            try await connection.write(Array("\u{0B}\(text)\u{1C}\r".utf8))
            #expect(try await connection.read(count: text.utf8.count + 7) == Array("\u{0B}ack \(text)\u{1C}\r".utf8))
        }

        @Test
        func `a device that listens is dialled and its messages answered, again after each time that it closes`()
            async throws
        {
            let device = try await RawListener.listen()
            try await running(dialer(port: device.port)) {
                for round in 0..<3 {
                    let connection = try await device.next()
                    try await exchange(connection, "first \(round)")
                    try await exchange(connection, "second \(round)")
                    await connection.close()
                }
            }
            await device.close()
        }

        @Test
        func `a device that is not there yet is dialled until it is`() async throws {
            let gone = try await RawListener.listen()
            let port = gone.port
            await gone.close()
            try await running(dialer(port: port)) {
                // Somebody else may hold the port for a moment.
                var device: RawListener?
                while device == nil { device = try? await RawListener.listen(port: port) }
                if let connection = try await device?.next() { try await exchange(connection, "late") }
                await device?.close()
            }
        }

        @Test
        func `a device without framing is answered without framing`() async throws {
            let device = try await RawListener.listen()
            try await running(dialer(port: device.port, framing: .none)) {
                let connection = try await device.next()
                try await connection.write(Array("MSH|1\rMSH|2\r".utf8))
                #expect(try await connection.read(count: 20) == Array("ack MSH|1\rack MSH|2\r".utf8))
            }
            await device.close()
        }

        @Test
        func `stopping ends the wait before the next attempt, and an attempt that nobody answers`() async throws {
            let gone = try await RawListener.listen()
            let port = gone.port
            await gone.close()
            try await running(dialer(port: port, longestWait: .seconds(3600))) {}
            // An address of the documentation (RFC 5737), which swallows what is sent to it or is not reachable.
            let black = MLLPDialer(
                configuration: .init(host: "192.0.2.1", port: 9, connectTimeout: .seconds(3600)), logger: quiet
            ) { frame, _ in frame.bytes }
            try await running(black) {}
        }

        @Test
        func `graceful shutdown finishes the frame in hand and answers it`() async throws {
            let device = try await RawListener.listen()
            let handled = Recorder<MLLPFrame>()
            let dialer = dialer(port: device.port) { frame, _ in
                handled.append(frame)
                // Asking for the shutdown returns before it has begun; the dialer hears of it before its frames do.
                try? await gracefulShutdown()
                return frame.bytes
            }
            let group = ServiceGroup(services: [dialer], logger: quiet)
            let task = Task { try await group.run() }
            let connection = try await device.next()
            try await connection.write(Array("\u{0B}A\u{1C}\r\u{0B}B\u{1C}\r".utf8))
            await handled.wait(count: 1)
            await group.triggerGracefulShutdown()
            #expect(try await connection.readToEnd() == Array("\u{0B}A\u{1C}\r".utf8))
            try await task.value
            #expect(handled.values.count == 1)
            await device.close()
        }

        @Test
        func `over TLS the device must be the one named, and sees our certificate`() async throws {
            let files = try await TestCertificates()
            var configuration = TLSConfiguration.makeServerConfigurationWithMTLS(
                certificateChain: try NIOSSLCertificate.fromPEMFile(files.server.certificate).map { .certificate($0) },
                privateKey: .privateKey(try NIOSSLPrivateKey(file: files.server.privateKey, format: .pem)),
                trustRoots: .file(files.authority))
            configuration.minimumTLSVersion = .tlsv12
            let device = try await RawListener.listen(tls: try NIOSSLContext(configuration: configuration))
            var known = files.client
            known.authority = files.authority
            try await running(dialer(port: device.port, tls: known)) {
                try await exchange(try await device.next(), "secret")
            }
            for (authority, identity) in [(files.otherAuthority, files.client), (files.authority, TLSFiles())] {
                var wrong = identity
                wrong.authority = authority
                try await running(dialer(port: device.port, tls: wrong)) {
                    let connection = try await device.next()
                    #expect(try await connection.readToEnd() == [], "no message can be exchanged")
                }
            }
            await device.close()
        }
    }
}
