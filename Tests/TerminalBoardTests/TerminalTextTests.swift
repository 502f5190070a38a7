import ClinicalDomain
import Foundation
import Testing

@testable import TerminalBoard

@Suite struct TerminalTextTests {
    /// The C library's table in a UTF-8 locale is what most terminals follow.
    @Test func `widths are those of the C library`() throws {
        // Not in the headers as Swift sees them.
        typealias Width = @convention(c) (wchar_t) -> Int32
        let wcwidth = unsafeBitCast(try #require(dlsym(nil, "wcwidth")), to: Width.self)
        let locale = try #require(newlocale(LC_CTYPE_MASK, "C.UTF-8", nil))
        let before = uselocale(locale)
        defer {
            uselocale(before)
            freelocale(locale)
        }
        var differences: [String] = []
        var compared = 0
        for value in UInt32(0x20)...0x1FBFF {
            guard let scalar = Unicode.Scalar(value) else { continue }
            let category = scalar.properties.generalCategory
            let isShown = ![
                .control, .format, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator, .surrogate,
            ]
            .contains(category)
            let expected = Int(wcwidth(wchar_t(value)))
            // -1: newer than the library's Unicode. Spacing marks have changed between its versions.
            guard isShown, expected >= 0, category != .spacingMark else { continue }
            compared += 1
            if TerminalText.width(scalar) != expected {
                differences.append(
                    "U+\(String(value, radix: 16)) \(scalar): \(TerminalText.width(scalar)), \(expected)")
            }
        }
        #expect(compared > 70_000)
        #expect(differences.isEmpty, "\(differences.count): \(differences.prefix(40))")
    }

    @Test(arguments: [
        ("Müller", 6), ("山田太郎", 8), ("e\u{301}", 1), ("", 0), ("👍", 2), ("Nguyễn", 6), ("한국", 4), ("محمد", 4),
    ]) func `names take the cells that a terminal gives them`(_ name: String, _ width: Int) {
        #expect(TerminalText.width(name) == width)
    }

    @Test func `a fitted text takes exactly its cells, also where a wide letter straddles the end`() {
        for text in ["", "a", "Müller", "山田太郎", "a山田", "e\u{301}e\u{301}e\u{301}", "👍👍👍"] {
            for width in 0...10 {
                #expect(TerminalText.width(TerminalText.fitted(text, to: width)) == width, "\(text) in \(width)")
            }
        }
        #expect(TerminalText.fitted("山田太郎", to: 4) == "山… ")
    }

    @Test func `nothing that a terminal obeys comes through`() {
        let hostile = "A\u{1B}[2J\u{1B}]0;x\u{07}B\r\nC\u{9B}31mD\u{202E}E\u{200B}\u{0}\u{7F}\u{2028}\u{E000}"
        let safe = TerminalText.safe(hostile)
        #expect(safe == "A.[2J.]0;x.B..C.31mDE...\u{FFFD}")
        #expect(TerminalText.safe(String(repeating: "e\u{301}", count: 3)) == String(repeating: "e\u{301}", count: 3))
        let pile = "e" + String(repeating: "\u{301}", count: 1000)
        #expect(TerminalText.safe(pile).unicodeScalars.count == 5)
    }

    @Test func `long text is broken between words, and indented where it goes on`() {
        #expect(TerminalText.wrapped("one two three", to: 8) == ["one two", "  three"])
        #expect(TerminalText.wrapped("  one two three", to: 9) == ["  one two", "    three"])
        #expect(TerminalText.wrapped("short", to: 80) == ["short"])
        #expect(TerminalText.wrapped("", to: 80) == [""])
        for width in 1...30 {
            for line in TerminalText.wrapped("  RR 3, SpO2 3, averyveryverylongword 山田太郎 end", to: width) {
                #expect(TerminalText.width(line) <= width)
            }
        }
    }

    @Test func `ascii is ascii`() {
        #expect(TerminalText.ascii("Müller 18 → 27 ≥ 3") == "M?ller 18 -> 27 >= 3")
        #expect(TerminalText.ascii("Mu\u{308}ller") == "Muller")
    }

    @Test(arguments: [
        (0.0, "now"), (59.0, "now"), (60.0, "1m"), (3599.0, "59m"), (3600.0, "1h00"), (35_999.0, "9h59"),
        (36_000.0, "10h"), (172_799.0, "47h"), (172_800.0, "2d"), (86_313_600.0, "999d"), (86_400_000.0, "2y"),
        (-120.0, "-2m"), (1e300, "31688y"),
    ]) func `ages are short`(_ seconds: Double, _ text: String) {
        #expect(Age.text(seconds: seconds) == text)
    }

    @Test func `styled lines are cut at a width and end in the ordinary style`() {
        var line = StyledLine("abc", .alarm)
        line.append("def")
        line.append("ghi", .faint)
        #expect(line.rendered(.colour) == "\u{1B}[0;1;31mabc\u{1B}[0mdef\u{1B}[0;2mghi\u{1B}[0m")
        #expect(line.rendered(.none) == "abcdefghi")
        #expect(line.truncated(to: 5).text == "abcd…")
        #expect(line.truncated(to: 3).text == "ab…")
        #expect(line.truncated(to: 9) == line)
        #expect(!line.rendered(.monochrome).contains("31"), "NO_COLOR")
        for width in 0...9 { #expect(line.truncated(to: width).width <= width) }
    }
}
