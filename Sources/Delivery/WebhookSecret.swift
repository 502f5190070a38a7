internal import Crypto
internal import Foundation

/// What a webhook's messages are signed with, as Standard Webhooks writes it: `whsec_` and the key in Base64.
///
/// Source: Standard Webhooks 1.0, <https://github.com/standard-webhooks/standard-webhooks>, section "Signature scheme".
public struct WebhookSecret: Sendable {
    private let keys: [SymmetricKey]

    /// Reads the secrets of a file, one a line: several while one is being replaced by another.
    ///
    /// - Returns: nil unless there is one at least and each has 24 to 64 bytes.
    public init?(text: String) {
        var keys: [SymmetricKey] = []
        for line in text.split(whereSeparator: \.isNewline) {
            let word = line.trimmingCharacters(in: .whitespaces)
            if word.isEmpty { continue }
            guard word.hasPrefix("whsec_"), let key = Data(base64Encoded: String(word.dropFirst(6))),
                (24...64).contains(key.count)
            else { return nil }
            keys.append(SymmetricKey(data: key))
        }
        if keys.isEmpty { return nil }
        self.keys = keys
    }

    /// The header `webhook-signature`: `v1,` and the Base64 of HMAC-SHA256 over `identity.timestamp.body`, for each key.
    func signature(identity: String, timestamp: Int64, body: String) -> String {
        let signed = Data("\(identity).\(timestamp).\(body)".utf8)
        return keys.map { key in
            "v1," + Data(HMAC<SHA256>.authenticationCode(for: signed, using: key)).base64EncodedString()
        }.joined(separator: " ")
    }
}
