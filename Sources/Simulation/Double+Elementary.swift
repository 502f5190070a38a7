#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The four functions of the C mathematics library that the simulation needs, in one place.
extension Double {
    /// e to the power of this number.
    var exponential: Double { exp(self) }

    /// The natural logarithm; the number must be positive.
    var naturalLogarithm: Double { log(self) }

    /// The cosine of this many turns: 1 at 0, −1 at one half.
    var cosineOfTurns: Double { cos(2 * Double.pi * self) }

    /// This number to the power of `exponent`; the number must not be negative.
    func raised(to exponent: Double) -> Double { pow(self, exponent) }

    /// The nearest value within `range`.
    func clamped(to range: ClosedRange<Double>) -> Double {
        Swift.min(Swift.max(self, range.lowerBound), range.upperBound)
    }
}
