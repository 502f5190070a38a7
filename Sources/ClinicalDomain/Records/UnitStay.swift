/// A unit where a patient lies from a moment on.
public struct UnitStay: Hashable, Sendable {
    /// From when on.
    public var since: Instant
    /// Point of care (PV1-3.1); empty when unknown.
    public var unit: String

    /// A unit and since when.
    public init(since: Instant, unit: String) { (self.since, self.unit) = (since, unit) }
}
