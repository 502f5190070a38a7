public import ClinicalDomain

/// Which patients to list; every condition that is given must hold.
public struct PatientFilter: Sendable, Hashable {
    /// In this unit.
    public var unit: String?
    /// Of this identifier, also one that was given up in a merge.
    public var identifier: String?
    /// With an observation at or after this time.
    public var since: Instant?
    /// Whether discharged stays are left out.
    public var openOnly: Bool
    /// At most so many.
    public var limit: Int

    /// A filter of its conditions; by default everybody who is not discharged.
    public init(
        unit: String? = nil, identifier: String? = nil, since: Instant? = nil, openOnly: Bool = true, limit: Int = 1000
    ) {
        (self.unit, self.identifier, self.since) = (unit, identifier, since)
        (self.openOnly, self.limit) = (openOnly, limit)
    }
}
