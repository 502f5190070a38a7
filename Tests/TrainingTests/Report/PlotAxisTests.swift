import Pages
import Testing

@testable import Training

struct PlotAxisTests {
    @Test(arguments: [
        (0.0, 1.0), (0, 0.0003), (-0.13, 0.04), (0.37, 0.92), (0, 87), (12, 13_000), (-5, -4.99), (0, 1e-7),
    ])
    func `ticks are round, evenly spaced, and the axis holds the values`(low: Double, high: Double) throws {
        let axis = PlotAxis("x", low...high)
        #expect(axis.range.lowerBound <= low + 1e-9 && axis.range.upperBound >= high - 1e-9)
        #expect((3...8).contains(axis.ticks.count))
        let step = axis.ticks[1] - axis.ticks[0]
        var mantissa = step
        while mantissa < 0.99 { mantissa *= 10 }
        while mantissa > 9.99 { mantissa /= 10 }
        #expect([1, 2, 5, 10].contains { abs(mantissa - $0) < 1e-6 })
        for tick in axis.ticks {
            #expect((axis.position(tick) + 1e-9) >= 0 && axis.position(tick) <= 1 + 1e-9)
            // No two ticks have the same number beside them.
            #expect(axis.ticks.count { $0.decimal(axis.digits) == tick.decimal(axis.digits) } == 1)
        }
    }

    @Test func `positions and values undo each other, forwards and backwards`() {
        for axis in [PlotAxis("x", 0...24, step: 4), PlotAxis("x", 0...24, step: 4, isReversed: true)] {
            for value in [0, 3.7, 24] { #expect(abs(axis.value(axis.position(value)) - value) < 1e-12) }
        }
        #expect(PlotAxis("x", 0...24, step: 4, isReversed: true).position(24) == 0)
        #expect(PlotAxis("x", 0...24, step: 4).ticks == [0, 4, 8, 12, 16, 20, 24])
    }

    @Test func `no extent and no number become an axis`() {
        for range in [0.5...0.5, 0.0...0.0, -Double.infinity...Double.infinity, 0...Double.infinity] {
            let axis = PlotAxis("x", range)
            #expect(axis.range.upperBound > axis.range.lowerBound && axis.range.upperBound.isFinite)
            #expect(!axis.ticks.isEmpty)
        }
    }
}
