import ClinicalDomain
import Testing

@testable import TerminalBoard

@Suite struct BoardKeyTests {
    private let ward = (1...60).map { BoardPatient.sample(Int64($0), risk: 0.39 - Double($0) * 0.006) }

    @Test func `nothing is acknowledged before somebody is chosen`() {
        var board = Board.sample([.sample(1, alerts: [.sample(7)])])
        #expect(board.press(.character("a")) == nil)
        #expect(board.text.contains("choose a patient first"))
        #expect(board.press(.enter) == nil)
        #expect(board.press(.character("j"), .character("a")) == .acknowledge([7]))
    }

    @Test func `the selection follows the patient, so a key hits who was chosen`() {
        var board = Board.sample([
            .sample(1, risk: 0.3, alerts: [.sample(7)]), .sample(2, risk: 0.1, alerts: [.sample(8)]),
        ])
        board.press(.down)
        board.update([.sample(2, risk: 0.9, alerts: [.sample(8)])])
        #expect(board.names == ["P2", "P1"])
        #expect(board.press(.character("a")) == .acknowledge([7]))
    }

    @Test func `a board at its top stays there, a scrolled one keeps the chosen patient on their line`() throws {
        var board = Board.sample(ward)
        board.press(.down)
        board.update([.sample(50, risk: 0.9)])
        #expect(board.names.first == "P50")
        board.press(.pageDown, .pageDown)
        let selected = try #require(board.selected)
        let line = try #require(board.visible.firstIndex(of: selected))
        board.update([.sample(55, risk: 0.95)])
        #expect(board.visible.firstIndex(of: selected) == line)
    }

    @Test func `keys move within the ward`() {
        var board = Board.sample(ward)
        board.press(.character("G"))
        #expect(board.selected?.rawValue == 60)
        #expect(board.visible.last?.rawValue == 60)
        board.press(.down)
        #expect(board.selected?.rawValue == 60)
        board.press(.character("g"))
        #expect(board.selected?.rawValue == 1)
        board.press(.up)
        #expect(board.selected?.rawValue == 1)
        board.press(.pageDown)
        #expect(board.selected?.rawValue == 21)
        board.press(.character("k"), .pageUp, .pageUp, .pageUp)
        #expect(board.selected?.rawValue == 1)
        board.press(.escape)
        #expect(board.selected == nil)
    }

    @Test func `n goes from open alert to open alert`() {
        var board = Board.sample(ward)
        board.press(.character("n"))
        #expect(board.text.contains("no open alert"))
        board.update(alerts: [
            EncounterID(rawValue: 40): [.sample(1)], EncounterID(rawValue: 5): [.sample(2)],
            EncounterID(rawValue: 6): [.sample(3, .acknowledged(by: "x"))],
        ])
        board.press(.character("n"))
        #expect(board.selected?.rawValue == 5)
        board.press(.character("n"))
        #expect(board.selected?.rawValue == 40)
        #expect(board.visible.contains(EncounterID(rawValue: 40)))
        board.press(.character("n"))
        #expect(board.selected?.rawValue == 5)
    }

    @Test func `acknowledging takes what is not acknowledged, and explains where there is nothing`() {
        var board = Board.sample([
            .sample(1, risk: 0.3, alerts: [.sample(7), .sample(8, .acknowledged(by: "x")), .sample(9)]),
            .sample(2, risk: 0.2, alerts: [.sample(10, .acknowledged(by: "x"))]), .sample(3, risk: 0.1),
        ])
        #expect(board.press(.down, .character("a")) == .acknowledge([7, 9]))
        #expect(board.press(.down, .character("a")) == nil)
        #expect(board.text.contains("acknowledged already"))
        #expect(board.press(.down, .character("a")) == nil)
        #expect(board.text.contains("P3 has no alert"))
    }

    @Test func `snoozing asks for minutes and a reason`() {
        var board = Board.sample([.sample(1, alerts: [.sample(7)])])
        board.press(.down, .character("s"))
        board.type("45")
        #expect(board.text.contains("for how many minutes: 45"))
        #expect(board.press(.enter) == nil)
        board.type("dialysis")
        #expect(board.press(.enter) == .snooze([7], minutes: 45, reason: "dialysis"))
        for wrong in ["", "0", "-5", "241", "soon", "99999999999999999999"] {
            board.press(.character("s"))
            board.type(wrong)
            #expect(board.press(.enter) == nil)
            #expect(board.text.contains("not snoozed"), "\(wrong)")
        }
        board.press(.character("s"))
        board.type("45")
        board.press(.enter)
        #expect(board.press(.enter) == nil, "no reason")
        #expect(board.text.contains("a reason is needed"))
        board.press(.character("s"))
        board.type("45")
        #expect(board.press(.escape) == nil)
        #expect(board.press(.character("q")) == .quit)
    }

    @Test func `the filter narrows while it is typed, without regard to case`() {
        var board = Board.sample([
            .sample(1, patient: "Alpha"), .sample(2, patient: "beta"),
            .sample(3, unit: "W8", bed: "ALP-1", patient: "c"),
        ])
        board.press(.character("/"))
        board.type("alp")
        #expect(Set(board.names) == ["Alpha", "c"])
        board.press(.enter)
        #expect(board.text.contains("matching \"alp\""))
        board.press(.character("/"), .backspace, .backspace, .backspace)
        #expect(board.names.count == 3)
        board.press(.paste("beta"), .escape)
        #expect(board.names.count == 3)
        #expect(board.press(.paste("q")) == nil, "pasted text is no command")
    }

    @Test func `a unit is chosen by its beginning`() {
        var board = Board.sample([.sample(1, unit: "W7"), .sample(2, unit: "W8"), .sample(3, unit: "ICU")])
        func choose(_ text: String) {
            board.press(.character("u"))
            board.type(text)
            board.press(.enter)
        }
        choose("i")
        #expect(board.names == ["P3"])
        choose("w")
        #expect(board.text.contains("there is no unit \"w\""), "two begin with it")
        choose("w8")
        #expect(board.names == ["P2"])
        #expect(board.text.hasPrefix("unit W8  1 patient"))
        choose("")
        #expect(board.names.count == 3)
    }

    @Test func `a patient opens and closes, help too`() throws {
        var board = Board.sample(ward)
        #expect(board.press(.down, .enter) == .open(EncounterID(rawValue: 1)))
        let chart = PatientChart(
            from: hour(-24), to: hour(0),
            curves: (0..<8).map { Curve(name: "curve \($0)", values: [TimedValue(at: hour(-1), value: 3)]) }, alerts: []
        )
        board.show(chart, of: EncounterID(rawValue: 1), title: StyledLine("patient P1"), text: ["why"])
        #expect(board.text.hasPrefix("patient P1"))
        #expect(!board.text.contains("why"))
        board.press(.end)
        #expect(board.text.contains("why"))
        board.press(.home)
        #expect(board.text.contains("curve 0"))
        #expect(board.press(.character("a")) == nil)
        #expect(board.text.contains("P1 has no alert"))
        board.press(.escape)
        #expect(board.opened == nil)
        #expect(board.text.contains("BED"))
        board.press(.character("?"))
        #expect(board.text.contains("snooze it"))
        board.press(.character("x"))
        #expect(board.text.contains("BED"))
        #expect(board.press(.character("q")) == .quit)
    }
}
