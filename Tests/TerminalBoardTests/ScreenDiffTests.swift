import Testing

@testable import TerminalBoard

@Suite struct ScreenDiffTests {
    private let size = ScreenSize(columns: 20, rows: 4)

    @Test func `what does not change is not written`() {
        var screen = ScreenDiff(palette: .monochrome)
        let lines = [StyledLine("one"), StyledLine("two"), StyledLine("three"), StyledLine("four")]
        let first = screen.update(to: lines, size: size)
        #expect(first.hasPrefix("\u{1B}[?2026h") && first.hasSuffix("\u{1B}[?2026l"))
        for word in ["one", "two", "three", "four"] { #expect(first.contains(word)) }
        #expect(screen.update(to: lines, size: size).isEmpty)
        var other = lines
        other[2] = StyledLine("3", .strong)
        #expect(
            screen.update(to: other, size: size) == "\u{1B}[?2026h\u{1B}[3;1H\u{1B}[0;1m3\u{1B}[0m\u{1B}[K\u{1B}[?2026l"
        )
        screen.invalidate()
        #expect(screen.update(to: other, size: size).contains("one"))
        #expect(screen.update(to: other, size: ScreenSize(columns: 21, rows: 4)).contains("one"), "a new size")
    }

    @Test func `lines are neither wider nor more than the terminal`() {
        var screen = ScreenDiff(palette: .none)
        let lines = (0..<9).map { StyledLine(String(repeating: "\($0)", count: 50)) }
        let output = screen.update(to: lines, size: size)
        #expect(
            output.contains(String(repeating: "3", count: 20)) && !output.contains(String(repeating: "3", count: 21)))
        #expect(!output.contains("4444"))
    }
}
