internal import TransportSecurity

extension WardwatchConfiguration {
    /// The keys of `[http]`.
    static let httpSettings: [ConfigurationSetting<WardwatchConfiguration>] = [
        .boolean("http.enabled", "true", "Listen for HTTP: health, metrics, FHIR.") { $0.httpEnabled = $1 },
        .text("http.host", "\"127.0.0.1\"", "Address to listen on for HTTP.") { $0.httpHost = $1 },
        .integer("http.port", "8642", "Port for HTTP; 0 takes a free one.", 0...65_535) { $0.httpPort = $1 },
        .text("http.tokens_file", "\"\"", "File with the tokens that requests must bear; empty: none is asked for.") {
            $0.httpTokensFile = $1
        }.secret,
        .text("http.tls_certificate", "\"\"", "PEM file with the certificate chain; empty: no TLS.") {
            $0.httpTLS.certificate = $1
        },
        .text(
            "http.tls_private_key", "\"\"", "PEM file with the private key of the certificate, without a passphrase."
        ) { $0.httpTLS.privateKey = $1 }.secret,
        .text("http.tls_client_ca", "\"\"", "PEM file; clients must show a certificate that it signed; empty: none.") {
            $0.httpTLS.authority = $1
        },
        .boolean(
            "http.allow_insecure_remote", "false", "Let other machines in without TLS and without a token."
        ) { $0.httpAllowsInsecureRemote = $1 },
        .integer(
            "http.maximum_connections", "1024", "Most connections at a time; those that wait make room for new ones.",
            1...1_000_000
        ) { $0.httpMaximumConnections = $1 },
        .integer("http.maximum_body_size", "16777216", "Largest body of a request, in bytes.", 1024...(1 << 28)) {
            $0.httpMaximumBodySize = $1
        },
        .duration(
            "http.header_timeout", "\"10s\"", "Longest time for the handshake and the header of a first request.",
            from: 1
        ) { $0.httpHeaderSeconds = $1 },
        .duration(
            "http.body_timeout", "\"60s\"", "Longest time for the body of a request, and until the next request.",
            from: 1
        ) { $0.httpBodySeconds = $1 },
    ]
}
