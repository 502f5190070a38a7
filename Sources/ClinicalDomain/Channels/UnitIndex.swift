/// The rows of units, arranged for look-up.
struct UnitIndex: Sendable {
    /// What is known of one code.
    struct Entry {
        /// The texts that belong to the code.
        var names: [String] = []
        /// The unit in UCUM beside any text that does not contradict; nil when a text is needed.
        var unit: String?
        /// The unit in UCUM beside certain texts.
        var byName: [String: String] = [:]
    }

    private(set) var systems: [String: [String: Entry]] = [:]
    /// The unit that a reference id of ISO/IEEE 11073-10101 (`MDC_DIM_…`) names.
    private(set) var references: [String: String] = [:]

    /// An index of rows; of two rows for the same code and text the later one counts.
    init(_ rows: [UnitRow]) {
        for row in rows {
            let code = row.system == CodingSystem.mdil ? row.code.lowercased() : row.code
            var entry = systems[row.system]?[code] ?? Entry()
            if row.needsName {
                for name in row.names { entry.byName[name] = row.unit }
            } else {
                entry.unit = row.unit
                entry.names += row.names
                if row.system == CodingSystem.mdc { for name in row.names { references[name] = row.unit } }
            }
            systems[row.system, default: [:]][code] = entry
        }
        addHexadecimalCodes()
    }

    /// The UCUM unit of a spelling that needs no system.
    func spelling(_ text: String) -> String? { systems[""]?[text]?.unit }

    /// Adds the codes by which Philips means the standard's numbers, where they have no rows of their own.
    private mutating func addHexadecimalCodes() {
        for (code, entry) in systems[CodingSystem.mdc] ?? [:] {
            guard let text = Int(code).flatMap(MDILCode.text) else { continue }
            if systems[CodingSystem.mdil]?[text] == nil { systems[CodingSystem.mdil, default: [:]][text] = entry }
        }
    }
}
