/// One row of the channel table: what a channel is called, coded and measured in, and what values it can take.
public struct Channel: Sendable, Hashable {
    /// What kind of quantity the channel holds.
    public enum Category: String, Sendable, Codable {
        /// Measured at the bedside.
        case vitalSign = "vital-sign"
        /// Measured in the laboratory.
        case laboratory
        /// Everything else: demographics, treatment, fluids.
        case other
    }

    /// The channel's name.
    public let id: ChannelID
    /// The name as a clinician reads it.
    public let display: String
    /// LOINC codes that mean this channel; the first is the one written out.
    public let loincCodes: [String]
    /// The canonical unit in UCUM.
    public let unit: String
    /// Units accepted besides the canonical one.
    public let conversions: [UnitConversion]
    /// Values outside are physically or physiologically impossible and are quarantined; both ends belong to the range.
    public let plausibleRange: ClosedRange<Double>
    /// What kind of quantity the channel holds.
    public let category: Category

    /// The value in the canonical unit, or nil when the unit is not accepted for this channel.
    ///
    /// - Parameters:
    ///   - value: the value as it arrived.
    ///   - unit: its unit, in UCUM or one of the names listed in the table; compared exactly.
    public func canonicalValue(_ value: Double, unit: String) -> Double? {
        if unit == self.unit { return value }
        return conversions.first { $0.unit == unit }.map { value * $0.factor + $0.offset }
    }

    /// All units accepted, the canonical one first.
    public var acceptedUnits: [String] { [unit] + conversions.map(\.unit) }
}

/// An accepted unit and how it becomes the canonical one: `canonical = value * factor + offset`.
public struct UnitConversion: Sendable, Hashable {
    /// The unit as it arrives.
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
