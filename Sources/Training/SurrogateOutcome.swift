public import ClinicalDomain
internal import Scoring

/// The documented fallback where a site has recorded too few outcomes: NEWS2 reaching 7.
///
/// It lets a network learn to foresee the emergency response of the Royal College of Physicians. It is not an outcome:
/// a model trained on it says so in its name, its file and every report.
public enum SurrogateOutcome {
    /// Fewer stays with the real outcome than this make training fall back on the surrogate.
    public static let minimumEvents = 20

    /// The question that replaces `outcome`.
    public static func definition(replacing outcome: OutcomeDefinition) -> OutcomeDefinition {
        OutcomeDefinition(
            name: "\(outcome.name)-surrogate", events: ["news2-at-least-7"],
            horizonHours: outcome.horizonHours ?? 12, graceHours: 0)
    }

    /// When NEWS2 first reached 7 on the hourly grid; nil for never.
    public static func firstEvent(in history: EncounterHistory) -> Instant? {
        let timeline = ObservationTimeline(grid: .hourly, observations: history.observations)
        for step in timeline.steps {
            let vitalSigns = timeline.vitalSigns(
                before: timeline.grid.end(of: step), validForHours: PatientScorer.vitalSignValidityHours)
            if let news2 = NEWS2(vitalSigns), news2.total >= 7 { return timeline.grid.start(of: step) }
        }
        return nil
    }
}
