internal import Foundation
internal import Ingest
internal import TransportSecurity

extension WardwatchConfiguration {
    /// Refuses to listen where other machines can reach us without encryption, or store values without a credential.
    ///
    /// The credential is a certificate for MLLP, which knows nothing else, and a token for HTTP. A key for each listener
    /// says in so many words that it is wanted, for example behind a proxy that encrypts.
    ///
    /// - Throws: ``ConfigurationError/exposed(place:host:lacks:)``.
    public func checkExposure() throws(ConfigurationError) {
        for (place, endpoint, end) in endpoints where end == .server {
            if Self.isLoopback(endpoint.host) || endpoint.allowsInsecureRemote { continue }
            let lacks =
                (endpoint.tls.certificate.isEmpty ? ["tls_certificate", "tls_private_key"] : [])
                + (endpoint.tls.authority.isEmpty ? ["tls_client_ca"] : [])
            if !lacks.isEmpty { throw .exposed(place: place, host: endpoint.host, lacks: lacks) }
        }
        guard httpEnabled, !Self.isLoopback(httpHost), !httpAllowsInsecureRemote else { return }
        let lacks =
            (httpTLS.isEmpty ? ["tls_certificate", "tls_private_key"] : [])
            + (httpTokensFile.isEmpty ? ["tokens_file"] : [])
        if !lacks.isEmpty { throw .exposed(place: "http", host: httpHost, lacks: lacks) }
    }

    /// Whether only this machine can reach an address: 127.0.0.0/8 (RFC 1122), ::1 (RFC 4291), `localhost`.
    ///
    /// Other names count as remote, whatever they mean at this moment.
    static func isLoopback(_ host: String) -> Bool {
        var (four, six) = (in_addr(), in6_addr())
        if inet_pton(AF_INET, host, &four) == 1 { return UInt32(bigEndian: four.s_addr) >> 24 == 127 }
        if inet_pton(AF_INET6, host, &six) == 1 {
            return withUnsafeBytes(of: &six) { $0.dropLast().allSatisfy { $0 == 0 } && $0.last == 1 }
        }
        return host.lowercased() == "localhost"
    }
}
