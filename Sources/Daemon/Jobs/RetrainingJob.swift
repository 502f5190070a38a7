public import ClinicalDomain
internal import Foundation
public import RecurrentNetworks
public import Scoring
public import Store
public import Training

/// Trains networks on stored history, registers them, and promotes the best if it beats the one in use.
public struct RetrainingJob: Sendable {
    /// What to train, and how.
    public struct Request: Sendable {
        /// The question.
        public var outcome: OutcomeDefinition
        /// The networks.
        public var networks: [CellKind]
        /// How each is trained.
        public var options: TrainingOptions
        /// Whether models see the time since admission.
        public var includesClock: Bool
        /// Whether models see vital signs only.
        public var vitalSignsOnly: Bool
        /// Channels that models must not see.
        public var excludedChannels: Set<ChannelID>
        /// How the patients are dealt.
        public var split: PatientSplit
        /// The alerts that people can live with.
        public var alertBudget: AlertBudget
        /// When to put the best into use.
        public var promotion: Promotion
        /// When to stop, with what was reached until then; nil for no limit.
        public var deadline: ContinuousClock.Instant?
        /// Whom the audit trail names.
        public var actor: String

        /// A request of its parts.
        public init(
            outcome: OutcomeDefinition, networks: [CellKind], options: TrainingOptions, includesClock: Bool,
            vitalSignsOnly: Bool, excludedChannels: Set<ChannelID> = [],
            split: PatientSplit = PatientSplit(seed: TrainingData.seed), alertBudget: AlertBudget = .standard,
            promotion: Promotion, deadline: ContinuousClock.Instant?, actor: String
        ) {
            (self.outcome, self.networks, self.options) = (outcome, networks, options)
            (self.includesClock, self.vitalSignsOnly) = (includesClock, vitalSignsOnly)
            (self.excludedChannels, self.split, self.alertBudget) = (excludedChannels, split, alertBudget)
            (self.promotion, self.deadline, self.actor) = (promotion, deadline, actor)
        }
    }

    /// When to put the best into use.
    public enum Promotion: String, Sendable, CaseIterable {
        /// If it does better on the validation patients than the one in use.
        case auto
        /// Not.
        case never
        /// In any case.
        case always
    }

    /// What happens while it runs.
    public enum Event: Sendable {
        /// The history was read.
        case surveyed(TrainingData.Survey)
        /// The sequences are ready.
        case encoded(sequences: Int, steps: Int)
        /// An epoch ended.
        case epoch(EpochReport, seconds: Double)
        /// A model was registered.
        case registered(ModelEntry)
        /// What was decided about putting the best into use, and why.
        case decided(promoted: String?, reason: String)
    }

    private let store: WardwatchStore
    private let models: ModelDirectory
    private let now: @Sendable () -> Instant

    /// A job on a store.
    public init(store: WardwatchStore, models: ModelDirectory, now: @escaping @Sendable () -> Instant) {
        (self.store, self.models, self.now) = (store, models, now)
    }

    /// Runs the job.
    ///
    /// - Returns: the registered models, as they stand after the decision.
    /// - Throws: `TrainingError`, `StoreError`, or what writing a file throws.
    public func run(
        _ request: Request, report: @escaping @Sendable (Event) -> Void
    ) async throws -> [ModelEntry] {
        let lock = try DatabaseLock(databasePath: store.path, purpose: .retraining)
        defer { withExtendedLifetime(lock) {} }
        let data = TrainingData(store: store, split: request.split)
        let survey = try data.survey(outcome: request.outcome, includesClock: request.includesClock) { channel in
            (!request.vitalSignsOnly || channel.category == .vitalSign)
                && !request.excludedChannels.contains(channel.id)
        }
        report(.surveyed(survey))
        let sequences = try data.sequences(outcome: survey.outcome, schema: survey.schema)
        report(.encoded(sequences: sequences.count, steps: sequences.reduce(0) { $0 + $1.length }))
        let run = try TrainingRun(
            outcome: survey.outcome, schema: survey.schema, sequences: sequences,
            dataDigest: TrainingData.digest(sequences), split: data.split)
        let candidates = try await train(run, request, report)
        var entries: [ModelEntry] = []
        for candidate in candidates { entries.append(try await register(candidate, request, report)) }
        try await decide(candidates, data: data, request: request, report: report)
        let names = Set(entries.map(\.name))
        return try await store.models().filter { names.contains($0.name) }
    }

    /// Trains the networks, two at a time, one for each core; results do not depend on it.
    ///
    /// A network that the deadline left without a single epoch is left out, unless all were.
    /// - Returns: a model of the first network of each kind, and of several networks their ensemble.
    private func train(
        _ run: TrainingRun, _ request: Request, _ report: @escaping @Sendable (Event) -> Void
    ) async throws -> [RiskModel] {
        let trainers = run.trainers(of: request.networks, options: request.options)
        let networks = try await withThrowingTaskGroup(of: (Int, TrainedNetwork?).self) { group in
            var networks = [TrainedNetwork?](repeating: nil, count: trainers.count)
            for (index, trainer) in trainers.enumerated() {
                if index >= 2, let (index, network) = try await group.next() { networks[index] = network }
                group.addTask { (index, try Self.network(trainer, run, request, report)) }
            }
            for try await (index, network) in group { networks[index] = network }
            return networks
        }
        let trained = Self.reproducibleTime ?? now()
        let number = try await nextNumber(outcome: run.outcome.name)
        func model(_ networks: [TrainedNetwork], _ kind: String) throws -> RiskModel {
            try run.model(
                of: networks, name: "\(run.outcome.name)-\(kind)-\(number)", seed: request.options.seed,
                trained: trained, budget: request.alertBudget)
        }
        var models: [RiskModel] = []
        let isCrossFitted = run.split.crossFoldCount != nil
        for kind in request.networks {
            // Without cross-fitting a kind is told by its first network, with it by one network of each fold.
            let own = zip(trainers, networks).filter { trainer, _ in
                trainer.kind == kind && (isCrossFitted || trainer.member == 1)
            }.compactMap(\.1)
            if !own.isEmpty { models.append(try model(own, kind.rawValue)) }
        }
        let all = networks.compactMap(\.self)
        let isMore = request.networks.count > 1 || !isCrossFitted && all.count > 1
        if isMore, !all.isEmpty { models.append(try model(all, "ensemble")) }
        if models.isEmpty, let first = request.networks.first {
            throw TrainingError.interrupted(network: first.rawValue)
        }
        return models
    }

    /// The time that `SOURCE_DATE_EPOCH` names, so that two runs can give the same file.
    private static var reproducibleTime: Instant? {
        ProcessInfo.processInfo.environment["SOURCE_DATE_EPOCH"].flatMap { Int64($0) }.map {
            Instant(millisecondsSince1970: $0 * 1000)
        }
    }

    /// Nil when there was no time for a single epoch.
    private static func network(
        _ trainer: NetworkTrainer, _ run: TrainingRun, _ request: Request,
        _ report: @escaping @Sendable (Event) -> Void
    ) throws -> TrainedNetwork? {
        var last = ContinuousClock.now
        do {
            return try run.network(
                trainer,
                shouldStop: { request.deadline.map { ContinuousClock.now >= $0 } ?? false || Task.isCancelled },
                progress: { epoch in
                    let time = ContinuousClock.now
                    report(.epoch(epoch, seconds: (time - last) / .seconds(1)))
                    last = time
                })
        } catch TrainingError.interrupted {
            return nil
        }
    }

    /// The number of a new run: numbered on from what is registered.
    private func nextNumber(outcome: String) async throws -> Int {
        let taken = try await store.models().map(\.name)
        return 1
            + (taken.compactMap { name in
                name.hasPrefix("\(outcome)-") ? name.split(separator: "-").last.flatMap { Int($0) } : nil
            }.max() ?? 0)
    }

    private func register(
        _ model: RiskModel, _ request: Request, _ report: (Event) -> Void
    ) async throws -> ModelEntry {
        let (file, sha256) = try models.write(model)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        let metrics = String(decoding: try encoder.encode(model.provenance.metrics), as: UTF8.self)
        let entry = ModelEntry(
            name: model.name, outcome: model.outcome.name, network: model.networkName,
            file: file, sha256: sha256, trained: model.provenance.trained, seed: model.provenance.seed, parent: nil,
            metrics: metrics, reason: "trained")
        try await store.registerModel(entry, by: request.actor)
        report(.registered(entry))
        return entry
    }

    private func decide(
        _ candidates: [RiskModel], data: TrainingData, request: Request, report: (Event) -> Void
    ) async throws {
        guard request.promotion != .never,
            let best = candidates.max(by: { score($0) < score($1) })
        else {
            report(.decided(promoted: nil, reason: "not asked to promote"))
            return
        }
        let figure = String(format: "%.4f", score(best))
        let champion = try await store.activeModel(outcome: best.outcome.name)
        var reason =
            "best of \(candidates.count) on the validation patients (\(figure)), "
            + (champion.map { "asked to replace \($0.name)" } ?? "none in use")
        if let champion, request.promotion == .auto {
            let old: Double
            do {
                let model = try models.load(champion)
                let sequences = try data.sequences(
                    outcome: model.outcome, schema: model.schema, parts: [.validation])
                old = score(try ModelEvaluation(model: model, sequences: sequences, part: .validation).figures)
            } catch {
                old = -.infinity
            }
            let comparison = String(format: "%.4f against %.4f", score(best), old)
            guard score(best) > old else {
                let reason = "\(champion.name) stays: \(comparison) on the validation patients"
                try await store.recordAudit(
                    actor: request.actor, action: "model.keep", subject: "model/\(champion.name)",
                    detail: ["refused": best.name, "reason": reason])
                report(.decided(promoted: nil, reason: reason))
                return
            }
            reason = "\(comparison) of \(champion.name) on the validation patients"
        }
        try await store.promote(name: best.name, reason: reason, by: request.actor)
        report(.decided(promoted: best.name, reason: reason))
    }

    /// The figure that models are compared by: utility where it is defined, else average precision.
    private func score(_ figures: EvaluationFigures) -> Double {
        figures.normalizedUtility ?? figures.auprc ?? -.infinity
    }

    private func score(_ model: RiskModel) -> Double {
        let metrics = model.provenance.metrics
        return metrics["validation.normalizedUtility"] ?? metrics["validation.auprc"] ?? -.infinity
    }
}
