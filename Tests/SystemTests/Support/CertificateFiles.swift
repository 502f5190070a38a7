import Foundation

/// Certificates in a workspace: a server's, and clients' that are right, wrong and too old.
struct CertificateFiles {
    let workspace: Workspace

    /// Makes them with `openssl`.
    init(in workspace: Workspace) async throws {
        self.workspace = workspace
        for authority in ["authority", "stranger-authority"] {
            try await openssl(
                ["req", "-x509"] + Self.newKey + ["-days", "2", "-subj", "/CN=\(authority)"]
                    + files(authority) + ["-addext", "basicConstraints=critical,CA:TRUE"])
        }
        try await make("server", signer: "authority", days: 2, names: "DNS:localhost,IP:127.0.0.1")
        try await make("renewed", signer: "authority", days: 40, names: "DNS:localhost,IP:127.0.0.1")
        try await make("client", signer: "authority", days: 2)
        try await make("stranger", signer: "stranger-authority", days: 2)
        try await make("expired", signer: "authority", days: -1)
    }

    func certificate(_ name: String) -> String { workspace.path("\(name).pem") }
    func key(_ name: String) -> String { workspace.path("\(name).key") }

    private static let newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]

    private func files(_ name: String) -> [String] { ["-keyout", key(name), "-out", certificate(name)] }

    private func make(_ name: String, signer: String, days: Int, names: String = "DNS:client") async throws {
        let request = workspace.path("\(name).csr")
        let extensions = try workspace.write("subjectAltName=\(names)\n", to: "\(name).ext")
        try await openssl(["req"] + Self.newKey + ["-subj", "/CN=\(name)", "-keyout", key(name), "-out", request])
        try await openssl([
            "x509", "-req", "-in", request, "-CA", certificate(signer), "-CAkey", key(signer), "-CAcreateserial",
            "-days", "\(days)", "-extfile", extensions, "-out", certificate(name),
        ])
    }

    private func openssl(_ arguments: [String]) async throws { _ = try await runTool("openssl", arguments) }

    /// A client of TLS in Python: sends what it is given and prints what comes first, or why nothing does.
    private static let client = """
        import socket, ssl, sys
        port, authority, certificate, key, oldest, newest, text = sys.argv[1:]
        context = ssl.create_default_context(cafile=authority)
        if oldest != "-":
            context.set_ciphers("ALL:@SECLEVEL=0")
            context.minimum_version = getattr(ssl.TLSVersion, oldest)
            context.maximum_version = getattr(ssl.TLSVersion, newest)
        if certificate != "-":
            context.load_cert_chain(certificate, key)
        try:
            with socket.create_connection(("127.0.0.1", int(port)), 20) as plain:
                with context.wrap_socket(plain, server_hostname="localhost") as stream:
                    stream.sendall(text.encode().decode("unicode_escape").encode())
                    answer = stream.recv(4096)
                    print("answer" if answer else "closed", stream.version(), answer.decode(errors="replace"))
                    print(dict(part[0] for part in stream.getpeercert()["subject"])["commonName"])
        except OSError as error:
            print("refused", getattr(error, "reason", None) or type(error).__name__)
        """

    /// What a client gets.
    func talk(
        to port: Int, _ text: String, identity: String? = nil, authority: String = "authority",
        versions: (String, String) = ("-", "-")
    ) async throws -> String {
        try await runTool(
            "python3",
            [
                "-W", "ignore", "-c", Self.client, "\(port)", certificate(authority),
                identity.map(certificate) ?? "-", identity.map(key) ?? "-", versions.0, versions.1,
                text.replacing("\r", with: "\\r").replacing("\n", with: "\\n").replacing("\u{0B}", with: "\\x0b")
                    .replacing("\u{1C}", with: "\\x1c"),
            ])
    }
}
