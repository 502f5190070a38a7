import Testing

@testable import TerminalBoard

@Suite struct KeyDecoderTests {
    private func keys(_ text: String) -> [Key] {
        var decoder = KeyDecoder()
        return decoder.decode(Array(text.utf8)) + decoder.flush()
    }

    @Test(arguments: [
        ("\u{1B}[A", [Key.up]), ("\u{1B}OB", [.down]), ("\u{1B}[5~", [.pageUp]), ("\u{1B}[6~", [.pageDown]),
        ("\u{1B}[H", [.home]), ("\u{1B}[4~", [.end]), ("\r", [.enter]), ("\u{7F}", [.backspace]), ("\u{1B}", [.escape]),
        ("aä山", [.character("a"), .character("ä"), .character("山")]), ("\u{0C}", [.redraw]), ("\u{01}", []),
        ("\u{1B}[1;5C", []), ("\u{1B}[<0;3;4M", []), ("\u{1B}a", []), ("\u{1B}\u{1B}", [.escape, .escape]),
        ("\u{1B}[200~qa\u{1B}[Aq\u{1B}[201~j", [.paste("qa.[Aq"), .character("j")]),
    ]) func `bytes become keys`(_ text: String, _ expected: [Key]) {
        #expect(keys(text) == expected)
    }

    @Test func `a key that arrives byte by byte is the same key`() {
        let text = "j\u{1B}[A\u{1B}OBä山\u{1B}[6~\u{1B}[200~pasted a\u{1B}[201~q\u{1B}[99;99;99xk"
        var decoder = KeyDecoder()
        let single = text.utf8.flatMap { decoder.decode([$0]) } + decoder.flush()
        #expect(single == keys(text))
        #expect(single.contains(.paste("pasted a")))
    }

    @Test func `an escape waits for what may follow`() {
        var decoder = KeyDecoder()
        #expect(decoder.decode([0x1B]).isEmpty)
        #expect(decoder.isWaiting)
        #expect(decoder.flush() == [.escape])
        #expect(!decoder.isWaiting)
        #expect(decoder.flush().isEmpty)
    }

    @Test func `garbage is bounded and never traps`() {
        var generator = SystemRandomNumberGenerator()
        var decoder = KeyDecoder()
        for _ in 0..<2000 {
            let bytes = (0..<Int.random(in: 0...40, using: &generator)).map { _ in
                Bool.random(using: &generator)
                    ? UInt8.random(in: 0...255) : [0x1B, 0x5B, 0x32, 0x7E].randomElement() ?? 0
            }
            _ = decoder.decode(bytes)
            if Bool.random(using: &generator) { _ = decoder.flush() }
        }
        var paste = KeyDecoder()
        _ = paste.decode(Array("\u{1B}[200~".utf8))
        for _ in 0..<100 { #expect(paste.decode([UInt8](repeating: 0x61, count: 1000)).isEmpty) }
        let keys = paste.decode(Array("\u{1B}[201~".utf8))
        #expect(keys == [.paste(String(repeating: "a", count: 4096))])
    }
}
