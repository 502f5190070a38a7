/// The rows of codes and texts, arranged for look-up.
struct CodeIndex: Sendable {
    /// What is known of one code.
    ///
    /// A class, because a look-up would otherwise copy channels several times over.
    final class Entry: Sendable {
        /// The code as it stands in the row.
        let code: String
        /// The texts that belong to the code.
        let names: [String]
        /// What the code means beside any text that does not contradict; nil when a text is needed.
        let meaning: CodeMeaning?
        /// What the code means beside certain texts.
        let byName: [String: CodeMeaning]

        init(code: String, rows: [CodeRow], channels: [ChannelID: Channel]) {
            let open = rows.filter { !$0.needsName }
            self.code = code
            names = open.flatMap(\.names)
            meaning = open.last.flatMap { CodeIndex.meaning(of: $0, channels) }
            let named = rows.filter(\.needsName).flatMap { row in row.names.map { ($0, row) } }
            byName = Dictionary(named) { $1 }.compactMapValues { CodeIndex.meaning(of: $0, channels) }
        }
    }

    /// What is known of one coding system.
    struct System {
        var entries: [String: Entry] = [:]
        /// The code that a name of the standard belongs to.
        var codes: [String: String] = [:]
    }

    private(set) var systems: [String: System] = [:]
    /// What free texts can mean, as they are written in the table and by ``folded(_:)``.
    private var texts: [String: Set<ChannelID?>] = [:]

    /// An index of rows; of two rows for the same code and text the later one counts.
    ///
    /// - Parameters:
    ///   - rows: the codes; one of a channel that is not there is left out.
    ///   - texts: the texts.
    ///   - channels: the channels by name.
    init(_ rows: [CodeRow], texts: [TextRow], channels: [ChannelID: Channel]) {
        for (name, rows) in Dictionary(grouping: rows, by: \.system) {
            var system = System()
            let byCode = Dictionary(grouping: rows) { name == CodingSystem.mdil ? $0.code.lowercased() : $0.code }
            for (code, rows) in byCode {
                let entry = Entry(code: code, rows: rows, channels: channels)
                system.entries[code] = entry
                for text in entry.names { system.codes[text] = code }
            }
            systems[name] = system
        }
        addHexadecimalCodes()
        for row in texts {
            let possible: Set<ChannelID?> = row.channels.isEmpty ? [nil] : Set(row.channels)
            for key in Set([row.text, Self.folded(row.text)]) { self.texts[key, default: []].formUnion(possible) }
        }
    }

    /// What a free text can mean: channels, or nil for what is known and not for us; none when it is not known.
    func meanings(ofText text: String) -> Set<ChannelID?>? { texts[text] ?? texts[Self.folded(text)] }

    /// A text without letter case and without spaces around it.
    private static func folded(_ text: String) -> String {
        let lower = text.lowercased()
        guard lower.first == " " || lower.last == " " else { return lower }
        return String(lower.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }

    private static func meaning(of row: CodeRow, _ channels: [ChannelID: Channel]) -> CodeMeaning? {
        guard let id = row.channel else { return .ignored }
        return channels[id].map { .channel($0, rank: row.rank) }
    }

    /// Adds the codes by which Philips means the standard's numbers, where they have no rows of their own.
    private mutating func addHexadecimalCodes() {
        for (code, entry) in systems[CodingSystem.mdc]?.entries ?? [:] {
            guard let text = Int(code).flatMap(MDILCode.text) else { continue }
            if systems[CodingSystem.mdil]?.entries[text] == nil {
                systems[CodingSystem.mdil, default: System()].entries[text] = entry
            }
        }
    }
}
