public import ClinicalDomain

/// An alert on a time axis.
public struct AlertSpan: Hashable, Sendable {
    /// The number of the alert.
    public var id: Int64
    /// When it was raised.
    public var raised: Instant
    /// When somebody acknowledged it; nil when nobody has.
    public var acknowledged: Instant?
    /// When it was cleared; nil while it is in force.
    public var cleared: Instant?
    /// What it is about and where it stands.
    public var words: String

    /// An alert of its parts.
    public init(id: Int64, raised: Instant, acknowledged: Instant? = nil, cleared: Instant? = nil, words: String) {
        (self.id, self.raised, self.acknowledged) = (id, raised, acknowledged)
        (self.cleared, self.words) = (cleared, words)
    }
}

extension [AlertSpan] {
    /// The alerts on as few lines as hold them side by side, at most three.
    func lanes(axis: TimeAxis, glyphs: Glyphs) -> [StyledLine] {
        var lanes: [(cells: [String], end: Int)] = []
        for alert in sorted(by: { $0.raised < $1.raised }) {
            let isBefore = alert.raised < axis.start
            guard alert.raised <= axis.end, (alert.cleared ?? axis.end) >= axis.start else { continue }
            let first = isBefore ? 0 : axis.position(alert.raised, of: axis.columns) ?? 0
            let last = axis.position(alert.cleared ?? axis.end, of: axis.columns) ?? axis.columns - 1
            var index = lanes.firstIndex { $0.end < first } ?? lanes.count
            if index == lanes.count, index == 3 { index = 2 }
            if index == lanes.count { lanes.append(([String](repeating: " ", count: axis.columns), -1)) }
            for column in first...Swift.max(first, last) { lanes[index].cells[column] = glyphs.events.inForce }
            if !isBefore { lanes[index].cells[first] = glyphs.events.raised }
            if let acknowledged = alert.acknowledged, let column = axis.position(acknowledged, of: axis.columns),
                column > first || isBefore
            {
                lanes[index].cells[column] = glyphs.events.acknowledged
            }
            if alert.cleared != nil, last > first { lanes[index].cells[last] = glyphs.events.cleared }
            lanes[index].end = Swift.max(lanes[index].end, last)
        }
        return lanes.enumerated().map { number, lane in
            var line = StyledLine(number == 0 ? "alerts " : "       ", .faint)
            for cell in lane.cells {
                line.append(cell, cell == glyphs.events.raised ? .alarm : .plain)
            }
            return line
        }
    }
}
