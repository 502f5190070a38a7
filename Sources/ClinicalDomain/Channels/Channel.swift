/// One row of the channel table: what a channel is called and measured in, and what values it can take.
public struct Channel: Sendable, Hashable {
    /// What kind of quantity the channel holds.
    public enum Category: String, Sendable, Codable, CaseIterable {
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
    public internal(set) var loincCodes: [String]
    /// The canonical unit in UCUM.
    public let unit: String
    /// Units accepted besides the canonical one, in UCUM.
    public let conversions: [UnitConversion]
    /// Values outside are physically or physiologically impossible and are quarantined; both ends belong to the range.
    public let plausibleRange: ClosedRange<Double>
    /// What kind of quantity the channel holds.
    public let category: Category

    /// A channel of its parts.
    public init(
        id: ChannelID, display: String, loincCodes: [String] = [], unit: String, conversions: [UnitConversion] = [],
        plausibleRange: ClosedRange<Double>, category: Category
    ) {
        (self.id, self.display, self.loincCodes) = (id, display, loincCodes)
        (self.unit, self.conversions) = (unit, conversions)
        (self.plausibleRange, self.category) = (plausibleRange, category)
    }

    /// The value in the canonical unit, or nil when the unit is not accepted for this channel.
    ///
    /// Other spellings of a unit are the table's business: ``ChannelTable/unit(_:of:)``.
    ///
    /// - Parameters:
    ///   - value: the value as it arrived.
    ///   - unit: its unit in UCUM; compared exactly.
    public func canonicalValue(_ value: Double, unit: String) -> Double? {
        if unit == self.unit { return value }
        return conversions.first { $0.unit == unit }.map { value * $0.factor + $0.offset }
    }

    /// All units accepted, the canonical one first.
    public var acceptedUnits: [String] { [unit] + conversions.map(\.unit) }

    /// Whether a unit in UCUM is accepted.
    public func accepts(unit: String) -> Bool { unit == self.unit || conversions.contains { $0.unit == unit } }
}
