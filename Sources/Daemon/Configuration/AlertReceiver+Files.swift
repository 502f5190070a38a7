internal import Delivery
internal import Foundation
internal import Ingest
internal import NIOSSL
internal import TransportSecurity

extension AlertReceiver {
    /// Reads the files that it names, so that a wrong one is found before it is needed.
    func checkFiles(place: String) throws(ConfigurationError) {
        switch kind {
        case .webhook: _ = try secret(place: place)
        case .fhir: _ = try bearerToken(place: place)
        case .command:
            if let program = command.first, !FileManager.default.isExecutableFile(atPath: program) {
                throw .file(
                    place: "\(place).command", reason: "\(program) cannot be run",
                    remedy: "name a program by its whole path, and let the daemon's user run it")
            }
        case .journal, .hl7: break
        }
        if tls.isEmpty { return }
        do throws(TLSFileError) { try tls.check(for: .client) } catch { throw .tls(place: place, error) }
    }

    /// What a webhook is signed with.
    func secret(place: String) throws(ConfigurationError) -> WebhookSecret {
        guard let secret = WebhookSecret(text: try text(of: secretFile, place: "\(place).secret_file")) else {
            throw .file(
                place: "\(place).secret_file", reason: "\(secretFile) holds no secret of Standard Webhooks",
                remedy: "write a line whsec_… : printf 'whsec_%s\\n' \"$(openssl rand -base64 32)\"")
        }
        return secret
    }

    /// What a FHIR server asks for; empty for nothing.
    func bearerToken(place: String) throws(ConfigurationError) -> String {
        if bearerTokenFile.isEmpty { return "" }
        do throws(BearerTokenFile.Fault) {
            return try BearerTokenFile.read(path: bearerTokenFile)
        } catch {
            throw .file(
                place: "\(place).bearer_token_file", reason: "\(bearerTokenFile) holds no token that can be read",
                remedy: "write one line with it, and let the daemon's user read the file")
        }
    }

    private func text(of path: String, place: String) throws(ConfigurationError) -> String {
        guard let data = FileManager.default.contents(atPath: path), let text = String(data: data, encoding: .utf8)
        else {
            throw .file(
                place: place, reason: "\(path) cannot be read", remedy: "check the path and its permissions")
        }
        return text
    }

    /// TLS for HTTP; nil for what the system trusts.
    var httpTLS: TLSConfiguration? {
        get throws {
            if tls.isEmpty { return nil }
            var configuration = TLSConfiguration.makeClientConfiguration()
            configuration.minimumTLSVersion = .tlsv12
            if !tls.authority.isEmpty { configuration.trustRoots = .file(tls.authority) }
            if !tls.certificate.isEmpty {
                configuration.certificateChain = try NIOSSLCertificate.fromPEMFile(tls.certificate).map {
                    .certificate($0)
                }
                configuration.privateKey = .privateKey(try NIOSSLPrivateKey(file: tls.privateKey, format: .pem))
            }
            return configuration
        }
    }
}
