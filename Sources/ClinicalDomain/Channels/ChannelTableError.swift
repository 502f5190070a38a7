/// Why a row cannot be added to a channel table.
public enum ChannelTableError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The row names a channel that is not in the table.
    case unknownChannel(SiteRows.Place, name: String)
    /// An earlier row says something else of the same channel, code or unit.
    case contradiction(SiteRows.Place, earlier: SiteRows.Place)
    /// The row measures a known channel in another unit.
    case changedUnit(SiteRows.Place, channel: ChannelID, unit: String)
    /// The row gives a code to another channel than the built-in table.
    case changedCode(SiteRows.Place, channel: ChannelID)
    /// The row gives a unit another meaning than the built-in table.
    case changedMeaning(SiteRows.Place, unit: String)
    /// No channel accepts the unit.
    case unacceptedUnit(SiteRows.Place, unit: String)

    /// The row.
    public var place: SiteRows.Place {
        switch self {
        case .unknownChannel(let place, _), .contradiction(let place, _), .changedUnit(let place, _, _),
            .changedCode(let place, _), .changedMeaning(let place, _), .unacceptedUnit(let place, _):
            place
        }
    }

    /// What is wrong.
    public var description: String {
        switch self {
        case .unknownChannel(_, let name): "there is no channel \"\(name)\""
        case .contradiction(_, let earlier): "\(earlier) says something else of the same"
        case .changedUnit(_, let channel, let unit): "the unit of \(channel) is \(unit) and cannot be changed"
        case .changedCode(_, let channel): "the built-in table takes this code for \(channel)"
        case .changedMeaning(_, let unit): "the built-in table takes this unit for \(unit)"
        case .unacceptedUnit(_, let unit): "no channel accepts the unit \"\(unit)\""
        }
    }

    /// What to do about it.
    public var hint: String {
        switch self {
        case .unknownChannel: "`wardwatch channels` lists the channels; [[channel]] adds one"
        case .contradiction: "remove one of the two rows"
        case .changedUnit: "give other units in `units`, with their factors"
        case .changedCode: "give the code with channel = \"\" to ignore it; another channel it cannot become"
        case .changedMeaning: "give the text that the device sends beside it; the row then holds for that text only"
        case .unacceptedUnit: "give a unit in UCUM that stands in `wardwatch channels`, or add it to a [[channel]]"
        }
    }
}
