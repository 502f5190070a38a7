import Testing
import Web

struct AccessTokensTests {
    /// From `printf secret`, through `sha256sum`.
    private static let digest = "2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b"

    @Test func `a file is read with its comments, and written again`() throws {
        let text =
            "# tokens\n\n  prometheus\tread sha256:\(Self.digest)\r\nehr.1 write sha256:\(Self.digest.uppercased())\n"
        let tokens = try AccessTokens(text: text)
        #expect(tokens.tokens.map(\.name) == ["prometheus", "ehr.1"])
        #expect(tokens.tokens.map(\.scope) == [.read, .write])
        #expect(tokens.tokens[0].digest.prefix(3) == [0x2b, 0xb8, 0x0d] && tokens.tokens[0].digest.count == 32)
        #expect(tokens.tokens[0].digest == tokens.tokens[1].digest)
        #expect(try AccessTokens(text: tokens.text) == tokens)
        #expect(try AccessTokens(text: "").tokens.isEmpty)
    }

    @Test(
        arguments: [
            "a", "a read", "a read sha256:", "a read sha256:2bb8", "a read \(digest)", "a reader sha256:\(digest)",
            "a read sha256:\(digest)0", "a read sha256:\(digest) x", "a read md5:\(digest)", "ä read sha256:\(digest)",
            "a read sha256:+b\(digest.dropFirst(2))", "a read sha256: \(digest)", "a/b read sha256:\(digest)",
            "\(String(repeating: "n", count: 41)) read sha256:\(digest)",
        ])
    func `a line that is no token is named by its number alone`(line: String) {
        let error = #expect(throws: AccessTokenError.self) { try AccessTokens(text: "# first\n\(line)\n") }
        #expect(error == .invalidLine(2))
        #expect(error.map { !"\($0)\($0.hint)".contains("2bb8") } == true)
    }

    @Test func `names are taken once`() {
        let line = "a read sha256:\(Self.digest)\n"
        #expect(throws: AccessTokenError.nameTaken("a")) { try AccessTokens(text: line + line) }
    }

    @Test func `a token that is made is random, and only its digest is kept`() throws {
        var tokens = AccessTokens()
        let secrets = Set(try (0..<100).map { try tokens.add(name: "t\($0)", scope: .read) })
        #expect(secrets.count == 100)
        for secret in secrets {
            #expect(secret.wholeMatch(of: /ww-[0-9a-f]{64}/) != nil)
            #expect(!tokens.text.contains(secret.dropFirst(3)))
        }
        #expect(throws: AccessTokenError.nameTaken("t1")) { try tokens.add(name: "t1", scope: .admin) }
        #expect(throws: AccessTokenError.invalidName("a b")) { try tokens.add(name: "a b", scope: .read) }
        #expect(throws: AccessTokenError.notFound("x")) { try tokens.remove(name: "x") }
        try tokens.remove(name: "t1")
        #expect(tokens.tokens.count == 99 && !tokens.tokens.contains { $0.name == "t1" })
    }
}
