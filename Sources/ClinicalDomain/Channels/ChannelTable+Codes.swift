extension ChannelTable {
    /// What a coded term measures.
    ///
    /// A code counts only when the text beside it does not contradict: a text that is known as something else, a
    /// reference id of ISO/IEEE 11073 (`MDC_…`) that is not the number's, or a known text beside an unknown number of
    /// a standard. Texts that are not known contradict nothing. A site's row for code and text comes before all that.
    ///
    /// - Parameters:
    ///   - term: the term as it was sent.
    ///   - alternate: the same in another coding system (components 4 to 6 of a CWE): used where the first is not
    ///     known, and a conflict where both are known and differ.
    public func meaning(of term: CodedTerm, alternate: CodedTerm? = nil) -> CodeMeaning {
        let first = meaning(ofOne: term)
        guard let alternate else { return first }
        let second = meaning(ofOne: alternate)
        switch (first, second) {
        case (.conflict, _), (_, .unknown), (.ignored, .ignored): return first
        case (_, .conflict), (.unknown, _): return second
        case (.channel(let one, _), .channel(let other, _)) where one.id == other.id: return first
        default: return .conflict(expected: "the code and the alternate code (component 4) mean different things")
        }
    }

    private func meaning(ofOne term: CodedTerm) -> CodeMeaning {
        var name = CodingSystem.shortName(term.system)
        if name.isEmpty, term.text.hasPrefix(Self.referencePrefix) || term.code.hasPrefix(Self.referencePrefix) {
            name = CodingSystem.mdc
        }
        guard let system = codeIndex.systems[name] else { return withoutRow(term, system: name) }
        let entry = Self.entry(term.code, in: system, name: name)
        if let entry, !entry.byName.isEmpty, let meaning = entry.byName[term.text] { return meaning }
        if let entry, let meaning = entry.meaning {
            if term.text.isEmpty || entry.names.contains(term.text) { return meaning }
            return conflict(entry, meaning, text: term.text, system: name) ?? meaning
        }
        if let rest = system.entries[CodeRow.anyCode]?.meaning {
            return codeIndex.meanings(ofText: term.text) == nil ? rest : .unknown
        }
        return withoutRow(term, system: name)
    }

    /// The row of a code: by the code, or by the name that stands in its place.
    private static func entry(_ code: String, in system: CodeIndex.System, name: String) -> CodeIndex.Entry? {
        if let entry = system.entries[code] { return entry }
        switch name {
        case CodingSystem.mdc: return system.codes[code].flatMap { system.entries[$0] }
        case CodingSystem.mdil: return system.entries[code.lowercased()]
        default: return nil
        }
    }

    /// What contradicts in the text beside a code whose row is known; nil for nothing.
    private func conflict(
        _ entry: CodeIndex.Entry, _ meaning: CodeMeaning, text: String, system: String
    ) -> CodeMeaning? {
        let channel: Channel? = if case .channel(let channel, _) = meaning { channel } else { nil }
        let expected = entry.names.first ?? channel?.display ?? "not for us"
        let owner = owner(ofName: text, in: system)
        if text.hasPrefix(Self.referencePrefix) || owner != nil {
            return .conflict(
                expected: "\(entry.code) is \(expected)" + (owner.map { ", the text beside it is \($0)" } ?? ""))
        }
        guard let possible = codeIndex.meanings(ofText: text), !possible.contains(channel?.id) else {
            return nil
        }
        return .conflict(expected: "\(entry.code) is \(expected), the text beside it means \(names(of: possible))")
    }

    private func withoutRow(_ term: CodedTerm, system: String) -> CodeMeaning {
        if system == CodingSystem.mdc, Self.descriptions.contains(where: { term.names($0) }) { return .ignored }
        guard Self.standards.contains(system) else { return .unknown }
        if let owner = owner(ofName: term.text, in: system) {
            return .conflict(expected: "the text beside the code is \(owner), and the code is not known")
        }
        guard let possible = codeIndex.meanings(ofText: term.text) else { return .unknown }
        return .conflict(expected: "the text beside the code means \(names(of: possible)), and the code is not known")
    }

    /// The code that a name of a standard belongs to.
    private func owner(ofName name: String, in system: String) -> String? {
        let system = system == CodingSystem.mdil ? CodingSystem.mdc : system
        return codeIndex.systems[system]?.codes[name]
    }

    private func names(of possible: Set<ChannelID?>) -> String {
        possible.map { $0.map { self[$0]?.display ?? $0.rawValue } ?? "something that is not taken" }.sorted()
            .joined(separator: " or ")
    }

    /// How reference ids of ISO/IEEE 11073-10101 begin.
    static let referencePrefix = "MDC_"
    /// How the reference ids of devices and of attributes begin, whose rows describe the device and measure nothing.
    private static let descriptions = ["MDC_DEV_", "MDC_ATTR_"]
    /// Systems whose codes are fixed by a standard, so that a known text beside an unknown code is a contradiction.
    private static let standards: Set<String> = [CodingSystem.loinc, CodingSystem.mdc, CodingSystem.mdil]
}

extension CodedTerm {
    /// Whether code or text begins so.
    fileprivate func names(_ prefix: String) -> Bool { code.hasPrefix(prefix) || text.hasPrefix(prefix) }
}
