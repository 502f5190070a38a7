public import ClinicalDomain

extension SequenceSchema {
    /// The channel that each feature of a step belongs to, in the order of the features; nil for age, sex and clock.
    public var channelOfFeature: [ChannelID?] {
        columns.enumerated().flatMap { index, column in
            [ChannelID?](repeating: index < channels.count ? channels[index].id : nil, count: column.range.count)
        }
    }
}
