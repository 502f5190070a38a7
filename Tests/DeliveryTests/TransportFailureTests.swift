import ClinicalDomain
import NIOSSL
import Testing

@testable import Delivery

/// What an administrator reads when a receiver cannot be spoken with, against receivers that others wrote.
@Suite(.timeLimit(.minutes(2)), .enabled(if: PythonReceiver.isThere, "a Python with Tests/requirements.txt is needed"))
struct TransportFailureTests {
    private struct Line: Decodable { let certificate: String }

    private func attempt(_ url: String, trusting certificate: String? = nil) async throws -> DeliveryAttempt {
        var tls = TLSConfiguration.makeClientConfiguration()
        if let certificate { tls.trustRoots = .file(certificate) }
        let sender = HTTPSender(tls: tls, connectTimeout: .seconds(20), now: systemClock)
        let attempt = await sender.send(.post, to: url, headers: [], body: "{}")
        await sender.shutDown()
        return attempt
    }

    @Test(arguments: [
        ("IP:127.0.0.1", "", true, DeliveryAttempt.delivered),
        ("IP:127.0.0.1", "", false, .failed("TLS: the receiver's certificate is not trusted")),
        ("DNS:elsewhere.example", "", true, .failed("TLS: the certificate is for another name")),
        ("IP:127.0.0.1", "client", true, .failed("TLS: the receiver asks for a certificate")),
        ("IP:127.0.0.1", "close", true, .failed("Remote connection closed")),
    ])
    func `what is wrong with the other side's TLS is said in words`(
        _ name: String, _ way: String, _ isTrusted: Bool, _ expected: DeliveryAttempt
    ) async throws {
        let receiver = try PythonReceiver("tls_receiver.py", [name, way])
        let certificate = try #require(try receiver.lines(Line.self).first).certificate
        let url = "https://127.0.0.1:\(receiver.port)/alerts"
        #expect(try await attempt(url, trusting: isTrusted ? certificate : nil) == expected)
    }

    @Test func `a receiver without TLS, none at all, and a name that nobody has are said in words`() async throws {
        let plain = try PythonReceiver("http_receiver.py", ["whsec_"])
        let notTLS = try await attempt("https://127.0.0.1:\(plain.port)/")
        #expect(notTLS == .failed("TLS: the receiver does not speak TLS"))
        plain.stop()
        let nobody = try await attempt("http://127.0.0.1:\(plain.port)/")
        #expect(nobody == .failed("Connection refused"))
        #expect(try await attempt("http://nowhere.invalid/") == .failed("no connection: the name is unknown"))
    }
}
