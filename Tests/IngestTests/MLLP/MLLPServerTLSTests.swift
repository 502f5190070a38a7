import Foundation
import Ingest
import Testing
import TransportSecurity

extension SocketTests {
    @Suite(.timeLimit(.minutes(2)), .enabled(if: TestCertificates.isPossible, "openssl makes the certificates"))
    struct MLLPServerTLSTests {
        private let files: TestCertificates

        init() async throws { files = try await TestCertificates() }

        private func trusting(_ authority: String, _ identity: TLSFiles = TLSFiles()) -> TLSFiles {
            TLSFiles(certificate: identity.certificate, privateKey: identity.privateKey, authority: authority)
        }

        private func send(_ text: String, port: Int, host: String = "127.0.0.1", tls: TLSFiles?) async throws -> [UInt8]
        {
            let client = try await MLLPClient.connect(host: host, port: port, tls: tls)
            do {
                let answer = try await client.send(Array(text.utf8))
                await client.close()
                return answer
            } catch {
                await client.close()
                throw error
            }
        }

        @Test
        func `a client that trusts our authority is answered, by name and by address, one that does not hangs up`()
            async throws
        {
            let server = TestServer(configure: { [files] in $0.tls = files.server })
            try await server.run { port in
                let answer = Array("ack x".utf8)
                let byAddress = try await send("x", port: port, tls: trusting(files.authority))
                let byName = try await send("x", port: port, host: "localhost", tls: trusting(files.authority))
                #expect(byAddress == answer && byName == answer)
                await #expect(throws: (any Error).self) {
                    try await send("x", port: port, tls: trusting(files.otherAuthority))
                }
                await #expect(throws: (any Error).self) { try await send("x", port: port, tls: TLSFiles()) }
                let again = try await send("x", port: port, tls: trusting(files.authority))
                #expect(again == answer)
            }
        }

        @Test
        func `a server with a certificate of another name is refused by the client`() async throws {
            let server = TestServer(configure: { [files] in $0.tls = files.elsewhere })
            try await server.run { port in
                for host in ["127.0.0.1", "localhost"] {
                    await #expect(throws: (any Error).self) {
                        try await send("x", port: port, host: host, tls: trusting(files.authority))
                    }
                }
            }
        }

        @Test
        func `where an authority is named, only clients with its certificate are served`() async throws {
            let handled = Recorder<[UInt8]>()
            let server = TestServer(
                configure: { [files] in $0.tls = trusting(files.authority, files.server) },
                handler: { frame, _ in
                    handled.append(frame.bytes)
                    return frame.bytes
                })
            try await server.run { port in
                await #expect(throws: (any Error).self) {
                    try await send("no certificate", port: port, tls: trusting(files.authority))
                }
                await #expect(throws: (any Error).self) {
                    try await send("wrong authority", port: port, tls: trusting(files.authority, files.stranger))
                }
                await #expect(throws: (any Error).self) { try await send("plain", port: port, tls: nil) }
                let right = trusting(files.authority, files.client)
                let answer = try await send("right", port: port, tls: right)
                #expect(answer == Array("right".utf8))
            }
            #expect(handled.values == [Array("right".utf8)])
        }

        @Test
        func `a certificate is changed while a connection goes on, and a wrong one changes nothing`() async throws {
            let server = TestServer(configure: { [files] in $0.tls = files.server })
            let trusted = trusting(files.authority)
            try await server.runChanging { port, tls in
                let open = try await MLLPClient.connect(host: "127.0.0.1", port: port, tls: trusted)
                #expect(try await open.send(Array("1".utf8)) == Array("ack 1".utf8))
                try tls.use(files.elsewhere)
                await #expect(throws: (any Error).self) { try await send("x", port: port, tls: trusted) }
                #expect(throws: TLSFileError.self) {
                    try tls.use(TLSFiles(certificate: files.server.certificate, privateKey: files.client.privateKey))
                }
                await #expect(throws: (any Error).self) { try await send("x", port: port, tls: trusted) }
                #expect(try await open.send(Array("2".utf8)) == Array("ack 2".utf8))
                try tls.use(files.server)
                #expect(try await send("x", port: port, tls: trusted) == Array("ack x".utf8))
                #expect(try await open.send(Array("3".utf8)) == Array("ack 3".utf8))
                await open.close()
            }
        }

        @Test
        func `messages of many records keep their order and content`() async throws {
            let server = TestServer(configure: { [files] in $0.tls = files.server })
            try await server.run { port in
                let client = try await MLLPClient.connect(host: "127.0.0.1", port: port, tls: trusting(files.authority))
                let messages = (0..<100).map { Array("m\($0) ".utf8) + [UInt8](repeating: 0x41, count: $0 * 997) }
                #expect(try await client.sendAll(messages) == messages.map { Array("ack ".utf8) + $0 })
                await client.close()
            }
        }

        @Test
        func `openssl's own client is answered, also where it leaves out the last carriage return`() async throws {
            let server = TestServer(configure: { [files] in
                $0.tls = trusting(files.authority, files.server)
                $0.connection.pause = .milliseconds(100)
            })
            try await server.run { port in
                let answers = Array("\u{0B}ack one\u{1C}\r\u{0B}ack two\u{1C}\r".utf8)
                for version in ["-tls1_2", "-tls1_3"] {
                    let output = try await files.run(
                        [
                            "s_client", "-quiet", "-verify_return_error", version, "-connect", "127.0.0.1:\(port)",
                            "-CAfile", files.authority, "-cert", files.client.certificate, "-key",
                            files.client.privateKey,
                        ], input: Array("\u{0B}one\u{1C}\r\u{0B}two\u{1C}".utf8), count: answers.count)
                    #expect(output == answers, "\(version)")
                }
                await #expect(throws: (any Error).self, "too old") {
                    try await files.run(
                        [
                            "s_client", "-quiet", "-tls1_1", "-cipher", "ALL@SECLEVEL=0", "-connect",
                            "127.0.0.1:\(port)",
                            "-cert", files.client.certificate, "-key", files.client.privateKey,
                        ], input: Array("\u{0B}x\u{1C}\r".utf8))
                }
            }
        }
    }

    @Suite(.enabled(if: TestCertificates.isPossible, "openssl makes the certificates"))
    struct TLSFilesTests {
        private let files: TestCertificates

        init() async throws { files = try await TestCertificates() }

        @Test
        func `files that belong together are accepted at both ends`() throws {
            #expect(throws: Never.self) {
                try files.server.check(for: .server)
                try TLSFiles(
                    certificate: files.server.certificate, privateKey: files.server.privateKey,
                    authority: files.authority
                ).check(for: .server)
                try files.client.check(for: .client)
                try TLSFiles(authority: files.authority).check(for: .client)
            }
            #expect(TLSFiles().isEmpty && !files.client.isEmpty)
        }

        @Test
        func `a file that is missing, unreadable, of another kind or of another key is named with the remedy`()
            async throws
        {
            let (certificate, key) = (files.server.certificate, files.server.privateKey)
            let text = try files.write("text.pem", "no PEM\n")
            let directory = (key as NSString).deletingLastPathComponent
            let locked = files.path("locked.key")
            try await files.run(["pkey", "-in", key, "-aes256", "-passout", "pass:secret", "-out", locked])
            let open = files.path("open.key")
            try FileManager.default.copyItem(atPath: key, toPath: open)
            try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: open)
            let none = files.path("none.pem")
            let cases: [(TLSFiles, TLSFileError)] = [
                (TLSFiles(privateKey: key), .missing(.certificate)),
                (TLSFiles(certificate: certificate), .missing(.privateKey)),
                (TLSFiles(authority: files.authority), .missing(.certificate)),
                (TLSFiles(certificate: none, privateKey: key), .notFound(.certificate, path: none)),
                (TLSFiles(certificate: certificate, privateKey: none), .notFound(.privateKey, path: none)),
                (TLSFiles(certificate: certificate, privateKey: directory), .unreadable(.privateKey, path: directory)),
                (TLSFiles(certificate: text, privateKey: key), .notPEM(.certificate, path: text)),
                (TLSFiles(certificate: key, privateKey: key), .notPEM(.certificate, path: key)),
                (TLSFiles(certificate: certificate, privateKey: text), .notPEM(.privateKey, path: text)),
                (TLSFiles(certificate: certificate, privateKey: certificate), .notPEM(.privateKey, path: certificate)),
                (TLSFiles(certificate: certificate, privateKey: locked), .notPEM(.privateKey, path: locked)),
                (
                    TLSFiles(certificate: certificate, privateKey: open),
                    .isOpen(.privateKey, path: open, mode: 0o644)
                ),
                (
                    TLSFiles(certificate: certificate, privateKey: key, authority: text),
                    .notPEM(.authority, path: text)
                ),
                (
                    TLSFiles(certificate: certificate, privateKey: files.client.privateKey),
                    .mismatch(certificate: certificate, privateKey: files.client.privateKey)
                ),
            ]
            for (wrong, expected) in cases {
                let error = #expect(throws: TLSFileError.self) { try wrong.check(for: .server) }
                #expect(error == expected)
                #expect(error.map { !"\($0)".isEmpty && !$0.hint.isEmpty } == true)
            }
        }
    }
}
