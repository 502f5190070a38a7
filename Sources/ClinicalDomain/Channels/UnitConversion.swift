/// An accepted unit and how it becomes the canonical one: `canonical = value * factor + offset`.
public struct UnitConversion: Sendable, Hashable {
    /// The unit as it arrives, in UCUM.
    public let unit: String
    /// Multiplier.
    public let factor: Double
    /// Summand, in the canonical unit.
    public let offset: Double

    /// A conversion; the default is another name for the same unit.
    public init(_ unit: String, factor: Double = 1, offset: Double = 0) {
        (self.unit, self.factor, self.offset) = (unit, factor, offset)
    }
}
