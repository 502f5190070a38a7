import ClinicalDomain

/// One curve over time with its axis, its normal band and its newest value in words.
public struct Curve: Hashable, Sendable {
    /// What is measured.
    public var name: String
    /// The unit as it is printed; empty for none.
    public var unit: String
    /// The values in the order of time.
    public var values: [TimedValue]
    /// What is normal; nil where that is not known.
    public var normal: ClosedRange<Double>?
    /// From where on the value asks for attention; nil for none.
    public var limit: Double?
    /// The ends of the axis; nil for what the values and the normal band need.
    public var scale: ClosedRange<Double>?
    /// Digits after the point.
    public var digits: Int
    /// What stands before the newest value, such as "at least".
    public var prefix: String
    /// Whether a value holds until the next one.
    public var isStepped: Bool
    /// What the values 0, 1, 2 … are called, for values that are levels and not numbers; empty for numbers.
    public var levels: [String]

    /// A curve of its parts.
    public init(
        name: String, unit: String = "", values: [TimedValue], normal: ClosedRange<Double>? = nil,
        limit: Double? = nil, scale: ClosedRange<Double>? = nil, digits: Int = 0, prefix: String = "",
        isStepped: Bool = false, levels: [String] = []
    ) {
        (self.name, self.unit, self.values) = (name, unit, values)
        (self.normal, self.limit, self.scale) = (normal, limit, scale)
        (self.digits, self.prefix) = (digits, prefix)
        (self.isStepped, self.levels) = (isStepped, levels)
    }

    /// Values farther apart are not joined by a line, in hours.
    static let maximumGapHours = 9.0
    /// Cells before the drawing: a number, a space and the axis.
    static let marginWidth = 7

    /// The heading and the drawing.
    ///
    /// - Parameters:
    ///   - axis: the time along it.
    ///   - rows: how many lines the drawing has, at least 2.
    ///   - alerts: when alerts were raised.
    ///   - glyphs: the marks.
    func lines(axis: TimeAxis, rows: Int, alerts: [Instant], glyphs: Glyphs) -> [StyledLine] {
        let ends = ends
        var canvas = DotCanvas(columns: axis.columns, rows: rows)
        draw(on: &canvas, axis, ends)
        let guides = guides(rows: rows, ends)
        let alertColumns = Set(alerts.compactMap { axis.position($0, of: axis.columns) })
        var lines = [heading(glyphs)]
        for row in 0..<rows {
            var line = StyledLine(margin(row, of: rows, ends, guides, glyphs), .faint)
            let style: Style = isOutside(row, of: rows, ends) ? .caution : .plain
            for column in 0..<axis.columns {
                if let text = canvas.text(column: column, row: row, glyphs: glyphs) {
                    line.append(text, style)
                } else if alertColumns.contains(column) {
                    line.append(glyphs.guides.alert, .faint)
                } else {
                    line.append(guides[row] != nil ? glyphs.guides.band : " ", .faint)
                }
            }
            lines.append(line)
        }
        return lines
    }

    private func heading(_ glyphs: Glyphs) -> StyledLine {
        var line = StyledLine("\(glyphs.shown(name))  ", .strong)
        guard let newest = values.last else {
            line.append("no values", .faint)
            return line
        }
        let judgement = judgement(newest.value)
        line.append("\(prefix)\(text(newest.value))", judgement == nil ? .strong : .caution)
        line.append(unit.isEmpty ? "" : " \(glyphs.shown(unit))")
        if let trend = Trend(values, over: 4, from: (ends.upperBound - ends.lowerBound) / 20) {
            line.append(" \(trend.arrow(glyphs))")
        }
        if let judgement { line.append("  \(judgement)", .caution) }
        if let normal { line.append("  normal \(bounds(normal, glyphs))", .faint) }
        if let limit {
            line.append("  alert from \(text(limit))\(unit.isEmpty ? "" : " \(glyphs.shown(unit))")", .faint)
        }
        return line
    }

    private func bounds(_ range: ClosedRange<Double>, _ glyphs: Glyphs) -> String {
        "\(text(range.lowerBound))\(glyphs.dash)\(text(range.upperBound))"
    }

    private func judgement(_ value: Double) -> String? {
        if let limit, value >= limit { return "high" }
        guard let normal else { return nil }
        return value > normal.upperBound ? "high" : value < normal.lowerBound ? "low" : nil
    }

    func text(_ value: Double) -> String {
        if !levels.isEmpty, let level = Int(exactly: value.rounded()), levels.indices.contains(level) {
            return levels[level]
        }
        return value.text(digits: digits)
    }

    /// The ends of the axis, at round numbers: all values, and those bounds of what is normal that lie near them.
    private var ends: ClosedRange<Double> {
        if let scale { return scale }
        var (low, high) = (Double.infinity, -Double.infinity)
        for value in values where abs(value.value) < 1e9 {
            (low, high) = (min(low, value.value), max(high, value.value))
        }
        if low > high { (low, high) = normal.map { ($0.lowerBound, $0.upperBound) } ?? (0, 1) }
        if let normal {
            let margin = max(high - low, normal.upperBound - normal.lowerBound) / 2
            let near = [normal.lowerBound, normal.upperBound].filter { (low - margin...high + margin).contains($0) }
            (low, high) = (min(low, near.min() ?? low), max(high, near.max() ?? high))
        }
        let extent = high - low
        let step: Double = digits == 0 ? (extent > 20 ? 10 : 2) : (extent > 10 ? 5 : 0.5)
        let (bottom, top) = ((low / step).rounded(.down) * step, (high / step).rounded(.up) * step)
        return bottom...max(top, bottom + step)
    }

    private func y(_ value: Double, of height: Int, _ ends: ClosedRange<Double>) -> Int {
        let share = (ends.upperBound - value) / (ends.upperBound - ends.lowerBound)
        return Int((min(max(share, 0), 1) * Double(height - 1)).rounded())
    }

    private func draw(on canvas: inout DotCanvas, _ axis: TimeAxis, _ ends: ClosedRange<Double>) {
        var before: (x: Int, y: Int, at: Instant)?
        for value in values where value.value.isFinite {
            guard let x = axis.position(value.at, of: canvas.width) else { continue }
            let y = y(value.value, of: canvas.height, ends)
            if let before, value.at.hours(since: before.at) <= Curve.maximumGapHours {
                if isStepped {
                    canvas.line(from: (before.x, before.y), to: (x, before.y))
                    canvas.line(from: (x, before.y), to: (x, y))
                } else {
                    canvas.line(from: (before.x, before.y), to: (x, y))
                }
            } else {
                canvas.line(from: (x, y), to: (x + 1, y))
            }
            before = (x, y, value.at)
        }
    }

    /// The rows in which a bound of what is normal lies, with the bound.
    private func guides(rows: Int, _ ends: ClosedRange<Double>) -> [Int: Double] {
        let bounds = [normal?.lowerBound, normal?.upperBound, limit].compactMap { $0 }.filter(ends.contains)
        return Dictionary(bounds.map { (y($0, of: rows * 4, ends) / 4, $0) }) { first, _ in first }
    }

    /// Whether all values of a row are out of what is normal.
    private func isOutside(_ row: Int, of rows: Int, _ ends: ClosedRange<Double>) -> Bool {
        if let limit { return row < y(limit, of: rows * 4, ends) / 4 }
        guard let normal else { return false }
        return row < y(normal.upperBound, of: rows * 4, ends) / 4 || row > y(normal.lowerBound, of: rows * 4, ends) / 4
    }

    private func margin(
        _ row: Int, of rows: Int, _ ends: ClosedRange<Double>, _ guides: [Int: Double], _ glyphs: Glyphs
    ) -> String {
        // A bound lies somewhere in its row, also where that is the first or the last.
        let number = guides[row] ?? (row == 0 ? ends.upperBound : row == rows - 1 ? ends.lowerBound : nil)
        let label = number.map(text) ?? ""
        let side = number == nil ? glyphs.axis.side : glyphs.axis.tick
        return String(repeating: " ", count: max(0, Curve.marginWidth - 2 - label.count)) + "\(label) \(side)"
    }
}

extension Double {
    /// The number with so many digits after the point.
    func text(digits: Int) -> String {
        guard isFinite else { return "?" }
        let scale = digits == 0 ? 1.0 : digits == 1 ? 10 : 100
        let scaled = Swift.min(Swift.max((self * scale).rounded(), -1e15), 1e15)
        let (whole, rest) = Int64(abs(scaled)).quotientAndRemainder(dividingBy: Int64(scale))
        let sign = scaled < 0 ? "-" : ""
        if digits == 0 { return "\(sign)\(whole)" }
        let fraction = String(rest)
        return "\(sign)\(whole)." + String(repeating: "0", count: digits - fraction.count) + fraction
    }
}
