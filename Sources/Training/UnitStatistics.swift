public import ClinicalDomain

/// How many stays of the training patients passed through each unit, gathered stay by stay.
public struct UnitStatistics: Sendable {
    private var stays = 0
    private var counts: [String: Int] = [:]

    /// No stays yet.
    public init() {}

    /// Adds one stay.
    public mutating func add(_ history: EncounterHistory) {
        stays += 1
        let units = Set(history.units.isEmpty ? [history.encounter.unit] : history.units.map(\.unit))
        for unit in units where !unit.isEmpty { counts[unit, default: 0] += 1 }
    }

    /// The units that enough stays passed through, in alphabetical order; none where that is a single one.
    ///
    /// - Parameter minimumShare: the share of stays.
    public func names(minimumShare: Double = 0.02) -> [String] {
        let names = counts.filter { Double($0.value) >= minimumShare * Double(stays) }.keys.sorted()
        return names.count > 1 ? names : []
    }
}
