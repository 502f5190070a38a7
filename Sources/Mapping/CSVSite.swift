public import ClinicalDomain

/// What the site says about the files it hands over.
public struct CSVSite: Sendable {
    /// The channels that are known.
    public var channels: ChannelTable
    /// The zone of local times in files that name none; nil: such times are refused.
    public var zone: CSVTimeZone?
    /// The zone of an IANA name such as `Europe/Berlin`; nil for a name that is not known.
    public var zoneNamed: @Sendable (String) -> CSVTimeZone?

    /// A site of its parts; by default one whose files write offsets, or times in UTC.
    public init(
        channels: ChannelTable = .standard, zone: CSVTimeZone? = nil,
        zoneNamed: @escaping @Sendable (String) -> CSVTimeZone? = { $0 == "UTC" ? .utc : nil }
    ) {
        (self.channels, self.zone, self.zoneNamed) = (channels, zone, zoneNamed)
    }
}
