public import ClinicalDomain

/// Posts messages as JSON, signed as Standard Webhooks says.
///
///     POST <url>
///     Content-Type: application/json
///     webhook-id: 5d0c8f0e-…          the identity of the message, the same whenever it is repeated
///     webhook-timestamp: 1790000000   seconds since 1970, when this attempt was made
///     webhook-signature: v1,K5oZfz…   HMAC-SHA256 over id.timestamp.body
///     Idempotency-Key: 5d0c8f0e-…
///
/// Source: Standard Webhooks 1.0, <https://github.com/standard-webhooks/standard-webhooks>.
public struct WebhookCarrier: AlertCarrier {
    private let sender: HTTPSender
    private let url: String
    private let secret: WebhookSecret
    private let now: @Sendable () -> Instant

    /// A carrier to an address.
    ///
    /// - Parameters:
    ///   - sender: sends requests.
    ///   - url: where to.
    ///   - secret: what messages are signed with.
    ///   - now: the clock.
    public init(sender: HTTPSender, url: String, secret: WebhookSecret, now: @escaping @Sendable () -> Instant) {
        (self.sender, self.url, self.secret, self.now) = (sender, url, secret, now)
    }

    /// Closes the connections.
    public func close() async { await sender.shutDown() }

    /// Posts a message.
    public func deliver(_ message: OutboxMessage) async -> DeliveryAttempt {
        let identity = message.message.identity
        let timestamp = now().millisecondsSince1970 / 1000
        return await sender.send(
            .post, to: url,
            headers: [
                ("Content-Type", "application/json"), ("User-Agent", "wardwatchd"), ("webhook-id", identity),
                ("webhook-timestamp", "\(timestamp)"),
                (
                    "webhook-signature",
                    secret.signature(identity: identity, timestamp: timestamp, body: message.json)
                ), ("Idempotency-Key", identity),
            ], body: message.json)
    }
}
