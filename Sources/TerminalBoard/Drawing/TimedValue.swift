public import ClinicalDomain

/// A value and when it was true.
public struct TimedValue: Hashable, Sendable {
    /// When it was true.
    public var at: Instant
    /// The value.
    public var value: Double

    /// A value of its parts.
    public init(at: Instant, value: Double) { (self.at, self.value) = (at, value) }
}

/// Whether values go up or down.
public enum Trend: Hashable, Sendable {
    /// Upwards.
    case rising
    /// Neither.
    case steady
    /// Downwards.
    case falling

    /// The trend of the newest value against the one that was in force `hours` before it; nil where there was none.
    ///
    /// - Parameters:
    ///   - values: in the order of time.
    ///   - hours: how far to look back.
    ///   - change: a smaller difference is steady.
    public init?(_ values: [TimedValue], over hours: Double, from change: Double) {
        guard let newest = values.last, values.count > 1 else { return nil }
        let start = newest.at.advanced(byHours: -hours)
        guard let before = values.last(where: { $0.at <= start }) ?? values.first, before.at < newest.at else {
            return nil
        }
        let difference = newest.value - before.value
        self = abs(difference) < change ? .steady : difference > 0 ? .rising : .falling
    }

    /// The arrow that shows it.
    public func arrow(_ glyphs: Glyphs) -> String {
        switch self {
        case .rising: glyphs.arrows.up
        case .steady: glyphs.arrows.level
        case .falling: glyphs.arrows.down
        }
    }
}

extension [TimedValue] {
    /// The last value within each of `count` equal parts of a span; nil for a part without values.
    ///
    /// Later values overwrite earlier ones of the same part, so they are to be in the order of time.
    public func sampled(from start: Instant, to end: Instant, count: Int) -> [Double?] {
        var result = [Double?](repeating: nil, count: Swift.max(0, count))
        let seconds = end.seconds(since: start)
        guard seconds > 0, count > 0 else { return result }
        for value in self where value.at >= start && value.at <= end {
            let part = Int(value.at.seconds(since: start) / seconds * Double(count))
            result[Swift.min(part, count - 1)] = value.value
        }
        return result
    }
}
