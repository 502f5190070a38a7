internal import AsyncHTTPClient
internal import Foundation
internal import NIOCore
internal import NIOPosix
internal import NIOSSL

/// Why a receiver could not be spoken with, in words for an administrator: no build paths, no received bytes.
enum TransportFailure {
    static func words(_ error: any Error) -> String {
        switch error {
        case let error as HTTPClientError: error.shortDescription
        case let error as NIOSSLExtraError where error == .failedToValidateHostname:
            "TLS: the certificate is for another name"
        case let error as NIOSSLError: "TLS: \(words(tls: "\(error)"))"
        case let error as BoringSSLError: "TLS: \(words(tls: "\(error)"))"
        case let error as NIOConnectionError:
            "no connection: " + (error.connectionErrors.first.map { words($0.error) } ?? "the name is unknown")
        case let error as IOError: String(cString: strerror(error.errnoCode))
        default: "\(error)"
        }
    }

    private static func words(tls description: String) -> String {
        if description.contains("CERTIFICATE_VERIFY_FAILED") { return "the receiver's certificate is not trusted" }
        if description.contains("CERTIFICATE_REQUIRED") { return "the receiver asks for a certificate" }
        if description.contains("UNKNOWN_CA") { return "the receiver does not trust our certificate" }
        if description.contains("WRONG_VERSION_NUMBER") { return "the receiver does not speak TLS" }
        if description.contains("EOF") { return "the receiver ended the connection" }
        return "the connection could not be secured"
    }
}
