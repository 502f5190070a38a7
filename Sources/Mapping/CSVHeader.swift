internal import ClinicalDomain

/// What stands above the rows of a CSV file: how to read it, and what its columns mean.
struct CSVHeader: Sendable {
    /// What a column holds.
    enum Role: Hashable, Sendable {
        /// A field of ``ObservationRecord``.
        case field(String)
        /// Values of one channel.
        case result(RecordResult.Series)
        /// Nothing that is taken.
        case ignored
    }

    /// The names of the columns, white space folded.
    private(set) var names: [String] = []
    /// The meaning of each column.
    private(set) var roles: [Role] = []
    /// Fields that are the same in every row.
    private(set) var constants: [String: String] = [:]
    /// What stands between cells.
    private(set) var delimiter = UInt8(ascii: ",")
    /// Whether numbers have a comma for a point.
    private(set) var hasDecimalComma = false
    /// What stands in a cell that holds nothing; an empty cell always does.
    private(set) var missing: Set<String> = ["NA", "NaN", "NULL"]
    /// How times are written.
    private(set) var times: CSVTimes
    /// The number of the first row in the file that it was taken from; nil for a file that is whole.
    private(set) var firstRow: Int?

    /// The fields of columns by the name that the file gives them, for places.
    var fieldNames: [String: String] {
        Dictionary(
            zip(roles, names).compactMap { role, name in
                if case .field(let field) = role { (field, name) } else { nil }
            }, uniquingKeysWith: { first, _ in first })
    }

    /// Whether each row holds one value for each of several channels.
    var isWide: Bool { roles.contains { if case .result = $0 { true } else { false } } }

    private let site: CSVSite
    /// Columns by name as `#wardwatch` and `#column` say.
    private var mapped: [String: Role] = [:]
    private var statesDelimiter = false

    /// A header of which nothing has been read yet.
    init(site: CSVSite) {
        self.site = site
        times = CSVTimes(zone: site.zone)
    }

    // MARK: - The lines above

    /// Takes a line that begins with `#`, or the `sep=;` of spreadsheet programs.
    mutating func take(_ line: String, number: Int) throws(FileFormatError) {
        if let delimiter = Self.separator(line) {
            (self.delimiter, statesDelimiter) = (delimiter, true)
            return
        }
        guard let directive = CSVDirective(line: line) else { return }
        do throws(DirectiveFault) {
            switch directive.name {
            case "wardwatch": for word in directive.words { try takeOption(word) }
            case "constant": for word in directive.words { try takeConstant(word) }
            case "column": try takeColumn(directive.words)
            default:
                throw DirectiveFault("#\(directive.name)", "#wardwatch, #constant, #column, or # and a space")
            }
        } catch {
            throw .directive(line: number, found: error.found, expected: error.expected)
        }
    }

    /// Whether a line is `sep=` and one character.
    static func separator(_ line: String) -> UInt8? {
        let bytes = Array(line.utf8)
        return bytes.count == 5 && bytes.starts(with: "sep=".utf8) && delimiters.values.contains(bytes[4])
            ? bytes[4] : nil
    }

    private static let delimiters: [String: UInt8] = [
        ",": UInt8(ascii: ","), "comma": UInt8(ascii: ","), ";": UInt8(ascii: ";"), "semicolon": UInt8(ascii: ";"),
        "|": UInt8(ascii: "|"), "pipe": UInt8(ascii: "|"), "\t": 9, "tab": 9,
    ]

    private mutating func takeOption(_ word: CSVDirective.Word) throws(DirectiveFault) {
        let text = word.text
        switch word.key {
        case "delimiter":
            guard let delimiter = Self.delimiters[text] else {
                throw DirectiveFault("delimiter=\(text)", "comma, semicolon, tab or pipe")
            }
            (self.delimiter, statesDelimiter) = (delimiter, true)
        case "decimal":
            guard ["comma", ",", "point", "."].contains(text) else {
                throw DirectiveFault("decimal=\(text)", "comma or point")
            }
            hasDecimalComma = text == "comma" || text == ","
        case "missing": missing = Set(word.list)
        case "time-format": times.timeFormat = try format(text, of: "time-format")
        case "date-format": times.dateFormat = try format(text, of: "date-format")
        case "time-zone":
            guard let zone = site.zoneNamed(text) else {
                throw DirectiveFault("time-zone=\(text)", "an IANA name such as Europe/Berlin")
            }
            times.zone = zone
        case "repeated-hour":
            guard let choice = CSVTimes.RepeatedHour(rawValue: text) else {
                throw DirectiveFault("repeated-hour=\(text)", "refuse, first or second")
            }
            times.repeatedHour = choice
        case "first-row":
            guard let number = Int(text), number > 0 else { throw DirectiveFault("first-row=\(text)", "a number") }
            firstRow = number
        case let field? where ObservationRecord.fieldNames.contains(field): try map(text, .field(field))
        default:
            throw DirectiveFault(
                word.key ?? text,
                "a field of ours with the name of its column, or delimiter, decimal, missing, time-format, date-format, "
                    + "time-zone, repeated-hour")
        }
    }

    private func format(_ pattern: String, of key: String) throws(DirectiveFault) -> CSVTimeFormat {
        guard let format = CSVTimeFormat(pattern) else {
            throw DirectiveFault("\(key)=\(pattern)", "letters such as dd.MM.yyyy HH:mm:ss")
        }
        return format
    }

    private mutating func takeConstant(_ word: CSVDirective.Word) throws(DirectiveFault) {
        guard let key = word.key, ObservationRecord.fieldNames.contains(key) else {
            throw DirectiveFault(word.key ?? word.text, ObservationRecord.fieldNames.sorted().joined(separator: ", "))
        }
        constants[key] = word.text
    }

    private mutating func takeColumn(_ words: [CSVDirective.Word]) throws(DirectiveFault) {
        guard let name = words.first, name.key == nil, !name.text.isEmpty else {
            throw DirectiveFault("#column", "the name of a column, in quotes where it holds a space")
        }
        var values: [String: String] = [:]
        for word in words.dropFirst() {
            if word.key == nil, word.text == "ignore", words.count == 2 { return try map(name.text, .ignored) }
            guard let key = word.key, ["code", "system", "channel", "unit", "sub-id"].contains(key) else {
                throw DirectiveFault(
                    word.key ?? word.text, "code and system, or channel; unit and sub-id; or ignore alone")
            }
            values[key] = word.text
        }
        let reference = RecordResult.Reference(
            code: values["code"], system: values["system"], channel: values["channel"])
        try map(name.text, .result(try series(reference, values, name.text)))
    }

    private func series(
        _ reference: RecordResult.Reference, _ values: [String: String], _ name: String
    ) throws(DirectiveFault) -> RecordResult.Series {
        guard case .channel(let channel, let code, let rank) = reference.resolved(in: site.channels) else {
            throw DirectiveFault(
                "\(name): \(reference.text)", "a code or channel that `wardwatch channels` lists")
        }
        let unit = values["unit"] ?? ""
        guard RecordResult.accepts(unit, channel, site.channels) else {
            throw DirectiveFault(
                "\(name): unit=\(unit)", "a unit of \(channel.id): \(channel.acceptedUnits.joined(separator: ", "))")
        }
        return RecordResult.Series(
            column: name, channel: channel, code: code, rank: rank, unit: unit, subID: values["sub-id"] ?? "")
    }

    private mutating func map(_ column: String, _ role: Role) throws(DirectiveFault) {
        let name = Self.folded(column)
        guard mapped.updateValue(role, forKey: name) == nil else {
            throw DirectiveFault("column \(name)", "each column once")
        }
    }

    // MARK: - The header line

    /// Takes the first line that is not above the header.
    ///
    /// - Parameter bytes: the line in UTF-8; with breaks where names in quotes hold them.
    mutating func takeNames(_ cells: [String]) throws(FileFormatError) {
        names = cells.map(Self.folded)
        // Spreadsheet programs fill up with columns that have no name; what stands in them is refused row by row.
        while names.count > 1, names.last?.isEmpty == true { names.removeLast() }
        for (index, name) in names.enumerated() {
            guard names.firstIndex(of: name) == index else { throw .duplicateColumn(name: name) }
        }
        for name in mapped.keys.sorted() where !names.contains(name) { throw .missingColumn(name: name) }
        var fields = Set(constants.keys)
        for case .field(let field) in mapped.values { fields.insert(field) }
        for name in names {
            let role: Role
            if let stated = mapped[name] {
                role = stated
            } else if ObservationRecord.fieldNames.contains(name), !fields.contains(name) || constants[name] != nil {
                role = .field(name)
            } else if let series = bracketed(name) {
                role = .result(series)
            } else {
                throw .unknownColumn(name: name, known: ObservationRecord.fieldNames.sorted())
            }
            roles.append(role)
        }
        try checkWhole()
    }

    private func checkWhole() throws(FileFormatError) {
        let fields = Set(fieldNames.keys)
        guard fields.count == roles.count(where: { if case .field = $0 { true } else { false } }) else {
            throw .duplicateColumn(name: "two columns of one field")
        }
        for field in ["patient", "effective"] where !fields.contains(field) && constants[field] == nil {
            throw .missingColumn(name: field)
        }
        var known: Set<RecordResult.Series.Key> = []
        for case .result(let series) in roles {
            guard known.insert(series.key).inserted else { throw .duplicateChannel(column: series.column) }
        }
        if isWide, let field = ["code", "channel", "value", "unit", "subID"].first(where: fields.contains) {
            throw .longAndWide(column: fieldNames[field] ?? field)
        }
    }

    /// A column that names itself: `heartRate [/min]`, `8867-4 [/min]`, and without a unit for scores.
    private func bracketed(_ name: String) -> RecordResult.Series? {
        var (text, unit) = (name, "")
        if let open = name.firstIndex(of: "["), name.last == "]" {
            text = String(name[..<open].trimmingSuffix(while: { $0 == " " }))
            unit = String(name[name.index(after: open)...].dropLast())
        }
        let byName = RecordResult.Reference(code: nil, system: nil, channel: text)
        let byCode = RecordResult.Reference(code: text, system: nil, channel: nil)
        return [byName, byCode].lazy.compactMap { try? series($0, ["unit": unit], name) }.first
    }

    /// The delimiter of a header line: the one that occurs most outside quotes, where the file does not say.
    mutating func chooseDelimiter(_ bytes: [UInt8]) {
        guard !statesDelimiter else { return }
        var counts: [UInt8: Int] = [:]
        var isQuoted = false
        for byte in bytes {
            if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
            if !isQuoted { counts[byte, default: 0] += 1 }
        }
        let candidates: [UInt8] = [UInt8(ascii: ","), UInt8(ascii: ";"), 9, UInt8(ascii: "|")]
        let best = candidates.max { (counts[$0] ?? 0) < (counts[$1] ?? 0) }
        if let best, (counts[best] ?? 0) > (counts[delimiter] ?? 0) { delimiter = best }
    }

    private static func folded(_ name: String) -> String {
        name.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
}

/// What is wrong with a line above the header.
private struct DirectiveFault: Error {
    let found: String
    let expected: String

    init(_ found: String, _ expected: String) { (self.found, self.expected) = (found, expected) }
}

extension Substring {
    fileprivate func trimmingSuffix(while isTrimmed: (Character) -> Bool) -> Substring {
        var text = self
        while let last = text.last, isTrimmed(last) { text.removeLast() }
        return text
    }
}
