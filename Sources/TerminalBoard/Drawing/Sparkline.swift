/// A curve in one line of text, one cell for each value.
public enum Sparkline {
    /// The curve.
    ///
    /// - Parameters:
    ///   - values: from left to right; nil leaves a gap.
    ///   - range: what the lowest and the highest mark stand for; values outside are drawn at its ends.
    ///   - glyphs: the marks.
    public static func text(_ values: [Double?], in range: ClosedRange<Double>, glyphs: Glyphs) -> String {
        values.map { value in
            guard let value, value.isFinite else { return " " }
            return glyphs.levels[level(value, in: range, of: glyphs.levels.count)]
        }.joined()
    }

    private static func level(_ value: Double, in range: ClosedRange<Double>, of count: Int) -> Int {
        let extent = range.upperBound - range.lowerBound
        guard extent > 0 else { return 0 }
        let share = (min(max(value, range.lowerBound), range.upperBound) - range.lowerBound) / extent
        return min(count - 1, Int(share * Double(count)))
    }
}
