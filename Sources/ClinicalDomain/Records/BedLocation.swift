/// Where a bed stands, as a device or an admission names it (PV1-3).
public struct BedLocation: Hashable, Sendable {
    /// Point of care (PV1-3.1), such as a ward; empty when unknown.
    public var unit: String
    /// Room and bed (PV1-3.2 and 3.3) joined by a hyphen, or the bed alone; empty when unknown.
    public var bed: String

    /// A place of its parts.
    public init(unit: String, bed: String) { (self.unit, self.bed) = (unit, bed) }
}
