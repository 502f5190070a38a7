import Daemon
import Foundation
import Testing

/// Where the daemon listens without protection, and where it refuses to.
struct ExposureTests {
    private func check(_ text: String) throws {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("exposure-\(UUID()).toml").path
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        try ConfigurationReader.read(path: path, environment: [:]).checkExposure()
    }

    private static let tls = "tls_certificate = \"/c\"\ntls_private_key = \"/k\"\n"
    private static let authority = "tls_client_ca = \"/a\"\n"
    private static let all = ["tls_certificate", "tls_private_key", "tls_client_ca"]

    @Test(
        arguments: [
            "", "[mllp]\nhost = \"127.0.0.1\"\n[http]\nhost = \"127.8.9.1\"\n", "[http]\nhost = \"::1\"\n",
            "[http]\nhost = \"LocalHost\"\n", "[mllp]\nhost = \"0:0:0:0:0:0:0:1\"\n",
            "[mllp]\nhost = \"0.0.0.0\"\n\(tls)\(authority)",
            "[mllp]\nhost = \"0.0.0.0\"\nallow_insecure_remote = true\n",
            "[mllp]\nhost = \"0.0.0.0\"\nenabled = false\n", "[http]\nhost = \"0.0.0.0\"\nenabled = false\n",
            "[http]\nhost = \"0.0.0.0\"\ntokens_file = \"/t\"\n\(tls)",
            "[http]\nhost = \"0.0.0.0\"\nallow_insecure_remote = true\n",
            "[[mllp.listener]]\nname = \"a\"\nport = 1\nhost = \"10.0.0.1\"\n\(tls)\(authority)",
            "[[mllp.dial]]\nname = \"a\"\nport = 1\nhost = \"10.0.0.1\"\n",
        ])
    func `what only this machine reaches, what is protected, and what was asked for, is allowed`(text: String) throws {
        try check(text)
    }

    @Test(
        arguments: [
            ("[mllp]\nhost = \"0.0.0.0\"\n", "mllp", Self.all),
            ("[mllp]\nhost = \"::\"\n", "mllp", Self.all),
            ("[mllp]\nhost = \"ward-server\"\n", "mllp", Self.all),
            ("[mllp]\nhost = \"128.0.0.1\"\n", "mllp", Self.all),
            ("[mllp]\nhost = \"::ffff:127.0.0.1\"\n", "mllp", Self.all),
            (
                "[mllp]\nallow_insecure_remote = true\n[[mllp.listener]]\nname = \"a\"\nport = 1\nhost = \"10.0.0.1\"\n",
                "mllp.listener[1]", Self.all
            ),
            ("[mllp]\nhost = \"0.0.0.0\"\n\(tls)", "mllp", ["tls_client_ca"]),
            ("[mllp]\nhost = \"0.0.0.0\"\ntls_client_ca = \"/a\"\n", "mllp", ["tls_certificate", "tls_private_key"]),
            ("[http]\nhost = \"0.0.0.0\"\n\(tls)", "http", ["tokens_file"]),
            ("[http]\nhost = \"0.0.0.0\"\ntokens_file = \"/t\"\n", "http", ["tls_certificate", "tls_private_key"]),
            ("[http]\nhost = \"\"\n", "http", ["tls_certificate", "tls_private_key", "tokens_file"]),
        ])
    func `what others could reach without protection is refused with what is missing`(
        text: String, place: String, lacks: [String]
    ) {
        let error = #expect(throws: ConfigurationError.self) { try check(text) }
        guard case .exposed(place, _, lacks) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(error?.hint.contains("\(place).allow_insecure_remote = true") == true)
    }
}
