/// Rounding of measured values to the precision in which a chart records them, so that no value falls between bands.
enum ChartedPrecision {
    /// The value in whole units, half up: 20.5 becomes 21.
    ///
    /// A hair is added so that 35.05 in tenths counts as a half although its binary form lies below. Far outside of any
    /// chart the value stays where it was cut off, so that no stored value can trap.
    static func wholes(_ value: Double) -> Int {
        value.isNaN ? 0 : Int((min(max(value, -1e6), 1e6) + 1e-9 + 0.5).rounded(.down))
    }

    /// The value in tenths of a unit, half up: 35.05 becomes 351.
    static func tenths(_ value: Double) -> Int { wholes(value * 10) }
}
