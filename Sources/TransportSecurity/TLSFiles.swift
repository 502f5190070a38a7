internal import Foundation
package import NIOSSL

/// The PEM files of TLS at one end of a connection; an empty path names none.
///
/// | end | certificate and key | authority |
/// | --- | --- | --- |
/// | we listen | required: how we identify ourselves | if named, senders must show a certificate that it signed |
/// | we connect | if named, what we show to a device that asks | who signed the device's; if none, those the system trusts |
///
/// TLS 1.2 (RFC 5246) and 1.3 (RFC 8446). The files are read when the service starts, and again by ``CurrentTLS``.
public struct TLSFiles: Sendable, Hashable {
    /// The end of a connection that the files are for.
    public enum End: Sendable, Hashable {
        /// We listen.
        case server
        /// We connect.
        case client
    }

    /// Our certificate, followed by those of intermediate authorities.
    public var certificate: String
    /// The private key of our certificate, without a passphrase.
    public var privateKey: String
    /// Certificates of the authorities that the other end's certificate must be signed by.
    public var authority: String

    /// Files by their paths.
    public init(certificate: String = "", privateKey: String = "", authority: String = "") {
        self.certificate = certificate
        self.privateKey = privateKey
        self.authority = authority
    }

    /// No file is named: no TLS.
    public var isEmpty: Bool { self == TLSFiles() }

    /// Reads the files and tries them, so that a wrong one is found before it is needed.
    ///
    /// - Throws: ``TLSFileError``.
    public func check(for end: End) throws(TLSFileError) { _ = try context(for: end) }

    /// What connections are made with.
    package func context(for end: End) throws(TLSFileError) -> NIOSSLContext {
        let identity = try identity()
        let roots = try authority.isEmpty ? nil : certificates(of: .authority, authority)
        var configuration: TLSConfiguration
        switch end {
        case .server:
            guard let identity else { throw .missing(.certificate) }
            configuration =
                if let roots {
                    .makeServerConfigurationWithMTLS(
                        certificateChain: identity.chain, privateKey: identity.key, trustRoots: .certificates(roots))
                } else {
                    .makeServerConfiguration(certificateChain: identity.chain, privateKey: identity.key)
                }
        case .client:
            configuration = .makeClientConfiguration()
            if let roots { configuration.trustRoots = .certificates(roots) }
            if let identity {
                configuration.certificateChain = identity.chain
                configuration.privateKey = identity.key
            }
        }
        configuration.minimumTLSVersion = .tlsv12
        do {
            return try NIOSSLContext(configuration: configuration)
        } catch {
            throw .mismatch(certificate: certificate, privateKey: privateKey)
        }
    }

    /// When our certificate ends, in seconds since 1970; nil where there is none that can be read.
    public var expiry: Double? {
        guard !certificate.isEmpty, let own = try? certificates(of: .certificate, certificate).first else { return nil }
        return Double(own.notValidAfter)
    }

    private func identity() throws(TLSFileError) -> (
        chain: [NIOSSLCertificateSource], key: NIOSSLPrivateKeySource
    )? {
        if certificate.isEmpty, privateKey.isEmpty { return nil }
        if certificate.isEmpty { throw .missing(.certificate) }
        if privateKey.isEmpty { throw .missing(.privateKey) }
        let chain = try certificates(of: .certificate, certificate)
        let bytes = try contents(of: .privateKey, privateKey)
        guard let key = try? NIOSSLPrivateKey(bytes: bytes, format: .pem) else {
            throw .notPEM(.privateKey, path: privateKey)
        }
        var status = stat()
        if stat(privateKey, &status) == 0, status.st_mode & 0o007 != 0 {
            throw .isOpen(.privateKey, path: privateKey, mode: Int(status.st_mode & 0o777))
        }
        return (chain.map { .certificate($0) }, .privateKey(key))
    }

    private func certificates(
        of file: TLSFileError.File, _ path: String
    ) throws(TLSFileError) -> [NIOSSLCertificate] {
        let bytes = try contents(of: file, path)
        guard let certificates = try? NIOSSLCertificate.fromPEMBytes(bytes), !certificates.isEmpty else {
            throw .notPEM(file, path: path)
        }
        return certificates
    }

    private func contents(of file: TLSFileError.File, _ path: String) throws(TLSFileError) -> [UInt8] {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw FileManager.default.fileExists(atPath: path)
                ? .unreadable(file, path: path) : .notFound(file, path: path)
        }
        return Array(data)
    }
}
