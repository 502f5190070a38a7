import ClinicalDomain
import Testing

@testable import TerminalBoard

@Suite struct BoardLinesTests {
    private let ward: [BoardPatient] = [
        .sample(1, risk: 0.62, news2: 9, alerts: [.sample(7, raised: -0.2)]),
        .sample(2, risk: 0.45, news2: 5, alerts: [.sample(8, .acknowledged(by: "nurse.w7"))]),
        .sample(3, risk: 0.42, alerts: [.sample(9, .snoozed(until: hour(2.5), by: "dr.k"))]),
        .sample(4, risk: 0.012, newest: -20), .sample(5, risk: nil, news2: nil, newest: -0.005),
    ]
    private let detail = BoardDetail(
        risk: (0...24).map { TimedValue(at: hour(Double($0) - 24.2), value: Double($0) / 40) },
        vitalSigns: [.heartRate: [TimedValue(at: hour(-3), value: 88), TimedValue(at: hour(-0.2), value: 131)]],
        reason: "respiratory rate rising 18 → 27 over 4 h")

    @Test func `every line fits and the foot is the last, at any size`() {
        for columns in [20, 40, 60, 79, 80, 81, 100, 120, 137, 160, 200, 400] {
            for rows in [4, 5, 24, 50] {
                for glyphs in [Glyphs.unicode, .ascii] {
                    var board = Board.sample(ward, columns: columns, rows: rows, glyphs: glyphs, daemonRuns: false)
                    board.update(details: [EncounterID(rawValue: 1): detail])
                    for keys in [[], [Key.down], [.character("?")], [.character("/"), .character("P")]] {
                        var state = board
                        for key in keys { _ = state.handle(key) }
                        let lines = state.lines()
                        #expect(lines.count == rows)
                        for line in lines { #expect(line.width <= columns, "\(columns)×\(rows): \(line.text)") }
                        if glyphs == .ascii { #expect(lines.allSatisfy { $0.text.utf8.allSatisfy { $0 < 0x80 } }) }
                    }
                }
            }
        }
    }

    @Test func `a line says in words what stands with the patient`() {
        var board = Board.sample(ward)
        board.update(details: [EncounterID(rawValue: 1): detail])
        let lines = board.lines().map(\.text)
        #expect(lines[0].hasPrefix("all units  5 patients"))
        #expect(lines[0].hasSuffix("daemon running  12:00"))
        #expect(lines[1].hasPrefix("1 open  1 snoozed  1 acknowledged"))
        #expect(lines[1].hasSuffix("newest value less than a minute old"))
        #expect(lines[3].hasPrefix("! W7 1-A P1        62%  ▁▂▃▃▄▅▆▆    9   12m  open 12m"))
        #expect(lines[3].contains("  9 ") && lines[3].contains("open 12m"))
        #expect(lines[4].hasPrefix("✓ W7 2-A") && lines[4].contains("ack nurse.w7"))
        #expect(lines[5].hasPrefix("z W7 3-A") && lines[5].contains("until 14:30"))
        #expect(lines[6].contains("1.2%") && lines[6].contains(" 20h"))
        #expect(lines[7].contains("now"))
        #expect(lines.last?.contains("q quit") == true)
        #expect(Board.sample(ward, daemonRuns: false).text.contains("daemon NOT RUNNING"))
    }

    @Test func `faults of data are told apart from patients, and escalation is seen`() {
        var board = Board.sample(
            [
                .sample(1, alerts: [.sample(7, fault: "no data")]), .sample(2, news2: 8, alerts: [.sample(8, tier: 2)]),
                .sample(3, news2: 7, alerts: [.sample(9, fault: "sensor fault"), .sample(10, .acknowledged(by: "x"))]),
            ], columns: 120)
        board.status.faults = ["receiver pager fails"]
        let lines = board.lines().map(\.text)
        #expect(lines[1].hasPrefix("1 open  1 acknowledged  2 without data  receiver pager fails"))
        #expect(lines[3].hasPrefix("!") && lines[3].contains("open 1h00 tier 2"))
        #expect(lines[4].hasPrefix("✓") && lines[4].contains("ack x +1"))
        #expect(lines[5].hasPrefix("?") && lines[5].contains("no data 1h00"))
        board.press(.character("n"))
        #expect(board.selected?.rawValue == 2)
        board.press(.down, .character("s"))
        board.type("5")
        board.press(.enter)
        board.type("why")
        #expect(board.press(.enter) == .snooze([10], minutes: 5, reason: "why"), "the alert about the patient")
    }

    @Test func `a wider terminal shows vital signs with their courses and the reason`() {
        var board = Board.sample(ward, columns: 200, rows: 50)
        board.update(details: [EncounterID(rawValue: 1): detail])
        let lines = board.lines().map(\.text)
        for heading in [" RR", "SPO2", " HR", " SBP", "TEMP", "REASON"] { #expect(lines[2].contains(heading)) }
        #expect(lines[3].contains("131") && lines[3].contains("respiratory rate rising 18 → 27 over 4 h"))
    }

    @Test func `nothing is told by colour alone`() {
        let board = Board.sample(ward)
        let plain = board.lines().map { $0.rendered(.none) }
        #expect(plain == board.lines().map(\.text))
        #expect(Set(plain).count == plain.filter { !$0.isEmpty }.count + 1, "no two lines look alike")
        for line in board.lines() {
            let monochrome = line.rendered(.monochrome)
            for colour in 31...36 { #expect(!monochrome.contains("\(colour)m")) }
        }
    }

    @Test func `names cannot harm the terminal`() {
        var board = Board.sample([
            .sample(
                1, unit: "\u{1B}[2J", bed: "山", patient: "E\u{1B}]0;owned\u{07}山田太郎",
                alerts: [.sample(7, .acknowledged(by: "\u{9B}m"))])
        ])
        board.update(details: [EncounterID(rawValue: 1): BoardDetail(reason: "\u{1B}c reset")])
        board.press(.down)
        board.press(.character("/"), .paste("\u{1B}[31m"))
        var screen = ScreenDiff(palette: .none)
        let output = screen.update(to: board.lines(), size: board.size)
        // What is left of the screen's own sequences.
        let rest = output.replacing(/\u{1B}\[[0-9;?]*[HKhl]/, with: "")
        #expect(rest.unicodeScalars.allSatisfy { $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value) }, "\(rest)")
    }

    @Test func `without a terminal every patient is printed`() {
        let board = Board.sample((1...100).map { .sample(Int64($0)) }, rows: 10)
        #expect(board.allLines().count == 103)
    }
}
