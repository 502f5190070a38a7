public import ClinicalDomain
internal import Foundation
public import RecurrentNetworks
public import Scoring
public import Store
public import Training

/// Trains networks on stored history, registers them, and puts the best into use if the gate lets it.
///
/// Everything is read from one snapshot of the database. Where a model is in use, ``Promotion/auto`` asks the
/// `PromotionGate`; its answer is stored with all checks. A killed run goes on where it was, epoch by epoch, when it is
/// asked for the same on the same data again.
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
        /// Whether models see the unit where the patient lies.
        public var includesUnit = false
        /// Whether models see vital signs only.
        public var vitalSignsOnly: Bool
        /// Channels that models must not see.
        public var excludedChannels: Set<ChannelID>
        /// How the patients are dealt.
        public var split: PatientSplit
        /// The alerts that people can live with, and the policy that raises them, in shadow as well.
        public var alertBudget: AlertBudget
        /// When to put the best into use.
        public var promotion: Promotion
        /// When to stop, with what was reached until then; nil for no limit.
        public var deadline: ContinuousClock.Instant?
        /// Whom the audit trail names.
        public var actor: String
        /// Whether it is the nightly run: what a model sees stays as it is, a candidate is trained on from the champion's
        /// weights as well, and of the candidates only what is needed is registered.
        public var isNightly = false
        /// Bytes that the run may take, roughly; nil for no limit.
        ///
        /// Where history needs more, the oldest stays are left out.
        public var maximumBytes: Int?

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
        /// If the gate lets it, or none is in use.
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
        /// So many of the oldest stays are left out to keep to the memory.
        case leftOut(stays: Int)
        /// The sequences are ready.
        case encoded(sequences: Int, steps: Int)
        /// The training of a network goes on where it was interrupted.
        case resumed(network: String, epoch: Int)
        /// An epoch ended.
        case epoch(EpochReport, seconds: Double)
        /// The gate has decided.
        case checked(GateDecision)
        /// A model was registered.
        case registered(ModelEntry)
        /// What was decided about putting the best into use, and why.
        case decided(promoted: String?, reason: String)
    }

    let store: WardwatchStore
    let models: ModelDirectory
    let now: @Sendable () -> Instant

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
        let history = try store.frozenHistory()
        let question = try question(request, history)
        let champion = try await champion(question.name, history)
        if request.promotion == .auto, champion != nil, !request.hasStandardSplit {
            throw TrainingError.splitWithoutGate
        }
        // A run that promotes nothing in any case decides nothing.
        let run =
            request.promotion == .never
            ? nil
            : try await store.beginRetraining(
                outcome: question.name, snapshot: history.newestMessageID, settings: request.settings)
        let prepared = try await prepare(request, question, history, champion, report)
        let names: [String]
        if let known = try await sameRun(prepared, request) {
            let reason =
                "the data and the settings are those of run \(known.id), which decided "
                + (known.result?.decision.rawValue ?? "nothing")
            let decision = GateDecision(verdict: .keep, reason: reason, checks: prepared.night?.checks ?? [])
            names = try await conclude(Outcome(decision: decision), run, prepared, request, report)
        } else if request.isNightly, let refusal = prepared.night?.refusal {
            names = try await conclude(Outcome(decision: refusal), run, prepared, request, report)
        } else {
            let directory = TrainingDirectory(
                models: models, dataDigest: prepared.run.dataDigest,
                settings:
                    "\(request.settings) night=\(request.isNightly) \(champion?.entry.name ?? "") \(Version.text) "
                    + "\(prepared.run.schema)")
            let candidates = try await candidates(prepared, request, directory, report)
            names = try await conclude(
                try await outcome(candidates, prepared, request), run, prepared, request, report)
            if !request.isOutOfTime { directory.remove() }
        }
        return try await store.models().filter { names.contains($0.name) }
    }

    /// The question that can be learnt: the one asked for, or its surrogate.
    private func question(_ request: Request, _ history: FrozenHistory) throws -> OutcomeDefinition {
        try history.stays(withOutcome: request.outcome.events) < SurrogateOutcome.minimumEvents
            ? SurrogateOutcome.definition(replacing: request.outcome) : request.outcome
    }

    /// The model in use; nil when there is none, or when its file cannot be read and it has to be replaced.
    private func champion(_ outcome: String, _ history: FrozenHistory) async throws -> Champion? {
        guard let entry = try await store.activeModel(outcome: outcome), let model = try? models.load(entry) else {
            return nil
        }
        return try Champion(entry: entry, model: model, history: history)
    }

    /// The run of a night before that learnt from the same for the same; nil when there is none.
    private func sameRun(_ prepared: Prepared, _ request: Request) async throws -> RetrainingRun? {
        guard request.isNightly, prepared.champion != nil else { return nil }
        return try await store.retrainingRuns(outcome: prepared.run.outcome.name).first {
            $0.result?.dataDigest == prepared.run.dataDigest && $0.settings == request.settings
        }
    }
}
