/// Why TLS cannot be set up with the files named.
///
/// The same files give the same error; none carries what stands in a file.
public enum TLSFileError: Error, Sendable, Hashable {
    /// Which of the files.
    public enum File: String, Sendable, Hashable {
        /// Our certificate.
        case certificate = "the certificate file"
        /// Our private key.
        case privateKey = "the private key file"
        /// The authorities of the other end.
        case authority = "the file of certificate authorities"
    }

    /// A file is needed and not named.
    case missing(File)
    /// There is no file at the path.
    case notFound(File, path: String)
    /// The file cannot be read.
    case unreadable(File, path: String)
    /// Everybody on the machine can read or change it.
    case isOpen(File, path: String, mode: Int)
    /// The file does not hold what it should.
    case notPEM(File, path: String)
    /// The private key is not that of the certificate.
    case mismatch(certificate: String, privateKey: String)

    /// What a person can do about it.
    public var hint: String {
        switch self {
        case .missing(.certificate): "name the certificate that belongs to the private key, or no file of TLS at all"
        case .missing: "name the private key that belongs to the certificate"
        case .notFound: "check the path; it is taken from the working directory unless it begins with /"
        case .unreadable: "let the user that runs the daemon read the file"
        case .isOpen(_, let path, _): "chmod o= \(path)"
        case .notPEM(.privateKey, _):
            "store the key as PEM (-----BEGIN PRIVATE KEY-----) without a passphrase"
        case .notPEM: "store certificates as PEM (-----BEGIN CERTIFICATE-----)"
        case .mismatch:
            "compare `openssl x509 -pubkey -noout -in CERTIFICATE` and `openssl pkey -pubout -in PRIVATE_KEY`"
        }
    }
}

extension TLSFileError: CustomStringConvertible {
    /// One sentence.
    public var description: String {
        switch self {
        case .missing(let file): "\(file.rawValue) is not named"
        case .notFound(let file, let path): "\(file.rawValue) \(path) does not exist"
        case .unreadable(let file, let path): "\(file.rawValue) \(path) cannot be read"
        case .isOpen(let file, let path, let mode):
            "\(file.rawValue) \(path) is \(String(mode, radix: 8)): everybody can reach it"
        case .notPEM(.privateKey, let path): "\(TLSFileError.File.privateKey.rawValue) \(path) holds no readable key"
        case .notPEM(let file, let path): "\(file.rawValue) \(path) holds no certificate"
        case .mismatch(let certificate, let key): "the private key \(key) is not that of the certificate \(certificate)"
        }
    }
}
