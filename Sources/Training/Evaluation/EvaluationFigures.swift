/// The figures of one scorer on one set of patients.
///
/// Written as JSON, a figure that could not be measured is left out, and so are the draws of the bootstrap.
public struct EvaluationFigures: Sendable, Hashable, Codable {
    /// Patients' stays.
    public var stays: Int
    /// Stays with the outcome.
    public var staysWithOutcome: Int
    /// Steps that were asked about.
    public var steps: Int
    /// Area under the receiver operating characteristic, by step.
    public var auroc: Double?
    /// Area under the precision-recall curve (average precision), by step.
    public var auprc: Double?
    /// Brier score, by step; nil for scores that are not probabilities.
    public var brierScore: Double?
    /// Normalized utility at the threshold, where it is defined.
    public var normalizedUtility: Double?
    /// Share of stays with the outcome in which a positive step was called positive.
    public var eventSensitivity: Double?
    /// Share of positive calls that were right, by step.
    public var positivePredictiveValue: Double?
    /// The threshold at which the last three were taken.
    public var threshold: Double
    /// Calibration intercept by step, see ``LogisticRecalibration``; nil for scores that are not probabilities.
    public var calibrationIntercept: Double?
    /// Calibration slope by step, see ``LogisticRecalibration``; nil for scores that are not probabilities.
    public var calibrationSlope: Double?
    /// Integrated calibration index by step, see ``CalibrationCurve``; nil for scores that are not probabilities.
    public var integratedCalibrationIndex: Double?
    /// What the alert policy does; nil unless asked for, or where the time of an event is not known.
    public var alerts: AlertFigures?
    /// One prediction for each stay; nil unless asked for.
    public var prediction: StayFigures?
    /// Curves; nil unless asked for.
    public var curves: EvaluationCurves?
    /// What budgets of alerts would have bought; nil unless curves and ``alerts`` were asked for.
    public var backtest: AlertBacktest?
    /// How the intervals were made; nil without any.
    public var bootstrap: PatientBootstrap?
    /// 95 % intervals of the figures that have one.
    public var intervals: [EvaluationMeasure: ConfidenceInterval] = [:]
    /// Figures of subgroups; empty unless asked for.
    public var subgroups: [SubgroupFigures] = []

    /// The bootstrap's draws, to compare with.
    var draws: BootstrapDraws?

    private enum CodingKeys: CodingKey {
        case stays, staysWithOutcome, steps, auroc, auprc, brierScore, normalizedUtility, eventSensitivity
        case positivePredictiveValue, threshold, calibrationIntercept, calibrationSlope, integratedCalibrationIndex
        case alerts, prediction, curves, backtest, bootstrap, intervals, subgroups
    }

    /// The figures as named numbers, for a model's provenance.
    func metrics(prefix: String) -> [String: Double] {
        let named: [(String, Double?)] = [
            ("stays", Double(stays)), ("auroc", auroc), ("auprc", auprc), ("brierScore", brierScore),
            ("normalizedUtility", normalizedUtility), ("eventSensitivity", eventSensitivity),
            ("positivePredictiveValue", positivePredictiveValue), ("calibrationIntercept", calibrationIntercept),
            ("calibrationSlope", calibrationSlope), ("integratedCalibrationIndex", integratedCalibrationIndex),
        ]
        return Dictionary(
            uniqueKeysWithValues: named.compactMap { name, value in value.map { ("\(prefix).\(name)", $0) } })
    }

    /// Measures scored stays.
    ///
    /// - Parameters:
    ///   - scored: the stays.
    ///   - threshold: a step at or above it is called positive.
    ///   - isProbability: whether Brier score and calibration mean something.
    ///   - hasUtility: whether the utility of the 2019 challenge is defined.
    ///   - options: what else is to be measured.
    public init(
        scored: [ScoredStay], threshold: Double, isProbability: Bool, hasUtility: Bool,
        options: EvaluationOptions = EvaluationOptions()
    ) {
        let run = EvaluationRun(
            scored: scored,
            terms: EvaluationSample.Terms(
                threshold: threshold, isProbability: isProbability, hasUtility: hasUtility,
                predictsStay: options.predictsStay),
            options: options)
        let overall = run.overall
        let table = overall.table()
        stays = scored.count
        staysWithOutcome = scored.count { $0.hasOutcome }
        steps = run.steps.count
        self.threshold = threshold
        (auroc, auprc, brierScore) = (table[.auroc].finite, table[.auprc].finite, table[.brierScore].finite)
        normalizedUtility = table[.normalizedUtility].finite
        eventSensitivity = table[.eventSensitivity].finite
        positivePredictiveValue = table[.positivePredictiveValue].finite
        calibrationIntercept = table[.calibrationIntercept].finite
        calibrationSlope = table[.calibrationSlope].finite
        integratedCalibrationIndex = table[.integratedCalibrationIndex].finite
        alerts = run.replay.map { AlertFigures(sample: overall, table: table, threshold: $0.threshold) }
        prediction = options.predictsStay ? StayFigures(table) : nil
        curves =
            options.hasCurves
            ? EvaluationCurves(falling: run.steps.map { ($0.score, $0.isPositive) }, isProbability: isProbability) : nil
        if options.hasCurves, run.replay != nil, let policy = options.policy {
            backtest = AlertBacktest(scored: scored, budgets: AlertBacktest.standardBudgets, policy: policy)
        }
        bootstrap = options.bootstrap
        let groups = run.subgroups
        let draws = run.draws([overall] + groups.compactMap(\.sample))
        self.draws = draws.first
        for measure in table.finite.keys { intervals[measure] = self.draws?.interval(measure) }
        var rest = draws.dropFirst()
        subgroups = groups.map { group in
            var figures = group.figures
            guard let sample = group.sample else { return figures }
            figures.draws = rest.popFirst()
            for (measure, value) in sample.table().finite {
                figures.estimates[measure] = Estimate(value: value, interval: figures.draws?.interval(measure))
            }
            return figures
        }
    }
}

extension MeasureTable {
    /// The measures that are defined.
    var finite: [EvaluationMeasure: Double] {
        Dictionary(
            uniqueKeysWithValues: EvaluationMeasure.allCases.compactMap { measure in
                self[measure].finite.map { (measure, $0) }
            })
    }
}
