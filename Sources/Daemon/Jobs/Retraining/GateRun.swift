internal import ClinicalDomain
internal import Scoring
internal import Store
internal import Training

/// Gathers what the gate decides by: each model on the same reference and new patients, in shadow, and step by step.
struct GateRun: Sendable {
    /// Draws of the bootstrap: enough for standard errors.
    private static let bootstrap = PatientBootstrap(seed: 1, draws: 200)
    /// How much of the stored stream is replayed in shadow.
    private static let shadowHours = 24.0
    private static let batchSize = 100

    let champion: Champion
    let survey: RetrainingSurvey
    let history: FrozenHistory
    let policy: AlertPolicy
    /// The reference stays that are as they were.
    let reference: Set<EncounterID>
    /// Reference stays, and how many of them were changed since they were fixed.
    let referenceCount: Int
    let changedCount: Int

    init(
        champion: Champion, survey: RetrainingSurvey, history: FrozenHistory, policy: AlertPolicy, split: PatientSplit,
        fixed: [EncounterID: [UInt8]]
    ) {
        (self.champion, self.survey, self.history, self.policy) = (champion, survey, history, policy)
        let old = survey.digests.filter { !champion.recentStays.contains($0.key) }
        let fixed = fixed.isEmpty ? old : fixed
        let unchanged = fixed.filter { survey.digests[$0.key] == $0.value }
        let isUnseen = champion.isCrossFittedHere || !champion.hasLearnt(fromValidationOf: split)
        reference = isUnseen ? Set(unchanged.keys) : []
        (referenceCount, changedCount) = (fixed.count, fixed.count - unchanged.count)
    }

    /// Whether the champion is measured on a stay.
    func needs(_ id: EncounterID) -> Bool { reference.contains(id) || champion.recentStays.contains(id) }

    /// What newly came in, and how the champion does on it.
    struct Night: Sendable {
        var recentStays: Int
        var checks: [GateCheck]
        var champion: GateEvidence
        var drift: [RetrainingRun.Drift]
        /// The decision, where it needs no challenger.
        var refusal: GateDecision?
    }

    /// Looks at what newly came in.
    ///
    /// - Parameter sequences: the stays as the champion sees them, at least those that it ``needs(_:)``.
    func night(_ sequences: [TrainingSequence]) throws -> Night {
        let gate = PromotionGate()
        let known = try evidence(champion.model, sequences)
        let reference = try referenceScores(champion.model, sequences)
        let recent = try scored(
            champion.model,
            sequences.filter { champion.recentStays.contains($0.encounterID) && $0.part != .test })
        let measured = figures(champion.model, recent)
        var checks: [GateCheck] = []
        if let profile = survey.profile {
            let refusals = try history.refusals(after: champion.snapshot)
            checks = gate.checksOfNight(
                profile: profile,
                refusals: (
                    (refusals.before.messages, refusals.before.refused),
                    (refusals.after.messages, refusals.after.refused)
                ), champion: known, reference: reference,
                recent: recent.isEmpty ? nil : ChampionOnRecent(figures: measured, scored: recent))
        }
        checks.append(gate.check(changedReferenceStays: changedCount, of: referenceCount))
        let recentStays = survey.profile?.recentStays ?? 0
        return Night(
            recentStays: recentStays, checks: checks, champion: known, drift: drift(recent, measured),
            refusal: gate.refusal(recentStays: recentStays, night: checks))
    }

    /// Decides.
    ///
    /// - Parameters:
    ///   - night: what newly came in.
    ///   - sequences: the stays as the champion sees them.
    ///   - challenger: the best candidate, with the stays as it sees them; nil when there is none.
    ///   - recalibrated: the champion with a calibration fitted again; nil when it could not be.
    func decide(
        _ night: Night, sequences: [TrainingSequence], challenger: (model: RiskModel, sequences: [TrainingSequence])?,
        recalibrated: RiskModel?
    ) throws -> GateDecision {
        PromotionGate().decide(
            recentStays: night.recentStays, night: night.checks, champion: night.champion,
            challenger: try challenger.map { try evidence($0.model, $0.sequences) },
            recalibrated: try recalibrated.map { try evidence($0, sequences) })
    }

    /// How far the new stays lie from the old ones.
    private func drift(_ recent: [ScoredStay], _ figures: EvaluationFigures) -> [RetrainingRun.Drift] {
        guard let profile = survey.profile, profile.recentStays > 0 else { return [] }
        var drift = profile.stability.map { channel, value in
            RetrainingRun.Drift(measure: "populationStability", channel: channel.rawValue, value: value)
        }.sorted { $0.channel < $1.channel }
        func add(_ measure: String, _ value: Double?) {
            if let value, value.isFinite { drift.append(RetrainingRun.Drift(measure: measure, value: value)) }
        }
        add("calibrationIntercept", figures.calibrationIntercept)
        add("calibrationSlope", figures.calibrationSlope)
        add("observedExpectedRatio", ObservedExpected(recent)?.ratio)
        add("prevalence", profile.prevalence.recent)
        return drift
    }

    private func evidence(_ model: RiskModel, _ sequences: [TrainingSequence]) throws -> GateEvidence {
        let reference = try referenceScores(model, sequences)
        let recent = try scored(
            model,
            sequences.filter { champion.recentStays.contains($0.encounterID) && $0.part == .validation })
        return GateEvidence(
            reference: figures(model, reference), referenceRatio: ObservedExpected(reference),
            recent: recent.isEmpty ? nil : figures(model, recent), shadow: try shadow(model),
            streamingDifference: try StreamingEquivalence.largestDifference(
                model: model, histories: survey.streaming.old + survey.streaming.recent, outcome: model.outcome))
    }

    /// The reference stays; those of a cross-fitted champion by the networks that left them out.
    private func referenceScores(_ model: RiskModel, _ sequences: [TrainingSequence]) throws -> [ScoredStay] {
        let stays = sequences.filter { self.reference.contains($0.encounterID) }
        let isHeldOut = model.name == champion.model.name && champion.isCrossFittedHere
        return try ModelEvaluation.scored(model: model, sequences: stays, part: isHeldOut ? .validation : nil)
    }

    private func scored(_ model: RiskModel, _ sequences: [TrainingSequence]) throws -> [ScoredStay] {
        try ModelEvaluation.scored(model: model, sequences: sequences, part: nil)
    }

    private func figures(_ model: RiskModel, _ scored: [ScoredStay]) -> EvaluationFigures {
        var options = EvaluationOptions()
        (options.policy, options.alertThreshold) = (policy, model.alertThreshold)
        (options.hasSubgroups, options.bootstrap) = (true, Self.bootstrap)
        return EvaluationFigures(
            scored: scored, threshold: model.threshold, isProbability: true,
            hasUtility: NormalizedUtility.applies(to: model.outcome), options: options)
    }

    private func shadow(_ model: RiskModel) throws -> ShadowReplay.Result {
        var result = ShadowReplay.Result()
        guard let newest = try history.newestEffective() else { return result }
        let start = newest.advanced(byHours: -Self.shadowHours)
        let replay = ShadowReplay(start: start, policy: policy)
        try history.forEachHistory(where: .since(start), batchSize: Self.batchSize) { histories in
            for history in histories { replay.add(history, model: model, to: &result) }
        }
        return result
    }
}
