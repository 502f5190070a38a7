internal import Alerting
public import ClinicalDomain
public import Scoring

/// Replays the last hours of the stored stream through the daemon's own path: observations as they were true, a
/// ``PatientScorer``, and the alert state machine.
///
/// Nothing that it finds reaches anybody: a model that is not in use is watched beside the one that is.
public struct ShadowReplay: Sendable {
    /// What came of it.
    public struct Result: Sendable, Hashable, Codable {
        /// Alerts of the network's risk raised in the window.
        public var alerts = 0
        /// Patient-days in the window.
        public var patientDays = 0.0

        /// Nothing yet.
        public init() {}
    }

    /// From when on alerts count.
    public let start: Instant
    private let machine: AlertStateMachine

    /// A replay that counts from an instant on.
    public init(start: Instant, policy: AlertPolicy) {
        (self.start, machine) = (start, AlertStateMachine(policy: policy))
    }

    /// Adds a stay, from its beginning, so that an alert that was in force when the window opened is not raised again.
    public func add(_ history: EncounterHistory, model: RiskModel, to result: inout Result) {
        let grid = TimeGrid(seconds: model.schema.timeStepSeconds)
        var scorer = PatientScorer(encounterID: history.id, subject: history.subject, model: model)
        var alerts: [Alert] = []
        let byStep = Dictionary(grouping: history.observations) { grid.step(of: $0.key.effective) }
        for (step, observations) in byStep.sorted(by: { $0.key < $1.key }) {
            scorer.apply(observations)
            _ = scorer.assess()
            guard let newest = scorer.newest else { continue }
            let counts = grid.start(of: step) >= start
            if counts { result.patientDays += Double(grid.seconds) / 86_400 }
            let situation = AlertSituation(
                newest: newest, earlier: { [scorer] in scorer.assessmentsBeforeNewest(count: $0) }, alerts: alerts)
            for action in machine.verdict(situation).actions {
                switch action {
                case .raise(let reasons, let level):
                    if counts, reasons.contains(.networkRisk) { result.alerts += 1 }
                    alerts.insert(
                        Alert(
                            id: Int64(alerts.count), encounterID: history.id, reason: reasons[0],
                            raised: newest.effective, reasons: reasons, level: level), at: 0)
                case .change(_, let change):
                    alerts[0].apply(change, clock: newest.effective)
                }
            }
        }
    }
}

/// Compares risks scored step by step, as the daemon does, with those of the batch engine, as the gate's figures.
public enum StreamingEquivalence {
    /// The largest difference of a risk; infinite where the steps are not the same.
    public static func largestDifference(
        model: RiskModel, histories: [EncounterHistory], outcome: OutcomeDefinition
    ) throws -> Double {
        let extractor = FeatureExtractor(schema: model.schema)
        var largest = 0.0
        for history in histories {
            let sequence = TrainingSequence(
                history: history, firstEvent: nil, outcome: outcome, extractor: extractor, part: .validation)
            let batch = try ModelEvaluation.scored(model: model, sequences: [sequence], part: nil)
            var scorer = PatientScorer(history, model: model)
            _ = scorer.assess()
            // Also where the model has no opinion: the number is the same.
            let stream = scorer.probabilities.map { $0 ?? .nan }
            guard let batch = batch.first?.scores, batch.count == stream.count else { return .infinity }
            for (one, other) in zip(batch, stream) {
                let difference = abs(one - other)
                if !difference.isFinite { return .infinity }
                largest = max(largest, difference)
            }
        }
        return largest
    }
}
