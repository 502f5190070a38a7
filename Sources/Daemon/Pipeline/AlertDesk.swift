internal import Alerting
internal import ClinicalDomain
internal import Scoring
internal import Store

/// Keeps in mind what the alert policy must know of all patients, and asks it.
///
/// All of it can be read again from the database: after a restart it decides as if it had gone on.
struct AlertDesk {
    /// The model that scores, as evidence names it.
    struct ModelInUse {
        var sha256: String
        var calibration: String

        init(_ entry: ModelEntry, _ model: RiskModel) {
            (sha256, calibration) = (AlertDesk.digest(entry), AlertDesk.calibration(model))
        }
    }

    /// The SHA-256 of a model's file in hexadecimal.
    static func digest(_ entry: ModelEntry) -> String {
        entry.sha256.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    /// How a model's output becomes a probability.
    static func calibration(_ model: RiskModel) -> String {
        model.calibration.curve.map { "curve of \($0.count) points" }
            ?? "log-odds = \(model.calibration.scale) * output + \(model.calibration.offset)"
    }

    private(set) var rules: AlertRules
    var model: ModelInUse?
    private var machine: AlertStateMachine
    private var technical: TechnicalStateMachine
    /// Newest first.
    private var alerts: [EncounterID: [Alert]] = [:]
    private var watches: [EncounterID: SensorWatch] = [:]
    private var units: [EncounterID: String] = [:]
    private var occupancy: [String: Int] = [:]
    private var budget = BudgetWindow()
    private var procedures: [EncounterID: [ClosedRange<Instant>]] = [:]
    /// The stays whose procedures somebody ended.
    private var resumed: Set<EncounterID> = []

    init(rules: AlertRules) {
        self.rules = rules
        (machine, technical) = (AlertStateMachine(policy: rules.policy), TechnicalStateMachine(policy: rules.policy))
    }

    /// Decides by other rules from now on; what is known of the patients stays.
    mutating func use(_ rules: AlertRules) {
        self.rules = rules
        (machine, technical) = (AlertStateMachine(policy: rules.policy), TechnicalStateMachine(policy: rules.policy))
    }

    // MARK: what the database says

    /// Takes what is stored in place of what was kept in mind.
    mutating func reload(
        alerts: [EncounterID: [Alert]], raised: [(unit: String, at: Instant)],
        procedures: [EncounterID: [ClosedRange<Instant>]]
    ) {
        self.alerts = alerts
        resumed.formUnion(Set(self.procedures.keys).subtracting(procedures.keys))
        self.procedures = procedures
        budget = BudgetWindow()
        for alert in raised { budget.note(unit: alert.unit, at: alert.at) }
    }

    /// Whether the alerts of a stay are in mind.
    func knows(_ id: EncounterID) -> Bool { alerts[id] != nil }

    /// Takes in alerts as they stand after a change.
    mutating func note(_ changed: [Alert]) {
        for alert in changed.sorted(by: { $0.id < $1.id }) { note(alert) }
    }

    private mutating func note(_ alert: Alert) {
        guard let id = alert.encounterID else { return }
        var known = alerts[id] ?? []
        if let index = known.firstIndex(where: { $0.id == alert.id }) {
            known[index] = alert
        } else {
            known.insert(alert, at: 0)
            // Those before have had their rest.
            if known.count > 16, let last = known.lastIndex(where: { !$0.isInForce }) { known.remove(at: last) }
        }
        alerts[id] = known
    }

    /// The stays with alerts in force.
    var alertedStays: Set<EncounterID> {
        Set(alerts.lazy.filter { $0.value.contains(where: \.isInForce) }.map(\.key))
    }

    // MARK: patients

    /// Watches the sensors of a stay from its beginning.
    mutating func watch(_ id: EncounterID, history: [Observation]) {
        var watch = SensorWatch()
        watch.apply(history)
        watches[id] = watch
    }

    /// Takes in further values of a stay that is watched.
    mutating func watch(_ id: EncounterID, further observations: [Observation]) {
        watches[id, default: SensorWatch()].apply(observations)
    }

    /// Forgets the stays that are not looked at any more.
    mutating func keep(_ kept: Set<EncounterID>) {
        watches = watches.filter { kept.contains($0.key) }
        for id in units.keys where !kept.contains(id) { place(id, in: nil) }
        alerts = alerts.filter { kept.contains($0.key) || $0.value.contains(where: \.isInForce) }
    }

    private mutating func place(_ id: EncounterID, in unit: String?) {
        guard units[id] != unit else { return }
        if let before = units[id] { occupancy[before, default: 1] -= 1 }
        if let unit { occupancy[unit, default: 0] += 1 }
        units[id] = unit
    }

    private func isInProcedure(_ id: EncounterID, _ clock: Instant) -> Bool {
        procedures[id]?.contains { $0.contains(clock) } ?? false
    }

    // MARK: decisions

    /// What the newest assessment of a stay causes.
    ///
    /// - Parameters:
    ///   - scorer: the stay, assessed.
    ///   - through: the newest message that it has seen.
    ///   - clock: the time.
    /// - Returns: the decisions, and what kept an alert from being raised.
    mutating func decisions(
        _ scorer: PatientScorer, through: Int64, clock: Instant
    ) -> (decisions: [AlertDecision], holds: Set<AlertVerdict.Hold>) {
        let (id, encounter) = (scorer.encounterID, scorer.subject.encounter)
        if let discharged = encounter.discharged {
            place(id, in: nil)
            watches[id] = nil
            let departures = (alerts[id] ?? []).filter(\.isInForce).map {
                AlertDecision.change(alertID: $0.id, .clear(at: max(discharged, $0.raised), .departure))
            }
            return (departures, [])
        }
        guard let newest = scorer.newest else {
            // All that was known of the patient was withdrawn.
            let withdrawn = (alerts[id] ?? []).filter { $0.isInForce && !$0.reason.isTechnical }
            return (withdrawn.map { .change(alertID: $0.id, .clear(at: $0.raised, .recovery)) }, [])
        }
        place(id, in: encounter.unit)
        let policy = rules.policy(in: encounter.unit)
        let allowance = BudgetWindow.allowance(policy, patients: occupancy[encounter.unit] ?? 0)
        let spent = budget.count(unit: encounter.unit, hours: policy.budgetHours, until: newest.effective)
        let situation = AlertSituation(
            newest: newest, earlier: { scorer.assessmentsBeforeNewest(count: $0) }, alerts: alerts[id] ?? [],
            isBudgetSpent: allowance.map { spent >= $0 } ?? false, isInProcedure: isInProcedure(id, clock))
        let verdict = machine.verdict(situation)
        let decisions = verdict.actions.compactMap { action -> AlertDecision? in
            switch action {
            case .change(let alertID, let change): return .change(alertID: alertID, change)
            case .raise(let reasons, let level):
                guard var evidence = scorer.evidence(policy: policy) else { return nil }
                evidence.reasoning = AlertEvidence.Reasoning(
                    through: through, subject: scorer.subject, reasons: reasons, level: level,
                    alerts: alerts[id] ?? [], unitAlerts: spent, unitAllowance: allowance,
                    isBeyondBudget: verdict.isBeyondBudget, modelSHA256: model?.sha256, calibration: model?.calibration)
                budget.note(unit: encounter.unit, at: newest.effective)
                let quietUntil = verdict.isBeyondBudget ? nil : rules.quietUntil(in: encounter.unit, clock: clock)
                return .raise(
                    AlertDecision.Raise(
                        reasons: reasons, level: level, quietUntil: quietUntil, isShadow: policy.isShadow), evidence)
            }
        }
        return (decisions, verdict.holds)
    }

    /// What the sensors of all stays cause, stay by stay.
    mutating func technicalDecisions(clock: Instant) -> [EncounterID: [AlertDecision]] {
        // Others' newest values say how late it is in the data, whenever those are from; the clock bounds what a wrong
        // clock of a device can say.
        let limit = clock.advanced(byHours: 0.25)
        guard let now = watches.values.compactMap(\.newest).filter({ $0 <= limit }).max() else { return [:] }
        var decisions: [EncounterID: [AlertDecision]] = [:]
        for (id, watch) in watches {
            let known = alerts[id] ?? []
            let actions = technical.actions(
                watch, alerts: known.filter(\.reason.isTechnical), now: now, isInProcedure: isInProcedure(id, clock))
            let all = actions.map { action -> AlertDecision in
                switch action {
                case .change(let alertID, let change): .change(alertID: alertID, change)
                case .raise(let reason, let subject, let at):
                    .raiseTechnical(reason, subject: subject, at: at, isShadow: rules.policy.isShadow)
                }
            }
            let lapses = known.compactMap { alert in
                watch.newest.flatMap { machine.lapse(alert, lastValue: $0, now: now) }
                    .map { AlertDecision.change(alertID: alert.id, $0) }
            }
            if !all.isEmpty || !lapses.isEmpty { decisions[id] = all + lapses }
        }
        return decisions
    }

    /// What the clock asks of the alerts in force.
    func due(clock: Instant) -> [(alertID: Int64, change: AlertChange)] {
        alerts.values.joined().filter(\.isInForce).compactMap { alert in
            // After shadow mode what nobody has seen makes room for what is to be seen.
            if alert.isShadow, !rules.policy.isShadow { return (alert.id, .clear(at: alert.raised, .lapse)) }
            guard let change = machine.due(alert, clock: clock) else { return nil }
            // Who is with the patient is not called.
            if change == .escalate, let id = alert.encounterID, isInProcedure(id, clock) { return nil }
            return (alert.id, change)
        }.sorted { $0.alertID < $1.alertID }
    }

    /// The stays whose procedure ended since the last call.
    mutating func endedProcedures(clock: Instant) -> [EncounterID] {
        let over = procedures.filter { $0.value.allSatisfy { $0.upperBound < clock } }.keys
        let ended = resumed.union(over).filter { watches[$0] != nil }
        for id in ended { procedures[id] = nil }
        resumed = []
        return ended.sorted()
    }
}
