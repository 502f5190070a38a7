internal import Alerting
public import ClinicalDomain
public import Logging
internal import Metrics
internal import Scoring
public import ServiceLifecycle
public import Store

/// Scores the stays that have changed, lets the policy decide, and records both in one transaction.
///
/// It holds a scorer with carried hidden state for every stay that it has touched. What a crash left unassessed is
/// found in the database and caught up with; the same path repairs a failed write.
public actor Assessor: Service {
    private struct Pending {
        var observations: [Observation] = []
        var through: Int64 = 0
        /// The newest message of the stay before all these.
        var previous = Int64.max
        var subjectChanged = false
    }

    /// Senders are held back while so many observations wait to be scored.
    private static let maximumPending = 20_000
    /// Open stays without a value for so long before the newest of all are left alone: nobody said that they ended.
    static let activeHours = 14.0 * 24
    /// What comes in within so short a time is recorded in one transaction: one for each message would double the
    /// writes to the disk.
    private static let gatheringTime = Duration.milliseconds(50)
    /// Stays whose assessments share a transaction.
    private static let staysPerTransaction = 200

    private let store: WardwatchStore
    private let models: ModelDirectory
    private var outcome: String
    private let logger: Logger
    private let now: @Sendable () -> Instant
    private let wake: AsyncStream<Void>
    private let waker: AsyncStream<Void>.Continuation
    /// Counts stays that were looked at, and rounds.
    nonisolated let progress = ProgressCounter()
    private var pending: [EncounterID: Pending] = [:]
    private var pendingCount = 0
    private var heldBack: [CheckedContinuation<Void, Never>] = []
    private var scorers: [EncounterID: PatientScorer] = [:]
    /// The newest message that each scorer has seen: another process may have written one in between.
    private var seen: [EncounterID: Int64] = [:]
    private var desk: AlertDesk
    private var model: RiskModel?
    private var isModelChecked = false
    private var needsCatchUp = true
    private var isPrimed = false
    private var dataVersion: Int?
    private var retryDelay = Duration.seconds(1)

    /// An assessor.
    ///
    /// - Parameters:
    ///   - store: where everything is.
    ///   - models: where model files are.
    ///   - rules: when alerts are raised, presented again, escalated and cleared.
    ///   - outcome: whose active model scores; empty for the one promoted last.
    ///   - logger: gets no identifiers.
    ///   - now: the clock.
    public init(
        store: WardwatchStore, models: ModelDirectory, rules: AlertRules, outcome: String, logger: Logger,
        now: @escaping @Sendable () -> Instant = WardwatchStore.systemClock
    ) {
        (self.store, self.models, self.outcome, self.logger, self.now) = (store, models, outcome, logger, now)
        desk = AlertDesk(rules: rules)
        (wake, waker) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Decides by other rules from now on, and with the model of another outcome.
    func use(rules: AlertRules, outcome: String) {
        desk.use(rules)
        if outcome != self.outcome {
            self.outcome = outcome
            isModelChecked = false
        }
        // The budget of another time may count other alerts.
        needsCatchUp = true
        waker.yield()
    }

    /// Has it look for work, whether or not there is any.
    nonisolated func comeRound() { waker.yield() }

    /// Takes what was committed, and returns at once unless too much is waiting.
    public func take(_ outcomes: [AppendOutcome]) async {
        for outcome in outcomes {
            for stay in outcome.stays { take(stay, of: outcome) }
        }
        if pending.isEmpty { return }
        waker.yield()
        if pendingCount > Self.maximumPending {
            await withCheckedContinuation { heldBack.append($0) }
        }
    }

    private func take(_ stay: AppendOutcome.StayChange, of outcome: AppendOutcome) {
        desk.note(stay.clearedAlerts)
        if stay.stored.isEmpty, !stay.isChanged, !outcome.patientChanged { return }
        var change = pending[stay.encounterID] ?? Pending()
        change.observations += stay.stored
        change.through = max(change.through, outcome.messageID)
        change.previous = min(change.previous, stay.previousMessageID)
        change.subjectChanged = change.subjectChanged || stay.isChanged || outcome.patientChanged
        pending[stay.encounterID] = change
        pendingCount += stay.stored.count
    }

    /// Assesses until shutdown, and then what is still waiting.
    public func run() async throws {
        waker.yield()
        await withTaskCancellationOrGracefulShutdownHandler {
            for await _ in wake {
                if pendingCount <= Self.maximumPending { try? await Task.sleep(for: Self.gatheringTime) }
                await assessWaiting()
                progress.advance()
            }
        } onCancelOrGracefulShutdown: { [waker] in
            waker.finish()
        }
        await assessWaiting()
    }

    /// Looks whether another process has written: a promoted model, an acknowledged alert, an import.
    public func noticeOtherWriters() async {
        guard let version = try? await store.dataVersion(), version != dataVersion else { return }
        dataVersion = version
        isModelChecked = false
        needsCatchUp = true
        waker.yield()
    }

    /// Looks at what time alone brings: alerts that nobody has acknowledged, that were put off, silent sensors.
    public func noticeTime() async {
        guard !needsCatchUp else { return }
        let clock = now()
        let due = desk.due(clock: clock)
        do {
            if !due.isEmpty { note(try await store.change(due)) }
        } catch {
            fail(error)
        }
        var records = desk.technicalDecisions(clock: clock).sorted { $0.key < $1.key }.map {
            AssessmentRecord(encounterID: $0.key, through: nil, assessments: [], decisions: $0.value)
        }
        for id in desk.endedProcedures(clock: clock) {
            guard let scorer = scorers[id] else { continue }
            records.append(record(scorer, [], through: nil))
        }
        await record(records)
    }

    private func assessWaiting() async {
        // Before anything is decided, what was decided before.
        if needsCatchUp { await reloadDesk() }
        if !isModelChecked { await checkModel() }
        if needsCatchUp { await catchUp() }
        while !pending.isEmpty {
            let changes = pending
            pending = [:]
            pendingCount = 0
            for continuation in heldBack { continuation.resume() }
            heldBack = []
            var records: [AssessmentRecord] = []
            for (id, change) in changes.sorted(by: { $0.key < $1.key }) {
                do {
                    if let record = try await assess(id, change) { records.append(record) }
                } catch {
                    fail(error)
                }
                if records.count == Self.staysPerTransaction {
                    await record(records)
                    records = []
                }
            }
            await record(records)
        }
    }

    private func assess(_ id: EncounterID, _ change: Pending) async throws -> AssessmentRecord? {
        let started = ContinuousClock.now
        defer {
            progress.advance()
            Timer(label: "wardwatch_scoring_duration_seconds").recordNanoseconds(
                Int64((ContinuousClock.now - started) / .nanoseconds(1)))
        }
        if change.subjectChanged || seen[id, default: -1] < change.previous { scorers[id] = nil }
        let isLoaded = scorers[id] == nil
        let scorer: PatientScorer
        if var known = scorers.removeValue(forKey: id) {
            known.apply(change.observations)
            _ = known.assess()
            desk.watch(id, further: change.observations)
            scorer = known
            seen[id] = max(change.through, seen[id] ?? 0)
        } else {
            // A stay that was cancelled, or turned out to be another one, is not scored; the store has ended its alerts.
            guard let history = try await store.history(of: id, isScored: true) else { return nil }
            var loaded = PatientScorer(history, model: model)
            _ = loaded.assess()
            desk.watch(id, history: history.observations)
            if !desk.knows(id) { desk.note(try await store.latestAlerts(of: id)) }
            scorer = loaded
            seen[id] = max(change.through, history.through)
        }
        if scorer.subject.encounter.discharged == nil { scorers[id] = scorer }
        // Not what assess() returns: a scorer that was read from the database holds these observations already, and
        // perhaps others. While a failed write is not made up for, everything: `through` vouches for all steps.
        let assessments =
            isLoaded || needsCatchUp
            ? scorer.assessments : scorer.assessments(affectedBy: change.observations)
        return record(scorer, assessments, through: change.through)
    }

    private func record(_ scorer: PatientScorer, _ assessments: [Assessment], through: Int64?) -> AssessmentRecord {
        if scorer.unfamiliarValue != nil { Counter(label: "wardwatch_assessments_without_opinion_total").increment() }
        let (decisions, holds) = desk.decisions(scorer, through: seen[scorer.encounterID] ?? 0, clock: now())
        for hold in holds {
            Counter(label: "wardwatch_alerts_held_total", dimensions: [("by", hold.rawValue)]).increment()
        }
        return AssessmentRecord(
            encounterID: scorer.encounterID, through: through, assessments: assessments, decisions: decisions)
    }

    private func record(_ records: [AssessmentRecord]) async {
        guard !records.isEmpty else { return }
        do {
            note(try await store.record(records))
            Counter(label: "wardwatch_assessments_total").increment(by: records.reduce(0) { $0 + $1.assessments.count })
            retryDelay = .seconds(1)
        } catch {
            if records.count > 1, !error.isRetryable {
                // One stay that cannot be recorded must not keep the others from being.
                for one in records { await record([one]) }
                return
            }
            for record in records { scorers[record.encounterID] = nil }
            fail(error)
        }
    }

    private func note(_ alerts: [Alert]) {
        desk.note(alerts)
        for alert in alerts {
            Counter(
                label: "wardwatch_alert_transitions_total",
                dimensions: [("reason", alert.reason.rawValue), ("state", alert.state.rawValue)]
            ).increment()
            logger.notice(
                "alert changed",
                metadata: [
                    "alert.id": "\(alert.id)", "alert.reason": "\(alert.reason.rawValue)",
                    "alert.state": "\(alert.state.rawValue)", "alert.tier": "\(alert.tier)",
                ])
        }
    }

    /// Assesses every open stay that the database says has not been assessed.
    ///
    /// Also those that wait in `pending`: there may be more to assess about them than what waits. Stays that were
    /// discharged meanwhile lose their alerts.
    private func catchUp() async {
        needsCatchUp = false
        do {
            let through = try await store.newestMessageID()
            let alerted = desk.alertedStays
            let unassessed = Set(try await store.unassessedEncounters())
            guard !isPrimed || !unassessed.isEmpty || !alerted.isEmpty else { return }
            let open = try await activeStays()
            // Once for all, so that beds are counted and silence is noticed also where nothing has come in since the start.
            if !isPrimed, model == nil { try await rescore(open, through: nil, newestOnly: true) }
            isPrimed = true
            let stays = open.filter { unassessed.contains($0) } + alerted.subtracting(open).sorted()
            try await rescore(stays, through: through, newestOnly: false)
            if !stays.isEmpty, !needsCatchUp { logger.notice("caught up", metadata: ["stays": "\(stays.count)"]) }
        } catch {
            fail(error)
        }
    }

    private func reloadDesk() async {
        do {
            desk.reload(
                alerts: try await store.latestAlerts(),
                raised: try await store.raisedAlerts(hours: desk.rules.policy.budgetHours),
                procedures: try await store.procedures(since: now()))
        } catch {
            fail(error)
        }
    }

    /// Loads the model that is active now, if it is another one, and scores all open stays with it.
    private func checkModel() async {
        isModelChecked = true
        do {
            let active =
                outcome.isEmpty
                ? try await store.models().filter { $0.state == .active }.max {
                    ($0.promoted ?? $0.trained) < ($1.promoted ?? $1.trained)
                }
                : try await store.activeModel(outcome: outcome)
            if active?.name == model?.name { return }
            guard let active else {
                (model, scorers, desk.model) = (nil, [:], nil)
                logger.notice("no model in use; NEWS2 alone")
                return
            }
            let loaded = try models.load(active)
            (model, scorers) = (loaded, [:])
            desk.model = AlertDesk.ModelInUse(active, loaded)
            // The rescoring records the newest step alone; what was not assessed yet needs all its steps.
            needsCatchUp = true
            logger.notice("model in use", metadata: ["model.name": "\(loaded.name)"])
            try await rescore(try await activeStays(), through: nil, newestOnly: true)
        } catch {
            if Task.isCancelled {
                isModelChecked = false
                return
            }
            Counter(label: "wardwatch_model_load_failures_total").increment()
            logger.error(
                "model not loaded; scoring goes on with the one before, or NEWS2 alone",
                metadata: ["error": "\(error)"])
        }
    }

    /// The open stays that still get values; scorers of others are forgotten, and read again if values come.
    private func activeStays() async throws -> [EncounterID] {
        guard let newest = try await store.newestEffective() else { return [] }
        let active = try await store.openEncounters(since: newest.advanced(byHours: -Self.activeHours))
        let kept = Set(active)
        scorers = scorers.filter { kept.contains($0.key) }
        seen = seen.filter { kept.contains($0.key) }
        desk.keep(kept)
        return active
    }

    private func rescore(_ ids: [EncounterID], through: Int64?, newestOnly: Bool) async throws {
        var records: [AssessmentRecord] = []
        for id in ids {
            progress.advance()
            guard let history = try await store.history(of: id, isScored: true) else { continue }
            var scorer = PatientScorer(history, model: model)
            let assessments = scorer.assess()
            desk.watch(id, history: history.observations)
            if history.encounter.discharged == nil { scorers[id] = scorer }
            seen[id] = max(history.through, seen[id] ?? 0)
            records.append(record(scorer, newestOnly ? assessments.suffix(1) : assessments, through: through))
            if records.count == Self.staysPerTransaction {
                await record(records)
                records = []
            }
        }
        await record(records)
    }

    /// Leaves what failed to the next catching up.
    private func fail(_ error: any Error) {
        needsCatchUp = true
        if Task.isCancelled { return }
        Counter(label: "wardwatch_assessment_failures_total").increment()
        logger.error("assessments not recorded; trying again", metadata: ["error": "\(error)"])
        let delay = retryDelay
        retryDelay = min(retryDelay * 2, .seconds(60))
        Task {
            try? await Task.sleep(for: delay)
            waker.yield()
        }
    }
}
