import ClinicalDomain
import Testing

@testable import TerminalBoard

@Suite struct BoardOrderTests {
    @Test func `the highest risk comes first, then those without a score`() {
        let board = Board.sample([
            .sample(1, risk: 0.1, news2: 0), .sample(2, risk: 0.7), .sample(3, risk: nil, news2: nil),
            .sample(4, risk: 0.3),
        ])
        #expect(board.names == ["P2", "P4", "P1", "P3"])
    }

    @Test func `of risk and NEWS2 the one counts that is nearer to its alert`() {
        let board = Board.sample([
            .sample(1, risk: nil, news2: 3), .sample(2, risk: 0.01, news2: 9), .sample(3, risk: 0.39, news2: 0),
            .sample(4, risk: 0.41, news2: 0), .sample(5, risk: 0.01, news2: 0),
        ])
        #expect(board.names == ["P2", "P4", "P3", "P1", "P5"])
    }

    @Test func `small changes move nobody, clear ones and crossing the threshold do`() {
        var board = Board.sample([.sample(1, risk: 0.30), .sample(2, risk: 0.29), .sample(3, risk: 0.02)])
        #expect(board.names == ["P1", "P2", "P3"])
        board.update([.sample(2, risk: 0.32)])
        #expect(board.names == ["P1", "P2", "P3"], "0.29 to 0.32 is noise")
        board.update([.sample(2, risk: 0.36)])
        #expect(board.names == ["P2", "P1", "P3"])
        board.update([.sample(1, risk: 0.401)])
        #expect(board.names == ["P1", "P2", "P3"], "the threshold is crossed")
        board.update([.sample(1, risk: 0.399)])
        #expect(board.names == ["P1", "P2", "P3"], "still the highest")
    }

    /// However risks wander, a line is never before another one whose risk is clearly higher.
    @Test func `the order stays near the true one`() {
        var risks = (1...200).map { _ in Double.random(in: 0...1) }
        var board = Board.sample(risks.indices.map { .sample(Int64($0), risk: risks[$0], news2: 0) }, rows: 300)
        for _ in 0..<50 {
            let changed = (0..<20).map { _ in risks.indices.randomElement() ?? 0 }
            for index in changed { risks[index] = min(1, max(0, risks[index] + Double.random(in: -0.05...0.05))) }
            board.update(changed.map { .sample(Int64($0), risk: risks[$0], news2: 0) })
            let shown = board.visible.map { risks[Int($0.rawValue)] / 0.4 }
            for (upper, lower) in zip(shown, shown.dropFirst()) {
                // Each may be off by 15 %, or 0.1 for small ones.
                #expect(lower <= (upper + 0.1) / 0.85 / 0.85 + 0.1, "\(upper) stands before \(lower)")
            }
        }
    }

    @Test func `patients who leave are gone`() {
        var board = Board.sample([.sample(1), .sample(2)])
        board.update([], removed: [EncounterID(rawValue: 1)])
        #expect(board.names == ["P2"])
        board.update([], removed: [EncounterID(rawValue: 2)])
        #expect(board.text.contains("nobody is in the ward yet"))
    }
}
