extension ChannelTable {
    /// What a unit means for a channel: its code, its text and its system as they were sent.
    ///
    /// Numbers of ISO/IEEE 11073-10101, codes of Philips and a site's own codes count by their rows, everything else
    /// by how it is spelled. The text must not contradict, as for codes. A unit that the channel does not accept is
    /// unknown: none is guessed, and none is a default.
    public func unit(_ term: CodedTerm, of channel: Channel) -> UnitMeaning {
        let system = CodingSystem.shortName(term.system)
        let entry = unitEntry(term.code, in: system)
        if let unit = entry?.byName[term.text] { return accepted(unit, by: channel) }
        let byCode = entry?.unit ?? spelled(term.code, of: channel)
        let byText = spelled(term.text, of: channel)
        if let byCode, let entry, term.text.hasPrefix(Self.referencePrefix), !entry.names.contains(term.text) {
            return .conflict(expected: "\(term.code) is \(entry.names.first ?? byCode)")
        }
        switch (byCode, byText) {
        case (let unit?, let other?) where unit != other:
            return .conflict(expected: "\(term.code) is \(unit), the text beside it is \(other)")
        case (let unit?, _): return accepted(unit, by: channel)
        case (nil, let other?) where term.code.isEmpty: return accepted(other, by: channel)
        case (nil, let other?) where system == CodingSystem.mdc || system == CodingSystem.mdil:
            return .conflict(expected: "the text beside the code is \(other), and the code is not known")
        case (nil, _): return .unknown
        }
    }

    /// The UCUM unit that the table's rows give to a code.
    func knownUnit(_ code: String, in system: String) -> String? { unitEntry(code, in: system)?.unit }

    private func unitEntry(_ code: String, in system: String) -> UnitIndex.Entry? {
        let rows = unitIndex.systems[system]
        if let entry = rows?[code] { return entry }
        return system == CodingSystem.mdil ? rows?[code.lowercased()] : nil
    }

    /// The UCUM unit of a text that needs no system: UCUM itself, a reference id, or a usual spelling.
    private func spelled(_ text: String, of channel: Channel) -> String? {
        channel.accepts(unit: text) ? text : unitIndex.references[text] ?? unitIndex.spelling(text)
    }

    private func accepted(_ unit: String, by channel: Channel) -> UnitMeaning {
        channel.accepts(unit: unit) ? .unit(unit) : .unknown
    }
}
