internal import Crypto

/// The tokens that a server takes (RFC 6750), as they stand in their file.
///
/// One line each, `name scope sha256:HEX`; empty lines and lines that begin with `#` are skipped:
///
///     prometheus read sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
public struct AccessTokens: Hashable, Sendable {
    /// In the order of the file.
    public private(set) var tokens: [AccessToken] = []

    /// No tokens: nobody gets in.
    public init() {}

    /// The tokens of a file.
    ///
    /// - Throws: ``AccessTokenError`` with the number of the line; never what stands in it.
    public init(text: String) throws(AccessTokenError) {
        for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            let words = line.split { $0 == " " || $0 == "\t" }
            guard let first = words.first, !first.hasPrefix("#") else { continue }
            guard words.count == 3, Self.isName(words[0]), let scope = AccessScope(rawValue: String(words[1])),
                let digest = Self.digest(words[2])
            else { throw .invalidLine(index + 1) }
            let name = String(first)
            guard !tokens.contains(where: { $0.name == name }) else { throw .nameTaken(name) }
            tokens.append(AccessToken(name: name, scope: scope, digest: digest))
        }
    }

    /// The text of the file.
    public var text: String {
        "# Tokens for HTTP: name, scope, digest. Changed by `wardwatch tokens`.\n"
            + tokens.map { token in
                let digits = token.digest.map { byte in
                    let text = String(byte, radix: 16)
                    return text.count == 1 ? "0\(text)" : text
                }
                return "\(token.name) \(token.scope.rawValue) sha256:\(digits.joined())\n"
            }.joined()
    }

    /// Makes a token of 256 random bits.
    ///
    /// - Returns: the secret, which is kept nowhere: `ww-` and 64 hexadecimal digits.
    /// - Throws: ``AccessTokenError``.
    public mutating func add(name: String, scope: AccessScope) throws(AccessTokenError) -> String {
        guard Self.isName(name[...]) else { throw .invalidName(name) }
        guard !tokens.contains(where: { $0.name == name }) else { throw .nameTaken(name) }
        let secret = SymmetricKey(size: .bits256).withUnsafeBytes { bytes in
            "ww-" + bytes.map { String(UInt16($0) + 0x100, radix: 16).dropFirst() }.joined()
        }
        tokens.append(AccessToken(name: name, scope: scope, digest: Self.digest(ofSecret: secret)))
        return secret
    }

    /// Forgets a token.
    ///
    /// - Throws: ``AccessTokenError/notFound(_:)``.
    public mutating func remove(name: String) throws(AccessTokenError) {
        guard let index = tokens.firstIndex(where: { $0.name == name }) else { throw .notFound(name) }
        tokens.remove(at: index)
    }

    /// What the bearer of a secret may do; nil where it is none of these.
    ///
    /// Takes the same time wherever digests differ, and whichever of the tokens it is.
    func scope(ofSecret secret: String) -> AccessScope? {
        let given = Self.digest(ofSecret: secret)
        var scope: AccessScope?
        for token in tokens {
            var difference: UInt8 = 0
            for (left, right) in zip(token.digest, given) { difference |= left ^ right }
            if difference == 0 { scope = token.scope }
        }
        return scope
    }

    private static func digest(ofSecret secret: String) -> [UInt8] { Array(SHA256.hash(data: Array(secret.utf8))) }

    /// Names are shown by commands and stand in one word.
    private static func isName(_ text: Substring) -> Bool {
        (1...40).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
                    true
                default: false
                }
            }
    }

    private static func digest(_ word: Substring) -> [UInt8]? {
        let digits = Array(word.utf8)
        guard digits.starts(with: "sha256:".utf8), digits.count == 7 + 64 else { return nil }
        var bytes: [UInt8] = []
        for index in stride(from: 7, to: digits.count, by: 2) {
            // Two hexadecimal digits without a sign.
            guard let text = String(validating: digits[index..<index + 2], as: UTF8.self),
                text.allSatisfy({ $0.isHexDigit && $0.isASCII }), let byte = UInt8(text, radix: 16)
            else { return nil }
            bytes.append(byte)
        }
        return bytes
    }
}
