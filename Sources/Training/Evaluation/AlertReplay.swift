internal import Alerting
public import ClinicalDomain

/// Replays scores of a stay through the alert policy, as the daemon would have done hour by hour.
///
/// The risk's part of the state machine alone decides: a score at or above the threshold raises an alert, and so on.
/// Scores may be probabilities or anything else that rises with risk. NEWS2 as the score, with a threshold of 7 and the
/// standard policy, is cleared below 4.2, that is at 4, as the policy's own NEWS2 alerts are, or else after the longest time
/// of a network alert.
public struct AlertReplay: Sendable {
    /// An alert, by the steps that raised and cleared it.
    public struct RaisedAlert: Sendable, Hashable {
        /// The step that raised it.
        public var raised: Int
        /// The step that cleared it; nil for one that was in force at the end.
        public var cleared: Int?
    }

    /// The threshold.
    public let threshold: Double
    private let machine: AlertStateMachine
    private var policy: AlertPolicy { machine.policy }

    /// A replay.
    ///
    /// - Parameters:
    ///   - policy: how alerts are cleared, and the rest after them.
    ///   - threshold: the score from which on an alert is raised, whatever the policy's own is.
    public init(policy: AlertPolicy, threshold: Double) {
        var policy = policy
        policy.riskThreshold = threshold
        (self.threshold, machine) = (threshold, AlertStateMachine(policy: policy))
    }

    /// The alerts of a stay.
    ///
    /// - Parameters:
    ///   - scores: the score of each step.
    ///   - hours: the time of each step in hours, rising.
    public func alerts(scores: [Double], hours: [Double]) -> [RaisedAlert] {
        var raised: [RaisedAlert] = []
        var latest: Alert?
        for (step, score) in scores.enumerated() {
            // The machine is asked only where it might decide: below the threshold nothing is raised.
            if score < threshold, !(latest?.isInForce ?? false) { continue }
            let now = Instant(millisecondsSince1970: 0).advanced(byHours: hours[step])
            func assessment(_ score: Double) -> Assessment {
                Assessment(
                    encounterID: EncounterID(rawValue: 0), step: now, effective: now,
                    risk: NetworkRisk(model: "", probability: score, threshold: threshold), news2: nil)
            }
            // The times of earlier steps do not matter: no budget is spent here.
            let earlier = { (count: Int) in scores[max(0, step - count)..<step].map(assessment) }
            let verdict = machine.verdict(
                AlertSituation(
                    newest: assessment(score), earlier: earlier, alerts: latest.map { [$0] } ?? []))
            for action in verdict.actions {
                switch action {
                case .raise(let reasons, let level):
                    latest = Alert(
                        id: Int64(raised.count), encounterID: nil, reason: .networkRisk, raised: now, reasons: reasons,
                        level: level)
                    raised.append(RaisedAlert(raised: step))
                case .change(_, let change):
                    latest?.apply(change, clock: now)
                    if case .clear = change { raised[raised.count - 1].cleared = step }
                }
            }
        }
        return raised
    }
}
