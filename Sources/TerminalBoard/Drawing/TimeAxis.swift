public import ClinicalDomain

/// The time along a drawing, and where on it an instant lies.
public struct TimeAxis: Hashable, Sendable {
    /// The left end.
    public let start: Instant
    /// The right end.
    public let end: Instant
    /// How many cells it is long.
    public let columns: Int

    /// An axis between two times.
    public init(from start: Instant, to end: Instant, columns: Int) {
        (self.start, self.end, self.columns) = (start, max(end, start.advanced(bySeconds: 1)), max(1, columns))
    }

    /// Where an instant lies, in so many equal parts; nil outside.
    func position(_ instant: Instant, of parts: Int) -> Int? {
        guard instant >= start, instant <= end else { return nil }
        let share = instant.seconds(since: start) / end.seconds(since: start)
        return min(parts - 1, Int(share * Double(parts)))
    }

    /// Steps between labels, in minutes.
    private static let steps: [Int64] = [
        5, 10, 15, 30, 60, 120, 180, 240, 360, 720, 1440, 2880, 10_080, 20_160, 43_200, 129_600, 525_600,
    ]
    private static let labelWidth = 9

    /// The line with the ticks, and the line with their times: days where ticks are days apart.
    func lines(clock: WallClock, glyphs: Glyphs) -> (ticks: String, labels: String) {
        let minutes = end.seconds(since: start) / 60
        let fitting = max(1, columns / TimeAxis.labelWidth)
        let step = TimeAxis.steps.first { minutes / Double($0) <= Double(fitting) } ?? TimeAxis.steps[16]
        var ticks = [String](repeating: glyphs.axis.bottom, count: columns)
        var labels = ""
        let milliseconds = step * 60_000
        let local = clock.localMilliseconds(start)
        var next = local - local % milliseconds
        while next < local { next += milliseconds }
        while true {
            let instant = Instant(millisecondsSince1970: start.millisecondsSince1970 + next - local)
            guard let column = position(instant, of: columns) else { break }
            ticks[column] = glyphs.axis.bottomTick
            let isMidnight = next % 86_400_000 == 0
            let label = step >= 1440 || isMidnight ? clock.day(instant) : clock.time(instant)
            let left = max(0, column - label.count / 2)
            if left > labels.count || labels.isEmpty, left + label.count <= columns {
                labels += String(repeating: " ", count: left - labels.count) + label
            }
            next += milliseconds
        }
        return (ticks.joined(), labels)
    }
}
