import ClinicalDomain
import TerminalBoard

/// A patient in drawings and words, as `patients show` prints them.
struct PatientStory {
    private let trends: PatientTrends
    private let steps: Int
    private let glyphs: Glyphs

    init(_ trends: PatientTrends, steps: Int, glyphs: Glyphs) {
        (self.trends, self.steps, self.glyphs) = (trends, steps, glyphs)
    }

    func lines(width: Int, clock: WallClock) -> [StyledLine] {
        var lines = [trends.title(glyphs), StyledLine()]
        if trends.chart.curves.isEmpty {
            lines.append(StyledLine("no values in this time", .faint))
        } else {
            lines += trends.chart.lines(width: width, clock: clock, glyphs: glyphs)
        }
        lines += [StyledLine()] + trends.chart.alertLines(clock: clock, glyphs: glyphs)
        if !trends.reasons.isEmpty {
            lines.append(StyledLine())
            lines += trends.reasons.flatMap { TerminalText.wrapped(glyphs.shown($0), to: width) }.map { StyledLine($0) }
        }
        lines += [StyledLine()] + table(clock, width: width)
        return lines
    }

    /// The newest steps, without columns in which there is nothing.
    private func table(_ clock: WallClock, width: Int) -> [StyledLine] {
        let rows = trends.steps.suffix(max(0, steps))
        guard !rows.isEmpty else {
            return [StyledLine("nothing has been scored in this time; is wardwatchd running?", .faint)]
        }
        let cells =
            [StepRow.columns.map { $0.heading.uppercased() }]
            + rows.map { row in ["\(clock.day(row.step)) \(clock.time(row.step))"] + row.cells.dropFirst() }
        let filled = StepRow.columns.indices.filter { column in cells.dropFirst().contains { !$0[column].isEmpty } }
        let widths = filled.map { column in cells.map { $0[column].count }.max() ?? 0 }
        let gap = String(repeating: " ", count: widths.reduce(0, +) + 2 * (widths.count - 1) <= width ? 2 : 1)
        return cells.enumerated().map { number, row in
            // Numbers below one another.
            let text = zip(filled, widths).map { String(repeating: " ", count: $1 - row[$0].count) + row[$0] }
            return StyledLine(text.joined(separator: gap), number == 0 ? .faint : .plain)
        }
    }
}
