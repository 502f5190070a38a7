/// The channels that are known, with look-up by name and by LOINC code.
public struct ChannelTable: Sendable {
    /// All channels in the order of the table.
    public let channels: [Channel]
    private let byID: [ChannelID: Int]
    private let byLOINC: [String: Int]

    /// A table of the given rows.
    ///
    /// Names and LOINC codes must be unique.
    public init(_ channels: [Channel]) {
        self.channels = channels
        byID = Dictionary(uniqueKeysWithValues: channels.indices.map { (channels[$0].id, $0) })
        byLOINC = Dictionary(
            uniqueKeysWithValues: channels.indices.flatMap { index in
                channels[index].loincCodes.map { ($0, index) }
            })
    }

    /// The channel of that name.
    public subscript(id: ChannelID) -> Channel? { byID[id].map { channels[$0] } }

    /// The channel that a LOINC code means.
    public func channel(loinc code: String) -> Channel? { byLOINC[code].map { channels[$0] } }
}
