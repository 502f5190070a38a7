internal import Ingest
internal import TransportSecurity

extension MLLPEndpoint {
    private typealias Setting = ConfigurationSetting<MLLPEndpoint>

    /// The keys of `[mllp]`.
    static let listenerSettings: [ConfigurationSetting<MLLPEndpoint>] =
        [
            .text("host", "\"127.0.0.1\"", "Address to listen on for MLLP.") { $0.host = $1 },
            .integer("port", "2575", "Port for MLLP; 0 takes a free one.", 0...65_535) { $0.port = $1 },
        ] + messageSettings + [
            .integer(
                "maximum_connections", "4096", "Most senders at a time; those that never sent a message make room.",
                1...1_000_000
            ) {
                $0.maximumConnections = $1
            },
            .text("tls_certificate", "\"\"", "PEM file with the certificate chain; empty: no TLS.") {
                $0.tls.certificate = $1
            },
            privateKey,
            .text("tls_client_ca", "\"\"", "PEM file; senders must show a certificate that it signed; empty: none.") {
                $0.tls.authority = $1
            },
            .boolean("allow_insecure_remote", "false", "Let other machines connect without TLS or a certificate.") {
                $0.allowsInsecureRemote = $1
            },
        ]

    /// The keys of each `[[mllp.listener]]`.
    static let furtherListenerSettings: [ConfigurationSetting<MLLPEndpoint>] =
        [name] + listenerSettings.map { $0.key.name == "port" ? $0.required : $0 }

    /// The keys of each `[[mllp.dial]]`.
    static let dialSettings: [ConfigurationSetting<MLLPEndpoint>] =
        [
            name,
            Setting.text("host", "", "Name or address of the device.") { $0.host = $1 },
            Setting.integer("port", "", "Port that the device listens on.", 1...65_535) { $0.port = $1 },
        ] + messageSettings + [
            .duration("retry", "\"30s\"", "Longest wait before the device is dialled again.", from: 1) {
                $0.retrySeconds = $1
            },
            .text("tls_certificate", "\"\"", "PEM file with the certificate chain that the device is shown.") {
                $0.tls.certificate = $1
            },
            privateKey,
            .text("tls_client_ca", "\"\"", "PEM file of who signed the device's certificate; any tls_ key: TLS.") {
                $0.tls.authority = $1
            },
        ]

    private static let name = Setting(
        "name", type: "string of a-z, 0-9, - and _", "", "What logs and metrics call it."
    ) { endpoint, value in
        guard case .string(let text) = value, isName(text) else {
            return "a string of at most 40 of a-z, 0-9, - and _"
        }
        endpoint.name = text
        return nil
    }

    /// Whether logs and metrics can carry a text as a name.
    static func isName(_ text: String) -> Bool {
        (1...40).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte == 0x2D || byte == 0x5F
            }
    }

    private static let privateKey = Setting.text(
        "tls_private_key", "\"\"", "PEM file with the private key of the certificate, without a passphrase."
    ) { $0.tls.privateKey = $1 }.secret

    private static let messageSettings: [Setting] = [
        .integer("maximum_message_size", "1048576", "Largest message that is taken, in bytes.", 1024...(1 << 28)) {
            $0.maximumMessageSize = $1
        },
        .choice(
            "acknowledgment", "\"auto\"",
            "Answers: as MSH-15 and MSH-16 ask (auto), AA AE AR (original), CA CE CR (accept), or none."
        ) { $0.acknowledgment = $1 },
        .choice("framing", "\"mllp\"", "How messages are told apart: blocks of MLLP, or none: the next MSH or a pause.")
        {
            $0.framing = $1
        },
        .boolean("accepts_test_messages", "false", "Store messages with MSH-11 T or D like others.") {
            $0.acceptsTestMessages = $1
        },
        .duration("idle_timeout", "\"0s\"", "Close a connection after so long without a byte; 0s: never.") {
            $0.idleTimeoutSeconds = $1
        },
        .duration(
            "message_timeout", "\"30s\"", "Longest time to finish a message that was begun; then it is closed.", from: 1
        ) { $0.messageTimeoutSeconds = $1 },
    ]
}
