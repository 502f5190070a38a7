/// The measures of every draw of a bootstrap, kept so that two models can be compared draw by draw.
struct BootstrapDraws: Sendable, Hashable {
    /// What was drawn how.
    struct Origin: Sendable, Hashable {
        var bootstrap: PatientBootstrap
        /// The patients in the order of their numbers.
        var patients: [String]
    }

    let origin: Origin
    private(set) var values: [EvaluationMeasure: [Double]]

    init(origin: Origin, tables: [MeasureTable]) {
        self.origin = origin
        values = [:]
        for measure in EvaluationMeasure.allCases {
            let draws = tables.map { $0[measure] }
            // A thousand times nothing is not kept; it would not even equal itself.
            if draws.contains(where: \.isFinite) { values[measure] = draws.map { $0.isFinite ? $0 : .infinity } }
        }
    }

    /// The interval of a measure.
    func interval(_ measure: EvaluationMeasure) -> ConfidenceInterval? {
        values[measure].flatMap { ConfidenceInterval(draws: $0) }
    }

    /// The interval of the difference to another of the same ``origin``.
    func interval(_ measure: EvaluationMeasure, minus other: BootstrapDraws) -> ConfidenceInterval? {
        guard let mine = values[measure], let theirs = other.values[measure] else { return nil }
        return ConfidenceInterval(draws: zip(mine, theirs).map { $0 - $1 })
    }
}
