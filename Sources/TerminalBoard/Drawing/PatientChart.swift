public import ClinicalDomain

/// A patient's curves above one another on one time axis, with the alerts on it.
public struct PatientChart: Hashable, Sendable {
    /// The left end of the time axis.
    public var start: Instant
    /// The right end.
    public var end: Instant
    /// The curves from above.
    public var curves: [Curve]
    /// The alerts.
    public var alerts: [AlertSpan]

    /// A chart of its parts.
    public init(from start: Instant, to end: Instant, curves: [Curve], alerts: [AlertSpan]) {
        (self.start, self.end, self.curves, self.alerts) = (start, end, curves, alerts)
    }

    /// From this width on curves stand in two columns.
    public static let twoColumnWidth = 120
    private static let gutter = 2

    /// The drawing.
    ///
    /// - Parameters:
    ///   - width: cells in a line.
    ///   - rows: lines of each curve, at least 2.
    ///   - clock: whose times stand on the axis.
    ///   - glyphs: the marks.
    public func lines(width: Int, rows: Int = 4, clock: WallClock, glyphs: Glyphs) -> [StyledLine] {
        let columnCount = width >= PatientChart.twoColumnWidth && curves.count > 1 ? 2 : 1
        let columnWidth = (width - (columnCount - 1) * PatientChart.gutter) / columnCount
        let split = (curves.count + columnCount - 1) / columnCount
        let columns = (0..<columnCount).map { number in
            column(Array(curves.dropFirst(number * split).prefix(split)), columnWidth, max(2, rows), clock, glyphs)
        }
        // The axes of all columns stand in the same lines.
        let height = columns.map(\.curves.count).max() ?? 0
        return (0..<height + (columns.map(\.axis.count).max() ?? 0)).map { row in
            var line = StyledLine()
            for (number, column) in columns.enumerated() {
                line.pad(to: number * (columnWidth + PatientChart.gutter))
                let below = row - height
                let piece =
                    below < 0
                    ? column.curves.indices.contains(row) ? column.curves[row] : StyledLine()
                    : column.axis.indices.contains(below) ? column.axis[below] : StyledLine()
                line.append(piece.truncated(to: columnWidth, ellipsis: glyphs.ellipsis))
            }
            return line
        }
    }

    private func column(
        _ curves: [Curve], _ width: Int, _ rows: Int, _ clock: WallClock, _ glyphs: Glyphs
    ) -> (curves: [StyledLine], axis: [StyledLine]) {
        let axis = TimeAxis(from: start, to: end, columns: max(8, width - Curve.marginWidth))
        let drawn = curves.flatMap {
            $0.lines(axis: axis, rows: rows, alerts: alerts.map(\.raised), glyphs: glyphs)
        }
        let (ticks, labels) = axis.lines(clock: clock, glyphs: glyphs)
        let corner = String(repeating: " ", count: Curve.marginWidth - 1) + glyphs.axis.corner
        let margin = String(repeating: " ", count: Curve.marginWidth)
        return (
            drawn,
            [StyledLine(corner + ticks, .faint), StyledLine(margin + labels, .faint)]
                + alerts.lanes(axis: axis, glyphs: glyphs)
        )
    }

    /// What the marks of the alerts mean, and the alerts one by one, newest first.
    public func alertLines(clock: WallClock, glyphs: Glyphs) -> [StyledLine] {
        let events = glyphs.events
        let shown = alerts.filter { $0.raised <= end && ($0.cleared ?? end) >= start }.sorted { $0.raised > $1.raised }
        guard !shown.isEmpty else { return [StyledLine("no alerts in this time", .faint)] }
        let legend =
            "\(events.raised) raised  \(events.acknowledged) acknowledged  \(events.cleared) cleared; times in \(clock.zone)"
        return [StyledLine(legend, .faint)]
            + shown.map { alert in
                var line = StyledLine("alert \(alert.id)  ", .strong)
                line.append("\(clock.timeOrDay(alert.raised, now: end))  \(alert.words)")
                return line
            }
    }
}
