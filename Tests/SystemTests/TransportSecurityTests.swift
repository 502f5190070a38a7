import Foundation
import Testing

extension EndToEnd {
    /// TLS, tokens and refusals of a running daemon.
    @Suite struct TransportSecurityTests {
        private static let health = "GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"

        private static var block: String {
            let message = WardMessage(
                controlID: "1", patient: "enc", effective: admission, results: [.heartRate("80")])
            return "\u{0B}\(message.text.replacing("\\", with: "\\\\"))\u{1C}\r"
        }

        /// A configuration with certificates on both listeners.
        private func configuration(
            _ files: CertificateFiles, server: String = "server", tokens: String = "", clientAuthority: Bool = true
        ) -> String {
            let tls = """
                tls_certificate = "\(files.certificate(server))"
                tls_private_key = "\(files.key(server))"
                \(clientAuthority ? "tls_client_ca = \"\(files.certificate("authority"))\"" : "")
                """
            return "[mllp]\n\(tls)\n[http]\n\(tls)\n\(tokens.isEmpty ? "" : "tokens_file = \"\(tokens)\"")\n"
        }

        @Test func `clients with a wrong, an expired or no certificate, and those of before TLS 1.2, are refused`()
            async throws
        {
            let workspace = try Workspace()
            let files = try await CertificateFiles(in: workspace)
            let path = try workspace.write(configuration(files), to: "wardwatch.toml")
            let daemon = try await DaemonProcess(in: workspace, environment: ["WARDWATCH_CONFIG": path])
            for (port, text, answer) in [
                (daemon.mllpPort, Self.block, "MSA|AA|1"), (daemon.httpPort, Self.health, "HTTP/1.1 200"),
            ] {
                for versions in [("TLSv1_2", "TLSv1_2"), ("TLSv1_3", "TLSv1_3")] {
                    let said = try await files.talk(to: port, text, identity: "client", versions: versions)
                    #expect(said.hasPrefix("answer \(versions.0.replacing("_", with: "."))"), "\(said)")
                    #expect(said.contains(answer), "\(said)")
                }
                let old = try await files.talk(to: port, text, identity: "client", versions: ("TLSv1", "TLSv1_1"))
                #expect(old.hasPrefix("refused") && old.contains("PROTOCOL_VERSION"), "\(old)")
                // By TLS 1.2 within the handshake, by TLS 1.3 after it.
                for versions in [("TLSv1_2", "TLSv1_2"), ("TLSv1_3", "TLSv1_3")] {
                    for (identity, reason) in [
                        (nil, ["CERTIFICATE_REQUIRED", "HANDSHAKE_FAILURE"]), ("stranger", ["UNKNOWN_CA"]),
                        ("expired", ["CERTIFICATE_EXPIRED"]),
                    ] as [(String?, [String])] {
                        let said = try await files.talk(to: port, text, identity: identity, versions: versions)
                        #expect(
                            said.hasPrefix("refused") && reason.contains { said.contains($0) },
                            "\(identity ?? "none"): \(said)")
                    }
                }
                let stranger = try await files.talk(
                    to: port, text, identity: "client", authority: "stranger-authority")
                #expect(stranger.contains("CERTIFICATE_VERIFY_FAILED"), "the client refuses us: \(stranger)")
            }
            // In clear.
            let plain = try daemon.connect()
            try plain.send(bytes: Array(Self.block.utf8))
            plain.finishWriting()
            #expect((try? plain.receive()) == nil)
            #expect((try? httpGet("/healthz", port: daemon.httpPort).status) != 200)
            #expect(try await workspace.count("SELECT count(*) FROM message") == 1, "only the right ones were stored")
            #expect(try await daemon.stop() == 0)
        }

        @Test func `a reload takes in new certificates and tokens, and keeps the old ones when they are wrong`()
            async throws
        {
            let workspace = try Workspace()
            let files = try await CertificateFiles(in: workspace)
            let tokens = workspace.path("tokens")
            func add(_ name: String, _ scope: String) async throws -> String {
                let result = try await run(
                    Executables.directory.appendingPathComponent("wardwatch").path,
                    ["tokens", "add", name, "--scope", scope, "--file", tokens])
                try #require(result.status == 0, "\(result.errors)")
                return result.output.trimmingCharacters(in: .whitespacesAndNewlines)
            }
            func status(_ token: String?) async throws -> String {
                let header = token.map { "Authorization: Bearer \($0)\r\n" } ?? ""
                let said = try await files.talk(
                    to: port, "GET /metrics HTTP/1.1\r\nHost: localhost\r\n\(header)Connection: close\r\n\r\n")
                return
                    "\(said.split(separator: " ").dropFirst(3).first ?? "") \(said.split(separator: "\n").last ?? "")"
            }
            let first = try await add("first", "read")
            let path = try workspace.write(
                configuration(files, tokens: tokens, clientAuthority: false), to: "wardwatch.toml")
            let daemon = try await DaemonProcess(in: workspace, environment: ["WARDWATCH_CONFIG": path])
            let port = daemon.httpPort
            #expect(try await status(nil) == "401 server")
            #expect(try await status("nonsense") == "401 server")
            #expect(try await status(first) == "200 server")

            let second = try await add("second", "write")
            _ = try await run(
                Executables.directory.appendingPathComponent("wardwatch").path,
                ["tokens", "remove", "first", "--file", tokens])
            #expect(try await status(first) == "200 server", "not before the reload")
            _ = try workspace.write(
                configuration(files, server: "renewed", tokens: tokens, clientAuthority: false), to: "wardwatch.toml")
            daemon.hangUp()
            try await poll(until: "the new certificate is shown") { try await status(second) == "200 renewed" }
            #expect(try await status(first) == "401 renewed")

            // A file that everybody can read, and a configuration without TLS that would have to be allowed.
            try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: tokens)
            daemon.hangUp()
            try await poll(until: "it is refused") { daemon.log.contains("everybody can reach it") }
            #expect(try await status(second) == "200 renewed")
            #expect(!daemon.log.contains(second) && !daemon.log.contains(first))
            #expect(try await daemon.stop() == 0)
        }

        @Test(
            arguments: [
                (["WARDWATCH_MLLP_HOST": "0.0.0.0"], "mllp.allow_insecure_remote = true"),
                (["WARDWATCH_HTTP_HOST": "0.0.0.0"], "http.allow_insecure_remote = true"),
            ])
        func `it does not listen beyond loopback without protection, unless told so`(
            environment: [String: String], remedy: String
        ) async throws {
            let workspace = try Workspace()
            let refused = try await run(
                DaemonProcess.executable, ["--database", workspace.database],
                environment: DaemonProcess.environment.merging(environment) { $1 }, within: .seconds(20))
            #expect(refused.status == 1 && refused.errors.contains(remedy), "\(refused.errors)")
            let key = remedy.split(separator: " ")[0].uppercased().replacing(".", with: "_")
            let daemon = try await DaemonProcess(
                in: workspace, environment: environment.merging(["WARDWATCH_\(key)": "true"]) { $1 })
            #expect(try httpGet("/healthz", port: daemon.httpPort).status == 200)
            #expect(try await daemon.stop() == 0)
        }
    }
}
