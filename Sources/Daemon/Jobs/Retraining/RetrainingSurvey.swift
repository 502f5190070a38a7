internal import ClinicalDomain
internal import Scoring
internal import Training

/// What a run gathers on its first walk through the history besides scales: the profile of new and old stays, the
/// digests of validation stays, sizes, and a few stays to score step by step.
struct RetrainingSurvey: Sendable {
    private static let streamingStays = 8

    let champion: Champion?
    let outcome: OutcomeDefinition
    private(set) var profile: NightProfile?
    private(set) var plan = MemoryPlan()
    /// Of the validation patients' stays.
    private(set) var digests: [EncounterID: [UInt8]] = [:]
    private(set) var streaming: (old: [EncounterHistory], recent: [EncounterHistory]) = ([], [])

    init(champion: Champion?, outcome: OutcomeDefinition) {
        (self.champion, self.outcome) = (champion, outcome)
        profile = champion.map { NightProfile(schema: $0.model.schema) }
    }

    mutating func add(_ history: EncounterHistory, part: PatientSplit.Part) {
        let hasOutcome = TrainingData.firstEvent(of: outcome, in: history) != nil
        plan.add(history, hasOutcome: hasOutcome)
        let isRecent = champion?.recentStays.contains(history.id) ?? false
        profile?.add(history, isRecent: isRecent, hasOutcome: hasOutcome)
        guard part == .validation else { return }
        digests[history.id] = StayDigest.of(history)
        if isRecent {
            if streaming.recent.count < Self.streamingStays { streaming.recent.append(history) }
        } else if streaming.old.count < Self.streamingStays {
            streaming.old.append(history)
        }
    }
}
