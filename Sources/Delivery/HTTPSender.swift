internal import AsyncHTTPClient
public import ClinicalDomain
internal import Foundation
internal import NIOCore
internal import NIOHTTP1
public import NIOSSL
internal import Synchronization

/// Sends requests for the carriers that speak HTTP, and reads the answers' status.
public final class HTTPSender: Sendable {
    /// What is asked of a receiver.
    enum Method: String {
        case post = "POST"
        case put = "PUT"
    }

    private let configuration: HTTPClient.Configuration
    /// Made when it is needed first: a client must be shut down, a sender that was never used need not be.
    private let client = Mutex<HTTPClient?>(nil)
    private let now: @Sendable () -> Instant

    /// A sender with connections of its own.
    ///
    /// Redirections are not followed: a receiver that moves is news for an administrator.
    ///
    /// - Parameters:
    ///   - tls: the receiver's authority, and our certificate if it asks for one; nil for what the system trusts.
    ///   - connectTimeout: how long connecting may take.
    ///   - now: the clock, for `Retry-After`.
    public init(tls: TLSConfiguration?, connectTimeout: Duration, now: @escaping @Sendable () -> Instant) {
        var configuration = HTTPClient.Configuration(
            tlsConfiguration: tls, redirectConfiguration: .disallow,
            timeout: .init(connect: .nanoseconds(Int64(connectTimeout / .nanoseconds(1)))))
        configuration.httpVersion = .http1Only
        // Who tries again, and when, is decided once and elsewhere.
        configuration.connectionPool.retryConnectionEstablishment = false
        (self.configuration, self.now) = (configuration, now)
    }

    /// Closes the connections; a sender that has sent must be shut down.
    public func shutDown() async { try? await client.withLock { $0 }?.shutdown() }

    private var openClient: HTTPClient {
        client.withLock { client in
            let open = client ?? HTTPClient(configuration: configuration)
            client = open
            return open
        }
    }

    /// Sends a request, and says what its status means.
    ///
    /// | status | meaning |
    /// | --- | --- |
    /// | 2xx | delivered |
    /// | 400, 405, 406, 409 to 424, 426, 428, 431, 451 | refused: the message or the address is not accepted |
    /// | 401, 403, 404, 407, 408, 425, 429, 3xx, 5xx, no answer | failed: to be tried again, not before `Retry-After` |
    func send(
        _ method: Method, to url: String, headers: [(String, String)], body: String
    ) async -> DeliveryAttempt {
        var request = HTTPClientRequest(url: url)
        request.method = HTTPMethod(rawValue: method.rawValue)
        request.headers = HTTPHeaders(headers)
        request.body = .bytes(ByteBuffer(string: body))
        do {
            // The carrier's task is cancelled when its time is over.
            let response = try await openClient.execute(request, deadline: .distantFuture)
            await Self.drain(response.body)
            let status = Int(response.status.code)
            // What a proxy, an expired token or a deployment answers is not the receiver's last word.
            let isPassing = [401, 403, 404, 407, 408, 425, 429].contains(status)
            switch status {
            case 200..<300: return .delivered
            case 400..<500 where !isPassing: return .refused("HTTP status \(status)")
            default: return .failed("HTTP status \(status)", retryAfter: retryAfter(response.headers))
            }
        } catch {
            return .failed(TransportFailure.words(error))
        }
    }

    /// Reads what the receiver says beyond the status, to keep the connection, as far as it is short and comes at once.
    private static func drain(_ body: HTTPClientResponse.Body) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { _ = try? await body.collect(upTo: 1 << 16) }
            group.addTask { try? await Task.sleep(for: .milliseconds(250)) }
            await group.next()
            group.cancelAll()
        }
    }

    /// Seconds, or a date (RFC 9110, section 10.2.3).
    private func retryAfter(_ headers: HTTPHeaders) -> Duration? {
        guard let text = headers.first(name: "Retry-After")?.trimmingCharacters(in: .whitespaces) else { return nil }
        if let seconds = Int(text) { return .seconds(min(max(0, seconds), 86_400)) }
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = TimeZone(identifier: "GMT")
        formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
        guard let date = formatter.date(from: text) else { return nil }
        return .seconds(min(max(0, date.timeIntervalSince1970 - now().secondsSince1970), 86_400))
    }
}
