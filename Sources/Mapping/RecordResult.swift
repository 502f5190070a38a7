internal import ClinicalDomain

/// One value of a record, with what it is a value of.
struct RecordResult {
    /// What a file says that it measures.
    struct Reference: Hashable {
        /// A code; a LOINC code where no system is named and there is such a one.
        var code: String?
        /// The coding system of the code.
        var system: String?
        /// The name of a channel, where there is no code.
        var channel: String?

        /// What was looked up.
        var text: String { code.map { code in system.map { "\(code) (\($0))" } ?? code } ?? channel ?? "" }

        /// What it means by a table of channels.
        func resolved(in table: ChannelTable) -> Resolution {
            if let code {
                let systems = system.map { [$0] } ?? ["LN", ""]
                for system in systems {
                    switch table.meaning(of: CodedTerm(code: code, system: system)) {
                    case .channel(let channel, let rank): return .channel(channel, code: code, rank: rank)
                    case .ignored: return .ignored
                    case .conflict(let expected): return .conflict(expected: expected)
                    case .unknown: continue
                    }
                }
                return .unknown
            }
            guard let channel, let found = table[ChannelID(channel)] else { return .unknown }
            return .channel(found, code: found.loincCodes.first ?? "", rank: 0)
        }
    }

    /// What a reference means.
    enum Resolution {
        /// A channel, the code that stands for it, and how good the source is.
        case channel(Channel, code: String, rank: Int)
        /// Known and not for us.
        case ignored
        /// Code and text mean different things.
        case conflict(expected: String)
        /// Not in the table.
        case unknown
    }

    /// What all values of one column have in common.
    struct Series: Hashable, Sendable {
        /// What tells the results of one row apart.
        struct Key: Hashable {
            let channel: ChannelID
            let code: String
            let subID: String
        }

        /// The name of the column, for places.
        var column: String
        /// What is measured.
        var channel: Channel
        /// The code that named the channel, or its own.
        var code: String
        /// How good the source is.
        var rank: Int
        /// The unit as the file writes it.
        var unit: String
        /// Which of several of the same code.
        var subID: String

        var key: Key { Key(channel: channel.id, code: code, subID: subID) }
    }

    /// What is measured and how.
    var series: Series
    /// The value as it is written.
    var text: String

    /// Whether a unit can be a unit of a channel.
    static func accepts(_ unit: String, _ channel: Channel, _ table: ChannelTable) -> Bool {
        if unit.isEmpty { return channel.unit.hasPrefix("{") }
        if channel.canonicalValue(1, unit: unit) != nil { return true }
        if case .unit = table.unit(CodedTerm(code: unit), of: channel) { return true }
        return false
    }
}
