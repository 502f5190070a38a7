internal import ClinicalDomain
internal import Scoring
internal import Store
internal import Training

extension RetrainingJob {
    /// Everything that was read from the history.
    struct Prepared: Sendable {
        let history: FrozenHistory
        let champion: Champion?
        let run: TrainingRun
        /// Of all validation patients' stays.
        let digests: [EncounterID: [UInt8]]
        /// Nil where the gate is not asked.
        let gate: GateRun?
        /// What newly came in; nil where the gate is not asked.
        let night: GateRun.Night?
        /// The stays as the champion sees them, at least those that the gate needs.
        let championSequences: [TrainingSequence]
    }

    /// Reads the history: once for scales, outcomes and what the gate compares, once for the sequences.
    func prepare(
        _ request: Request, _ question: OutcomeDefinition, _ history: FrozenHistory, _ champion: Champion?,
        _ report: (Event) -> Void
    ) async throws -> Prepared {
        let data = TrainingData(store: history, split: request.split)
        let asksGate = request.promotion == .auto && champion != nil
        var gathered = RetrainingSurvey(champion: asksGate ? champion : nil, outcome: question)
        let survey = try data.survey(
            outcome: request.outcome, includesClock: request.includesClock, includesUnit: request.includesUnit,
            accepts: { request.sees($0) },
            visit: { gathered.add($0, part: $1) })
        report(.surveyed(survey))
        // What a model sees stays as it is from night to night; so its weights can be trained on.
        let kept = champion.flatMap { champion in
            request.isNightly && champion.model.schema.asks(likeThat: survey.schema, request)
                ? champion.model.schema : nil
        }
        let schema = kept ?? survey.schema
        var gate: GateRun?
        if asksGate, let champion {
            gate = GateRun(
                champion: champion, survey: gathered, history: history, policy: request.alertBudget.policy,
                split: data.split,
                fixed: try await store.referenceStays(outcome: question.name))
        }
        let asked = request.maximumBytes.map { gathered.plan.leftOut(maximumBytes: $0, schema: schema) } ?? []
        // What the gate compares on is not trained on, and takes little.
        let leftOut = asked.filter { !(gate?.needs($0) ?? false) }
        if !leftOut.isEmpty { report(.leftOut(stays: leftOut.count)) }
        let sequences = try data.sequences(outcome: survey.outcome, schema: schema) { !leftOut.contains($0) }
        report(.encoded(sequences: sequences.count, steps: sequences.reduce(0) { $0 + $1.length }))
        let run = try TrainingRun(
            outcome: survey.outcome, schema: schema, sequences: sequences,
            dataDigest: TrainingData.digest(sequences), split: data.split)
        guard let gate, let champion else {
            return Prepared(
                history: history, champion: champion, run: run, digests: gathered.digests, gate: nil, night: nil,
                championSequences: sequences)
        }
        let own =
            champion.model.schema == schema
            ? sequences
            : try data.sequences(
                outcome: survey.outcome, schema: champion.model.schema, parts: [.training, .validation],
                accepts: gate.needs)
        return Prepared(
            history: history, champion: champion, run: run, digests: gathered.digests, gate: gate,
            night: try gate.night(own), championSequences: own)
    }
}

extension SequenceSchema {
    /// Whether it tells of the same kind of things as another that was made for a request, on whatever scale.
    fileprivate func asks(likeThat other: SequenceSchema, _ request: RetrainingJob.Request) -> Bool {
        timeStepSeconds == other.timeStepSeconds && channelFeatures == other.channelFeatures
            && includesAge == other.includesAge && includesSex == other.includesSex
            && includesClock == other.includesClock && ageKnots == other.ageKnots && clockKnots == other.clockKnots
            && units.isEmpty == other.units.isEmpty
            && channels.allSatisfy { ChannelTable.standard[$0.id].map { request.sees($0) } ?? true }
    }
}
