/// The channels that are known, and what the codes, texts, units and sentinels of senders mean for them.
///
/// A value, built once: look-ups take constant time.
public struct ChannelTable: Sendable {
    /// All channels in the order of the table.
    public let channels: [Channel]
    /// What codes mean, besides the LOINC codes that stand in the channels.
    public let codes: [CodeRow]
    /// What texts beside codes mean.
    public let texts: [TextRow]
    /// How units are written.
    public let units: [UnitRow]
    /// Numbers that mean "nothing measured".
    public let sentinels: [SentinelRow]

    private let byID: [ChannelID: Int]
    let codeIndex: CodeIndex
    let unitIndex: UnitIndex
    private let sentinelValues: [Double: Set<ChannelID?>]

    /// A table of rows.
    ///
    /// Names of channels must be unique, a code may mean one thing only, and codes name channels of the table; rows
    /// from outside are checked by ``adding(_:)``.
    public init(
        _ channels: [Channel], codes: [CodeRow] = [], texts: [TextRow] = [], units: [UnitRow] = [],
        sentinels: [SentinelRow] = []
    ) {
        var channels = channels
        let byID = Dictionary(uniqueKeysWithValues: channels.indices.map { (channels[$0].id, $0) })
        let own = channels.flatMap { channel in
            channel.loincCodes.map { CodeRow(system: CodingSystem.loinc, code: $0, channel: channel.id) }
        }
        for row in codes where row.system == CodingSystem.loinc && !row.needsName && row.code != CodeRow.anyCode {
            guard let index = row.channel.flatMap({ byID[$0] }), !channels[index].loincCodes.contains(row.code) else {
                continue
            }
            channels[index].loincCodes.append(row.code)
        }
        (self.channels, self.byID) = (channels, byID)
        (self.codes, self.texts, self.units, self.sentinels) = (codes, texts, units, sentinels)
        codeIndex = CodeIndex(own + codes, texts: texts, channels: byID.mapValues { channels[$0] })
        unitIndex = UnitIndex(units)
        sentinelValues = Dictionary(grouping: sentinels, by: \.value).mapValues { Set($0.map(\.channel)) }
    }

    /// The channel of that name.
    public subscript(id: ChannelID) -> Channel? { byID[id].map { channels[$0] } }

    /// The channel that a LOINC code means.
    public func channel(loinc code: String) -> Channel? {
        if case .channel(let channel, _) = meaning(of: CodedTerm(code: code, system: CodingSystem.loinc)) {
            return channel
        }
        return nil
    }

    /// Whether a number says that nothing was measured.
    ///
    /// - Parameters:
    ///   - number: the number as it was sent.
    ///   - channel: the channel that it is said to be of.
    ///   - unit: its unit in UCUM; nil where it is not known, and then the canonical one.
    public func isSentinel(_ number: Double, of channel: Channel, unit: String? = nil) -> Bool {
        guard let owners = sentinelValues[number] else { return false }
        if owners.contains(channel.id) { return true }
        let value = unit.flatMap { channel.canonicalValue(number, unit: $0) } ?? number
        return owners.contains(nil) && !channel.plausibleRange.contains(value)
    }
}
