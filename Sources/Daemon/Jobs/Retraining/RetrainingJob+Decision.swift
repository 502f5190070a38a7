internal import ClinicalDomain
internal import Foundation
internal import Scoring
internal import Store
internal import Training

extension RetrainingJob {
    /// What a run comes to.
    struct Outcome: Sendable {
        var decision: GateDecision
        /// The models to register.
        var registered: [RiskModel] = []
        /// The best of the candidates.
        var challenger: RiskModel?
        /// The one to put into use.
        var promoted: RiskModel?
    }

    /// Chooses the challenger, asks the gate where it is to be asked, and says what is to be done.
    func outcome(_ candidates: Candidates, _ prepared: Prepared, _ request: Request) async throws -> Outcome {
        let all = candidates.scratch + [candidates.warm].compactMap(\.self)
        let best = all.max { score($0) < score($1) }
        var outcome = Outcome(
            decision: GateDecision(verdict: .keep, reason: "not asked to promote", checks: []),
            registered: request.isNightly ? [best].compactMap(\.self) : candidates.scratch, challenger: best)
        guard request.promotion != .never else { return outcome }
        guard let gate = prepared.gate, let night = prepared.night else {
            let inUse = try await store.activeModel(outcome: prepared.run.outcome.name)
            let reason =
                "best of \(all.count) on the validation patients (\(String(format: "%.4f", best.map(score) ?? 0))), "
                + (inUse == nil
                    ? "none in use"
                    : prepared.champion == nil
                        ? "the file of the model in use cannot be read" : "asked to replace \(inUse?.name ?? "")")
            outcome.decision = GateDecision(verdict: .promote, reason: reason, checks: [])
            outcome.promoted = best
            return outcome
        }
        outcome.decision = try gate.decide(
            night, sequences: prepared.championSequences,
            challenger: best.map { ($0, prepared.run.sequences) }, recalibrated: candidates.recalibrated)
        switch outcome.decision.verdict {
        case .promote: outcome.promoted = best
        case .keep: break
        case .recalibrate:
            guard var model = candidates.recalibrated else { break }
            model.name = "\(prepared.run.outcome.name)-\(model.networkName)-\(candidates.number + 1)"
            outcome.registered.append(model)
            outcome.promoted = model
        }
        return outcome
    }

    /// Registers, promotes and records what a run came to.
    ///
    /// - Returns: the names of the registered models.
    func conclude(
        _ outcome: Outcome, _ run: Int64?, _ prepared: Prepared, _ request: Request, _ report: (Event) -> Void
    ) async throws -> [String] {
        for model in outcome.registered { try await register(model, request, report) }
        var outcome = outcome
        if let promoted = outcome.promoted {
            let isInUse = try await store.promote(
                name: promoted.name, unlessChangedFrom: prepared.champion?.entry.name,
                reason: outcome.decision.reason, by: request.actor)
            if !isInUse {
                outcome.promoted = nil
                outcome.decision.verdict = .keep
                outcome.decision.reason = "somebody changed what is in use meanwhile"
            }
        }
        let decision = outcome.decision
        let question = prepared.run.outcome.name
        if prepared.gate != nil { report(.checked(decision)) }
        if let promoted = outcome.promoted {
            report(.decided(promoted: promoted.name, reason: decision.reason))
        } else if let champion = prepared.champion, run != nil {
            let reason = "\(champion.entry.name) stays: \(decision.reason)"
            try await store.recordAudit(
                actor: request.actor, action: "model.keep", subject: "model/\(champion.entry.name)",
                detail: ["refused": outcome.challenger?.name ?? "", "reason": reason])
            report(.decided(promoted: nil, reason: reason))
        } else {
            report(.decided(promoted: nil, reason: decision.reason))
        }
        guard let run else { return outcome.registered.map(\.name) }
        if outcome.promoted != nil || prepared.champion != nil {
            let recent = prepared.champion?.recentStays ?? []
            try await store.fixReferenceStays(
                prepared.digests.filter { !recent.contains($0.key) }, outcome: question)
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let isRegistered = outcome.challenger.map { outcome.registered.map(\.name).contains($0.name) } ?? false
        try await store.endRetraining(
            run, outcome: question,
            RetrainingRun.Result(
                // What time ran out for is not done: the next run on the same data goes on.
                dataDigest: request.isOutOfTime ? "" : prepared.run.dataDigest, champion: prepared.champion?.entry.name,
                challenger: isRegistered ? outcome.challenger?.name : nil, promoted: outcome.promoted?.name,
                decision: RetrainingRun.Decision(rawValue: decision.verdict.rawValue) ?? .keep,
                reason: decision.reason, checks: String(decoding: try encoder.encode(decision.checks), as: UTF8.self),
                drift: prepared.night?.drift ?? []))
        return outcome.registered.map(\.name)
    }

    private func register(_ model: RiskModel, _ request: Request, _ report: (Event) -> Void) async throws {
        let (file, sha256) = try models.write(model)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        let metrics = String(decoding: try encoder.encode(model.provenance.metrics), as: UTF8.self)
        let entry = ModelEntry(
            name: model.name, outcome: model.outcome.name, network: model.networkName,
            file: file, sha256: sha256, trained: model.provenance.trained, seed: model.provenance.seed,
            parent: model.provenance.lineage?.parent, metrics: metrics, reason: "trained")
        try await store.registerModel(entry, by: request.actor)
        report(.registered(entry))
    }

    /// The figure that candidates are chosen by: utility where it is defined, else average precision.
    private func score(_ model: RiskModel) -> Double {
        let metrics = model.provenance.metrics
        return metrics["validation.normalizedUtility"] ?? metrics["validation.auprc"] ?? -.infinity
    }
}
