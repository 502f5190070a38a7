import ClinicalDomain

/// The channel table as JSON; see docs/cli-json.md.
struct ChannelsDocument: Encodable {
    struct ChannelElement: Encodable {
        let channel, display, category, unit: String
        let units: [UnitElement]
        let plausible: [Double]
        let loinc: [String]
    }

    struct UnitElement: Encodable {
        let unit: String
        let factor, offset: Double
    }

    struct CodeElement: Encodable {
        let system, code: String
        let names: [String]
        let needsName: Bool
        /// Absent where the code is known and not for us.
        let channel: String?
        let rank: Int
    }

    struct TextElement: Encodable {
        let text: String
        let channels: [String]
    }

    struct SpellingElement: Encodable {
        let system, code: String
        let names: [String]
        let needsName: Bool
        let unit: String
    }

    struct SentinelElement: Encodable {
        let value: Double
        let channel: String?
    }

    let version = Listing.version
    let channels: [ChannelElement]
    let codes: [CodeElement]
    let texts: [TextElement]
    let units: [SpellingElement]
    let sentinels: [SentinelElement]

    init(_ table: ChannelTable) {
        channels = table.channels.map { ChannelElement($0) }
        codes = table.codes.map {
            CodeElement(
                system: $0.system, code: $0.code, names: $0.names, needsName: $0.needsName,
                channel: $0.channel?.rawValue, rank: $0.rank)
        }
        texts = table.texts.map { TextElement(text: $0.text, channels: $0.channels.map(\.rawValue)) }
        units = table.units.map {
            SpellingElement(
                system: $0.system, code: $0.code, names: $0.names, needsName: $0.needsName, unit: $0.unit)
        }
        sentinels = table.sentinels.map { SentinelElement(value: $0.value, channel: $0.channel?.rawValue) }
    }
}

extension ChannelsDocument.ChannelElement {
    init(_ channel: Channel) {
        self.init(
            channel: channel.id.rawValue, display: channel.display, category: channel.category.rawValue,
            unit: channel.unit,
            units: channel.conversions.map {
                ChannelsDocument.UnitElement(unit: $0.unit, factor: $0.factor, offset: $0.offset)
            },
            plausible: [channel.plausibleRange.lowerBound, channel.plausibleRange.upperBound],
            loinc: channel.loincCodes)
    }
}
