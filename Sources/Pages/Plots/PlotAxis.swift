internal import Foundation

/// A linear axis with ticks at round numbers.
public struct PlotAxis: Equatable, Sendable {
    /// What is measured, with its unit.
    public let title: String
    /// The least and the greatest value.
    public let range: ClosedRange<Double>
    /// The values with a number beside them, rising.
    public let ticks: [Double]
    /// Digits of the numbers.
    public let digits: Int
    /// Whether values fall in the direction of reading.
    public let isReversed: Bool

    /// An axis.
    ///
    /// - Parameters:
    ///   - title: what is measured.
    ///   - range: the values that must have a place; no number, or no extent, is made an extent.
    ///   - isRounded: whether the axis goes on to the next tick at both ends.
    ///   - tickCount: about how many ticks at most.
    ///   - step: between ticks; by default 1, 2 or 5 times a power of ten.
    ///   - isReversed: whether values fall in the direction of reading.
    public init(
        _ title: String, _ range: ClosedRange<Double>, isRounded: Bool = true, tickCount: Int = 6, step: Double? = nil,
        isReversed: Bool = false
    ) {
        var (low, high) = (range.lowerBound, range.upperBound)
        if !low.isFinite || !high.isFinite || high - low < 1e-9 {
            low = low.isFinite ? low : 0
            high = low + 1
        }
        let step = step ?? Self.step((high - low) / Double(max(1, tickCount)))
        // A hair's breadth past a tick, from rounding, asks for no further one.
        if isRounded {
            (low, high) = ((low / step + 1e-9).rounded(.down) * step, (high / step - 1e-9).rounded(.up) * step)
        }
        let first = (low / step - 1e-9).rounded(.up)
        let count = max(0, Int(((high / step + 1e-9).rounded(.down) - first))) + 1
        (self.title, self.range, self.isReversed) = (title, low...high, isReversed)
        ticks = (0..<min(count, 100)).map { (first + Double($0)) * step }
        digits = max(0, Int((-log10(step) + 0.999).rounded(.down)))
    }

    /// 1, 2 or 5 times a power of ten, at least as great as asked for.
    private static func step(_ least: Double) -> Double {
        let power = pow(10, log10(least).rounded(.down))
        return ([1, 2, 5].first { $0 * power >= least * (1 - 1e-9) } ?? 10) * power
    }

    /// Where a value lies between the ends of the axis, from 0 to 1 in the direction of reading.
    public func position(_ value: Double) -> Double {
        let share = (value - range.lowerBound) / (range.upperBound - range.lowerBound)
        return isReversed ? 1 - share : share
    }

    /// The value at a position.
    public func value(_ position: Double) -> Double {
        let share = isReversed ? 1 - position : position
        return range.lowerBound + share * (range.upperBound - range.lowerBound)
    }
}
