/// The figures of one scorer on one set of patients.
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

    /// The figures as named numbers, for a model's provenance.
    func metrics(prefix: String) -> [String: Double] {
        let named: [(String, Double?)] = [
            ("stays", Double(stays)), ("auroc", auroc), ("auprc", auprc), ("brierScore", brierScore),
            ("normalizedUtility", normalizedUtility), ("eventSensitivity", eventSensitivity),
            ("positivePredictiveValue", positivePredictiveValue),
        ]
        return Dictionary(
            uniqueKeysWithValues: named.compactMap { name, value in value.map { ("\(prefix).\(name)", $0) } })
    }

    /// Measures scored stays.
    ///
    /// - Parameters:
    ///   - scored: the stays.
    ///   - threshold: a step at or above it is called positive.
    ///   - isProbability: whether the Brier score means something.
    ///   - hasUtility: whether the utility of the 2019 challenge is defined.
    public init(scored: [ScoredStay], threshold: Double, isProbability: Bool, hasUtility: Bool) {
        var scores: [Double] = []
        var labels: [Bool] = []
        var utility = NormalizedUtility()
        var (caught, calls, rightCalls) = (0, 0, 0)
        for stay in scored {
            var isCaught = false
            for case (.some(let label), let score) in zip(stay.labels, stay.scores) {
                scores.append(score)
                labels.append(label)
                guard score >= threshold else { continue }
                calls += 1
                if label {
                    rightCalls += 1
                    isCaught = true
                }
            }
            if isCaught { caught += 1 }
            if hasUtility {
                utility.add(labels: stay.labels.map { $0 == true }, predictions: stay.scores.map { $0 >= threshold })
            }
        }
        stays = scored.count
        staysWithOutcome = scored.count { $0.labels.contains(true) }
        steps = labels.count
        auroc = BinaryClassificationMetrics.auroc(scores: scores, labels: labels)
        auprc = BinaryClassificationMetrics.auprc(scores: scores, labels: labels)
        brierScore = isProbability ? BinaryClassificationMetrics.brierScore(probabilities: scores, labels: labels) : nil
        normalizedUtility = hasUtility ? utility.value : nil
        eventSensitivity = staysWithOutcome > 0 ? Double(caught) / Double(staysWithOutcome) : nil
        positivePredictiveValue = calls > 0 ? Double(rightCalls) / Double(calls) : nil
        self.threshold = threshold
    }
}
