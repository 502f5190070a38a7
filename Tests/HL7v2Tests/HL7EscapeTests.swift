import Testing

@testable import HL7v2

struct HL7EscapeTests {
    private let notation = HL7Notation()

    @Test(arguments: [
        (#"a\F\b\S\c\R\d\T\e\E\f"#, "a|b^c~d&e\\f"), (#"\X48656C6c6F\"#, "Hello"), (#"one\.br\two"#, "one\ntwo"),
        (#"\X0D0A\"#, "\r\n"), (#"\XC3A9\"#, "é"), ("plain", "plain"), ("", ""),
        // unknown or formatting: kept as sent
        (#"\H\bold\N\"#, #"\H\bold\N\"#), (#"\H\F\N\"#, #"\H\F\N\"#), (#"\.sp2\x"#, #"\.sp2\x"#),
        (#"\C2842\x"#, #"\C2842\x"#), (#"\Zfoo\x"#, #"\Zfoo\x"#), (#"\X4\"#, #"\X4\"#), (#"\XZZ\"#, #"\XZZ\"#),
        (#"\P\"#, #"\P\"#), (#"\\"#, #"\\"#), (#"\"#, #"\"#), (#"\F"#, #"\F"#), (#"C:\data"#, #"C:\data"#),
        // a stray escape character does not swallow the sequence after it
        (#"C:\data\E\x"#, #"C:\data\x"#), (#"5\6\F\7"#, #"5\6|7"#), (#"\\F\"#, #"\|"#),
    ])
    func `sequences are decoded and unknown ones kept`(sent: String, expected: String) {
        #expect(HL7Escape.decode(Array(sent.utf8)[...], notation: notation) == expected)
    }

    @Test
    func `the delimiters of the message decide`() throws {
        let message = try HL7Message(
            parsing: Array("MSH#!@%*#######ADT!A01#1#P#2.5\rNTE##a%F%b%S%c%R%d%T%e%E%f\\F\\\r".utf8))
        #expect(message["NTE-2"] == #"a#b!c@d*e%f\F\"#)
    }

    @Test
    func `what is written is read back, whatever the text`() throws {
        var generator = SeededGenerator(seed: 7)
        let alphabet = Array("ab|^~\\&#\"\r\n\t\u{0B}\u{1C}é€日FSRTEX.0") as [Character]
        for _ in 0..<2_000 {
            let length = Int.random(in: 0...12, using: &generator)
            let text = String((0..<length).map { _ in alphabet.randomElement(using: &generator) ?? " " })
            let bytes = try #require(HL7Escape.encode(text, notation: notation))
            #expect(!bytes.contains { $0 < 0x20 })
            #expect(HL7Escape.decode(bytes[...], notation: notation) == text)
        }
    }

    @Test
    func `two quotation marks are not written as the null`() {
        #expect(HL7Escape.encode("\"\"", notation: notation) == Array(#"\X2222\"#.utf8))
    }

    @Test
    func `without an escape character delimiters cannot be written`() throws {
        let delimiters = try #require(HL7Delimiters(field: 0x7C, encoding: [0x5E, 0x7E]))
        let bare = HL7Notation(delimiters: delimiters)
        #expect(HL7Escape.encode("a|b", notation: bare) == nil)
        #expect(HL7Escape.encode("a\\b", notation: bare) == Array("a\\b".utf8))
    }

    @Test
    func `many escape characters take linear time`() {
        let bytes = [UInt8](repeating: 0x5C, count: 1_000_000)
        #expect(HL7Escape.decode(bytes[...], notation: notation).utf8.count == 1_000_000)
    }
}
