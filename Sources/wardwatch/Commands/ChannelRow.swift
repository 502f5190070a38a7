import ClinicalDomain

/// A channel in a listing.
struct ChannelRow: ListingRow {
    private let channel: Channel
    private let codes: [CodeRow]

    init(_ channel: Channel, in table: ChannelTable) {
        self.channel = channel
        codes = table.codes.filter { $0.channel == channel.id && $0.system != CodingSystem.loinc }
    }

    static let columns: [ListingColumn] = [
        "channel", "unit", .spare("also", 2), "plausible", .spare("loinc", 1), .spare("codes", 3),
    ]

    static let fields = ["channel", "display", "category", "unit", "plausible", "loinc"]

    var cells: [String] {
        [
            channel.id.rawValue, channel.unit, channel.conversions.map(\.unit).joined(separator: " "),
            channel.plausibleRange.text, channel.loincCodes.joined(separator: " "), counts,
        ]
    }

    /// How many codes each system has, `MDC 7, MDIL 4`; the json and markdown formats show them all.
    private var counts: String {
        Dictionary(grouping: codes, by: \.system).sorted { $0.key < $1.key }
            .map { "\($0.isEmpty ? "none" : $0) \($1.count)" }.joined(separator: ", ")
    }

    func encode(to encoder: any Encoder) throws { try ChannelsDocument.ChannelElement(channel).encode(to: encoder) }
}
