/// How much better or worse one scorer is than another: first minus second.
public struct EvaluationDifferences: Sendable, Hashable, Codable {
    /// The differences in one subgroup.
    public struct Subgroup: Sendable, Hashable, Codable {
        /// Which.
        public var subgroup: EvaluationSubgroup
        /// Its differences.
        public var differences: [EvaluationMeasure: Estimate]
    }

    /// Whether both were measured on the same draws of the same patients; without that there are no intervals.
    public let isPaired: Bool
    /// The differences of the measures that both have.
    public let differences: [EvaluationMeasure: Estimate]
    /// Differences of the subgroups that both have figures of.
    public let subgroups: [Subgroup]
}

extension EvaluationFigures {
    /// The paired differences to another scorer, with intervals from the same draws.
    ///
    /// The draws are those of the bootstraps that made the figures; figures that were read from a file have none.
    public func against(_ other: EvaluationFigures) -> EvaluationDifferences {
        let isPaired = draws.map { $0.origin == other.draws?.origin } ?? false
        func interval(_ measure: EvaluationMeasure, _ mine: BootstrapDraws?, _ theirs: BootstrapDraws?)
            -> ConfidenceInterval?
        {
            guard isPaired, let mine, let theirs else { return nil }
            return mine.interval(measure, minus: theirs)
        }
        var differences: [EvaluationMeasure: Estimate] = [:]
        for (measure, value) in values {
            guard let theirs = other.values[measure] else { continue }
            differences[measure] = Estimate(value: value - theirs, interval: interval(measure, draws, other.draws))
        }
        let subgroups = subgroups.compactMap { mine -> EvaluationDifferences.Subgroup? in
            guard let theirs = other.subgroups.first(where: { $0.subgroup == mine.subgroup }) else { return nil }
            var differences: [EvaluationMeasure: Estimate] = [:]
            for (measure, estimate) in mine.estimates {
                guard let value = theirs.estimates[measure]?.value else { continue }
                differences[measure] = Estimate(
                    value: estimate.value - value, interval: interval(measure, mine.draws, theirs.draws))
            }
            return differences.isEmpty ? nil : .init(subgroup: mine.subgroup, differences: differences)
        }
        return EvaluationDifferences(isPaired: isPaired, differences: differences, subgroups: subgroups)
    }
}
