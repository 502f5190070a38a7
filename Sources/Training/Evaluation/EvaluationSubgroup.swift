internal import ClinicalDomain

/// What patients, or the steps of their stays, are told apart by.
public struct EvaluationSubgroup: Sendable, Hashable, Codable {
    /// A property.
    public enum Dimension: String, Sendable, Codable, CaseIterable {
        /// Age at admission in years.
        case age
        /// Administrative sex.
        case sex
        /// Point of care.
        case unit
        /// Hours since admission, by step.
        case hours
    }

    /// The property.
    public var dimension: Dimension
    /// Its value or range, such as `65–79`, `female` or `6–24`; `unknown` where it is not recorded.
    public var name: String

    /// A subgroup of its parts.
    public init(dimension: Dimension, name: String) { (self.dimension, self.name) = (dimension, name) }

    /// Hours since admission, from the first bound on and below the second, with their names.
    static let periods: [(name: String, range: Range<Double>)] = [
        ("0–6", -.infinity..<6), ("6–24", 6..<24), ("24–72", 24..<72), ("≥ 72", 72..<(.infinity)),
    ]

    /// The number of the period of a time.
    static func period(of hours: Double) -> Int { periods.firstIndex { hours < $0.range.upperBound } ?? 3 }

    /// The subgroup of a stay; nil for ``Dimension/hours``, which splits stays.
    static func of(_ stay: ScoredStay, by dimension: Dimension) -> EvaluationSubgroup? {
        switch dimension {
        case .age: EvaluationSubgroup(dimension: .age, name: ageName(stay.age))
        case .sex: EvaluationSubgroup(dimension: .sex, name: stay.sex.rawValue)
        case .unit: EvaluationSubgroup(dimension: .unit, name: stay.unit.isEmpty ? "unknown" : stay.unit)
        case .hours: nil
        }
    }

    /// The group of an age in years.
    static func ageName(_ age: Double?) -> String {
        guard let age else { return "unknown" }
        return age < 45 ? "< 45" : age < 65 ? "45–64" : age < 80 ? "65–79" : "≥ 80"
    }

    /// Sorts as a table does: by dimension, ages and hours rising, the unknown last.
    static func isBefore(_ left: EvaluationSubgroup, _ right: EvaluationSubgroup) -> Bool {
        func key(_ group: EvaluationSubgroup) -> (Int, Int, Int, String) {
            let order = ["< 45", "45–64", "65–79", "≥ 80"] + periods.map(\.name)
            let isUnknown = group.name == "unknown"
            return (
                Dimension.allCases.firstIndex(of: group.dimension) ?? 0, isUnknown ? 1 : 0,
                order.firstIndex(of: group.name) ?? 0, group.name
            )
        }
        return key(left) < key(right)
    }
}

/// The figures of one subgroup.
public struct SubgroupFigures: Sendable, Hashable, Codable {
    /// Stays with the outcome below which there are no figures.
    public static let minimumOutcomes = 10

    /// Whose figures they are.
    public var subgroup: EvaluationSubgroup
    /// Stays with a step here.
    public var stays: Int
    /// Stays with a positive step here.
    public var staysWithOutcome: Int
    /// Steps that were asked about.
    public var steps: Int
    /// Whether the outcome came in too few stays to measure anything: fewer than ``minimumOutcomes``.
    public var isTooFew: Bool
    /// The figures; empty when there are too few.
    public var estimates: [EvaluationMeasure: Estimate]
    /// The bootstrap's draws, to compare with.
    var draws: BootstrapDraws?

    private enum CodingKeys: CodingKey {
        case subgroup, stays, staysWithOutcome, steps, isTooFew, estimates
    }
}
