internal import ClinicalDomain
internal import TOMLKit

/// One row of a channel file, read key by key.
struct ChannelFileRow {
    private let table: TOMLTable
    private let path: String
    private let place: SiteRows.Place

    init(_ table: TOMLTable, path: String, place: SiteRows.Place) {
        (self.table, self.path, self.place) = (table, path, place)
    }

    func channel(base: ChannelTable) throws(ChannelFileError) -> Channel {
        try allow("name", "display", "unit", "plausible", "category", "units")
        let name = try text("name")
        guard name.utf8.count <= 64, let first = name.utf8.first, (97...122).contains(first),
            name.utf8.allSatisfy({ (97...122).contains($0) || (65...90).contains($0) || (48...57).contains($0) })
        else { throw wrong("name", "a name such as heartRate: letters and digits, a small letter first, at most 64") }
        let known = base[ChannelID(name)]
        guard let range = try range() ?? known?.plausibleRange else { throw wrong("plausible", Self.rangeForm) }
        return Channel(
            id: ChannelID(name), display: try text("display", known: known?.display),
            unit: try text("unit", known: known?.unit),
            conversions: (known?.conversions ?? []) + (try conversions(besides: known)), plausibleRange: range,
            category: try category() ?? known?.category ?? .other)
    }

    func code() throws(ChannelFileError) -> CodeRow {
        try allow("system", "code", "text", "channel", "rank")
        let name = try optionalText("text") ?? ""
        var rank = 0
        if let value = table["rank"] {
            guard let number = value.int, (0...9).contains(number) else {
                throw wrong("rank", "a whole number, 0 to 9")
            }
            rank = number
        }
        let channel = try text("channel", mayBeEmpty: true)
        return CodeRow(
            system: try optionalText("system") ?? "", code: try text("code"), names: name.isEmpty ? [] : [name],
            needsName: !name.isEmpty, channel: channel.isEmpty ? nil : ChannelID(channel), rank: rank)
    }

    func unit() throws(ChannelFileError) -> UnitRow {
        try allow("system", "code", "text", "unit")
        let name = try optionalText("text") ?? ""
        return UnitRow(
            system: try optionalText("system") ?? "", code: try text("code"), names: name.isEmpty ? [] : [name],
            needsName: !name.isEmpty, unit: try text("unit"))
    }

    func sentinel() throws(ChannelFileError) -> SentinelRow {
        try allow("value", "channel")
        let value = table["value"]
        guard let number = Self.number(value) ?? value?.string.flatMap(Double.init), number.isFinite else {
            throw wrong("value", "a number such as -999")
        }
        return SentinelRow(number, channel: try optionalText("channel").map { ChannelID($0) })
    }

    private func allow(_ keys: String...) throws(ChannelFileError) {
        for key in table.keys.sorted() where !keys.contains(key) {
            throw ChannelFileError.row(
                path: path, place: "\(place)", problem: "unknown key \(key)",
                hint: ChannelFileHint.hint(for: key, among: keys) { "did you mean \($0)?" }
                    ?? "keys of a row: \(keys.joined(separator: ", "))")
        }
    }

    private func wrong(_ key: String, _ expected: String) -> ChannelFileError {
        .row(
            path: path, place: "\(place)", problem: "\(key) must be \(expected)",
            hint: "docs/channels.md shows the rows")
    }

    private func optionalText(_ key: String) throws(ChannelFileError) -> String? {
        guard let value = table[key] else { return nil }
        guard let text = value.string else { throw wrong(key, "a text in quotes") }
        return text
    }

    private func text(
        _ key: String, known: String? = nil, mayBeEmpty: Bool = false
    ) throws(ChannelFileError) -> String {
        guard let text = try optionalText(key) ?? known, mayBeEmpty || !text.isEmpty else {
            throw wrong(key, mayBeEmpty ? "given, \"\" for none" : "given as a text in quotes")
        }
        return text
    }

    private func range() throws(ChannelFileError) -> ClosedRange<Double>? {
        guard let value = table["plausible"] else { return nil }
        let numbers = value.array.map { $0.map { Self.number($0) } } ?? []
        guard numbers.count == 2, let low = numbers[0], let high = numbers[1], low.isFinite, high.isFinite, low < high
        else { throw wrong("plausible", Self.rangeForm) }
        return low...high
    }

    private func category() throws(ChannelFileError) -> Channel.Category? {
        guard let text = try optionalText("category") else { return nil }
        guard let category = Channel.Category(rawValue: text) else {
            throw wrong("category", Channel.Category.allCases.map(\.rawValue).joined(separator: ", "))
        }
        return category
    }

    private func conversions(besides known: Channel?) throws(ChannelFileError) -> [UnitConversion] {
        guard let value = table["units"] else { return [] }
        let expected = "a list such as [{ unit = \"kPa\", factor = 7.500616827, offset = 0 }]"
        guard let array = value.array else { throw wrong("units", expected) }
        var result: [UnitConversion] = []
        for element in array {
            guard let table = element.table, let unit = table["unit"]?.string, !unit.isEmpty,
                let factor = Self.number(table["factor"], absent: 1), factor.isFinite, factor != 0,
                let offset = Self.number(table["offset"], absent: 0), offset.isFinite,
                Set(table.keys).isSubset(of: ["unit", "factor", "offset"])
            else { throw wrong("units", expected) }
            guard known?.accepts(unit: unit) != true, !result.contains(where: { $0.unit == unit }) else {
                throw wrong("units", "without \(unit), which is accepted already")
            }
            result.append(UnitConversion(unit, factor: factor, offset: offset))
        }
        return result
    }

    private static let rangeForm = "two numbers, the lower one first: [0, 350]"

    private static func number(_ value: (any TOMLValueConvertible)?, absent: Double? = nil) -> Double? {
        guard let value else { return absent }
        return value.double ?? value.int.map { Double($0) }
    }
}
