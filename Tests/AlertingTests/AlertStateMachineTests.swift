import Alerting
import ClinicalDomain
import Testing

struct AlertStateMachineTests {
    private static let policy: AlertPolicy = {
        var policy = AlertPolicy(
            riskThreshold: nil, clearFraction: 0.5, news2Threshold: 7, news2ClearThreshold: 4, refractoryHours: 8,
            riskMaximumHours: nil, riskRefractoryHours: nil)
        policy.redParameter = .off
        return policy
    }()

    private func verdict(
        _ assessment: Assessment, _ alerts: [Alert] = [], earlier: [Assessment] = [], policy: AlertPolicy = policy,
        isBudgetSpent: Bool = false, isInProcedure: Bool = false
    ) -> AlertVerdict {
        AlertStateMachine(policy: policy).verdict(
            AlertSituation(
                newest: assessment, earlier: { earlier.suffix($0) }, alerts: alerts, isBudgetSpent: isBudgetSpent,
                isInProcedure: isInProcedure))
    }

    /// The reasons that are raised for; nil for none.
    private func raised(_ verdict: AlertVerdict) -> [Alert.Reason]? {
        if case .raise(let reasons, _)? = verdict.actions.first { return reasons }
        return nil
    }

    private func changes(_ verdict: AlertVerdict) -> [AlertChange] {
        verdict.actions.compactMap { if case .change(_, let change) = $0 { change } else { nil } }
    }

    // MARK: raising

    @Test func `without an alert, the raise threshold and above raise`() throws {
        #expect(raised(verdict(assessment(risk: risk(0.5)))) == [.networkRisk])
        #expect(verdict(assessment(risk: risk(0.5.nextDown))) == AlertVerdict())
        #expect(raised(verdict(assessment(risk: risk(1)))) == [.networkRisk])
        #expect(raised(verdict(assessment(news2: try news2(7)))) == [.news2])
        #expect(raised(verdict(assessment(news2: try news2(12)))) == [.news2])
        #expect(verdict(assessment(news2: try news2(6))) == AlertVerdict())
    }

    @Test func `several reasons raise one story, and a further one joins it`() throws {
        let both = assessment(risk: risk(0.9), news2: try news2(8))
        #expect(raised(verdict(both)) == [.networkRisk, .news2])
        let level = AlertLevel(both)
        let joined = verdict(both, [.sample(.networkRisk, id: 17)])
        #expect(
            joined.actions == [
                .change(alertID: 17, .join([.news2], level)), .change(alertID: 17, .present(.worsening, level)),
            ])
        #expect(verdict(both, [.sample(.networkRisk, .news2)]).actions.isEmpty)
        let known = verdict(both, [.sample(.news2, state: .acknowledged)])
        #expect(changes(known) == [.join([.networkRisk], level), .present(.worsening, level)], "another score asks")
    }

    @Test(arguments: [(8.0, true), (8.0 + 1e-3, true), (100, true), (8.0 - 1.0 / 3600, false), (0, false), (-1, false)])
    func `a reason rests after it was cleared, and is raised at the edge`(hoursAgo: Double, raises: Bool) throws {
        let risen = verdict(assessment(risk: risk(0.9)), [.sample(.networkRisk, clearedHoursAgo: hoursAgo)])
        #expect(raised(risen) == (raises ? [.networkRisk] : nil) && risen.holds == (raises ? [] : [.rest]))
        let score = verdict(assessment(news2: try news2(8)), [.sample(.news2, clearedHoursAgo: hoursAgo)])
        #expect(raised(score) == (raises ? [.news2] : nil))
    }

    @Test func `each reason of a story rests, and others do not`() throws {
        let cleared = [Alert.sample(.networkRisk, .news2, clearedHoursAgo: 1)]
        #expect(verdict(assessment(risk: risk(0.9), news2: try news2(8)), cleared).holds == [.rest])
        let other = [Alert.sample(.networkRisk, clearedHoursAgo: 1)]
        #expect(raised(verdict(assessment(risk: risk(0.9), news2: try news2(8)), other)) == [.news2, .networkRisk])
    }

    @Test(arguments: [(0.74, 6, false), (0.76, 6, true), (0.5, 7, true), (0.5, 8, true)] as [(Double, Int, Bool)])
    func `a real worsening ends the rest: three times the odds, or two points`(
        probability: Double, points: Int, rearms: Bool
    ) throws {
        // Cleared at odds of 1 and a score of 5; three times the odds is a probability of 0.75.
        let before = [Alert.sample(.networkRisk, clearedHoursAgo: 1, level: AlertLevel(risk: 0.5, news2: 5))]
        var policy = Self.policy
        policy.news2Threshold = 21
        let newest = assessment(risk: risk(probability), news2: try news2(points))
        #expect((raised(verdict(newest, before, policy: policy)) != nil) == rearms)
    }

    @Test func `values from before the clearing do not end its rest`() {
        let before = [Alert.sample(.networkRisk, clearedHoursAgo: -1, level: AlertLevel(risk: 0.5))]
        #expect(verdict(assessment(risk: risk(0.99)), before).holds == [.rest])
    }

    @Test(arguments: [([0.9, 0.9], true), ([0.9, 0.1], true), ([0.1, 0.9], true), ([0.1, 0.1], false), ([], false)])
    func `two of three steps confirm`(before: [Double], raises: Bool) {
        var policy = Self.policy
        (policy.confirmations, policy.confirmationSteps) = (2, 3)
        let earlier = before.enumerated().map { assessment(risk: risk($1), at: Double($0 - before.count)) }
        let found = verdict(assessment(risk: risk(0.9)), earlier: earlier, policy: policy)
        #expect(raised(found) == (raises ? [.networkRisk] : nil) && found.holds == (raises ? [] : [.confirmation]))
    }

    @Test func `a spent budget holds the network back, and neither NEWS2 nor a real worsening`() throws {
        #expect(verdict(assessment(risk: risk(0.6)), isBudgetSpent: true).holds == [.budget])
        #expect(raised(verdict(assessment(news2: try news2(7)), isBudgetSpent: true)) == [.news2])
        let calm = [assessment(risk: risk(0.3), at: -5), assessment(risk: risk(0.5), at: -1)]
        // Odds of 1.5 after 0.43: 3.5 times as much.
        #expect(raised(verdict(assessment(risk: risk(0.6)), earlier: calm, isBudgetSpent: true)) == [.networkRisk])
        let long = [assessment(risk: risk(0.3), at: -7), assessment(risk: risk(0.5), at: -1)]
        #expect(verdict(assessment(risk: risk(0.6)), earlier: long, isBudgetSpent: true).holds == [.budget])
    }

    @Test func `nothing is raised in a procedure, and what was raised goes on`() throws {
        #expect(verdict(assessment(news2: try news2(12)), isInProcedure: true).holds == [.procedure])
        let well = verdict(assessment(news2: try news2(0)), [.sample(.news2, id: 3)], isInProcedure: true)
        #expect(changes(well) == [.clear(at: hour(0), .recovery)])
    }

    @Test func `a red parameter raises, joins or does nothing, as the policy says`() throws {
        let red = assessment(news2: try news2(3))
        var policy = Self.policy
        #expect(verdict(red, policy: policy) == AlertVerdict())
        policy.redParameter = .join
        #expect(verdict(red, policy: policy) == AlertVerdict())
        let story = [Alert.sample(.networkRisk)]
        #expect(changes(verdict(red, story, policy: policy)) == [.join([.redParameter], AlertLevel(red))])
        let both = assessment(risk: risk(0.9), news2: try news2(3))
        #expect(raised(verdict(both, policy: policy)) == [.networkRisk, .redParameter])
        policy.redParameter = .raise
        #expect(raised(verdict(red, policy: policy)) == [.redParameter])
    }

    @Test func `nothing rests after a departure, which may have been a mistake, or after shadow mode`() {
        var left = Alert.sample(.networkRisk)
        left.apply(.clear(at: hour(-1), .departure), clock: hour(-1))
        #expect(raised(verdict(assessment(risk: risk(0.9)), [left])) == [.networkRisk])
        let shadow = Alert(
            id: 1, encounterID: nil, reason: .networkRisk, state: .cleared, raised: hour(-2), cleared: hour(-1),
            isShadow: true)
        #expect(raised(verdict(assessment(risk: risk(0.9)), [shadow])) == [.networkRisk])
    }

    @Test func `an alert held back by quiet hours is presented when the patient gets worse`() {
        var alert = Alert(
            id: 1, encounterID: nil, reason: .redParameter, raised: hour(0), presented: hour(0), quietUntil: hour(6))
        alert.apply(.join([.news2], AlertLevel(news2: 9)), clock: hour(1))
        alert.apply(.present(.worsening, AlertLevel(news2: 9)), clock: hour(1))
        #expect(alert.presented == hour(1) && alert.quietUntil == nil && alert.presentations == 2)
    }

    @Test func `a change that no longer fits is not carried out`() {
        var alert = Alert.sample(.networkRisk, state: .acknowledged)
        #expect(!alert.permits(.escalate, clock: hour(0)) && !alert.permits(.present(.snoozeEnd, nil), clock: hour(0)))
        alert.apply(.snooze(until: hour(2), by: "n", reason: "r"), clock: hour(0))
        #expect(!alert.permits(.present(.snoozeEnd, nil), clock: hour(1)))
        #expect(alert.permits(.present(.snoozeEnd, nil), clock: hour(2)))
    }

    // MARK: in force

    @Test(arguments: [Alert.State.open, .acknowledged, .snoozed])
    func `an alert in force holds until the values are below the clear threshold`(state: Alert.State) throws {
        // Raised at 0.5 and cleared below half of it.
        for (probability, clears) in [(0.25, false), (0.25.nextDown, true), (0, true), (0.4, false), (0.9, false)] {
            let found = verdict(assessment(risk: risk(probability)), [.sample(.networkRisk, state: state)])
            #expect(changes(found) == (clears ? [.clear(at: hour(0), .recovery)] : []), "\(probability)")
        }
        for (total, clears) in [(4, true), (5, false), (0, true), (8, false)] {
            let found = verdict(assessment(news2: try news2(total)), [.sample(.news2, state: state)])
            #expect(changes(found) == (clears ? [.clear(at: hour(0), .recovery)] : []), "\(total)")
        }
    }

    @Test func `a story ends when all its reasons have ended`() throws {
        let story = [Alert.sample(.networkRisk, .news2)]
        #expect(verdict(assessment(risk: risk(0.9), news2: try news2(0)), story).actions.isEmpty)
        #expect(verdict(assessment(risk: risk(0), news2: try news2(8)), story).actions.isEmpty)
        let well = verdict(assessment(risk: risk(0), news2: try news2(0)), story)
        #expect(changes(well) == [.clear(at: hour(0), .recovery)])
    }

    @Test func `a red parameter that joined does not keep a story in force`() throws {
        var policy = Self.policy
        let story = [Alert.sample(.networkRisk, .redParameter)]
        let red = assessment(risk: risk(0), news2: try news2(3, isPartial: true))
        for (use, ends) in [(AlertPolicy.RedParameterUse.join, true), (.raise, false)] {
            policy.redParameter = use
            #expect(changes(verdict(red, story, policy: policy)) == (ends ? [.clear(at: hour(0), .recovery)] : []))
        }
    }

    @Test(arguments: [(48.0, true), (47.5, true), (48.5, false), (nil, false)] as [(Double?, Bool)])
    func `the network's part lapses after its longest time, and NEWS2's does not`(
        maximum: Double?, lapses: Bool
    ) throws {
        var policy = Self.policy
        policy.riskMaximumHours = maximum
        let alone = verdict(assessment(risk: risk(0.9)), [.sample(.networkRisk)], policy: policy)
        #expect(changes(alone) == (lapses ? [.clear(at: hour(0), .lapse)] : []))
        let both = assessment(risk: risk(0.9), news2: try news2(8))
        #expect(verdict(both, [.sample(.networkRisk, .news2)], policy: policy).actions.isEmpty)
    }

    @Test(arguments: [Alert.State.open, .acknowledged, .snoozed])
    func `a real worsening presents an alert again`(state: Alert.State) throws {
        let story = [Alert.sample(.news2, state: state, level: AlertLevel(news2: 7))]
        #expect(verdict(assessment(news2: try news2(8)), story).actions.isEmpty)
        let worse = assessment(news2: try news2(9))
        #expect(changes(verdict(worse, story)) == [.present(.worsening, AlertLevel(worse))])
    }

    // MARK: what the table says beside

    @Test func `a partial NEWS2 raises when what is known suffices`() throws {
        #expect(raised(verdict(assessment(news2: try news2(7, isPartial: true)))) == [.news2])
        #expect(verdict(assessment(news2: try news2(6, isPartial: true))).actions.isEmpty)
    }

    @Test func `a partial NEWS2 clears while all is known that scored, and only then`() throws {
        let recovered = assessment(news2: try news2(1, isPartial: true))
        // Saturation is what it lacks; pulse and rate are known.
        let without: [NEWS2.Parameter] = [.respiratoryRate, .pulse]
        let with: [NEWS2.Parameter] = [.oxygenSaturation, .pulse]
        for (scored, clears) in [(without, true), (with, false), (nil, false)] as [([NEWS2.Parameter]?, Bool)] {
            for story in [Alert.sample(.news2), .sample(.redParameter, .news2)] {
                var story = story
                story.level.scored = scored
                #expect((verdict(recovered, [story]) == cleared(story)) == clears)
            }
        }
        var old = Self.policy
        old.version = 2
        let level = AlertLevel(news2: 7)
        #expect(verdict(recovered, [.sample(.news2, level: level)], policy: old).actions.isEmpty)
        let again = verdict(assessment(news2: try news2(7)), policy: old)
        #expect(again.actions == [.raise([.news2], level)], "as evidence of version 2 has it")
    }

    @Test func `what scored before counts until the alert ends`() throws {
        var story = Alert.sample(.news2, level: AlertLevel(news2: 7, scored: [.oxygenSaturation]))
        story.apply(.present(.worsening, AlertLevel(news2: 9, scored: [.pulse])), clock: hour(1))
        #expect(story.level.scored == [.oxygenSaturation, .pulse])
        #expect(verdict(assessment(news2: try news2(1, isPartial: true)), [story]).actions.isEmpty)
        #expect(verdict(assessment(news2: try news2(1)), [story]) == cleared(story))
    }

    @Test func `an alert of a patient of whom nothing comes in any more lapses`() throws {
        let machine = AlertStateMachine(policy: AlertPolicy())
        let story = Alert.sample(.news2)
        #expect(machine.lapse(story, lastValue: hour(0), now: hour(35.9)) == nil)
        #expect(machine.lapse(story, lastValue: hour(0), now: hour(36)) == .clear(at: hour(0), .lapse))
        #expect(machine.lapse(.sample(.noData), lastValue: hour(0), now: hour(99)) == nil)
        #expect(machine.lapse(.sample(.news2, clearedHoursAgo: 1), lastValue: hour(0), now: hour(99)) == nil)
    }

    private func cleared(_ story: Alert) -> AlertVerdict {
        var verdict = AlertVerdict()
        verdict.actions = [.change(alertID: story.id, .clear(at: hour(0), .recovery))]
        return verdict
    }

    @Test func `no data neither raise nor clear`() {
        let story = [Alert.sample(.networkRisk, .news2)]
        for nothing in [assessment(), assessment(risk: risk(.nan))] {
            #expect(verdict(nothing) == AlertVerdict())
            #expect(verdict(nothing, story).actions.isEmpty)
        }
    }

    @Test func `the policy's threshold comes before the model's, also for clearing`() {
        let policy = AlertPolicy(riskThreshold: 0.8, clearFraction: 0.5, riskMaximumHours: nil)
        #expect(verdict(assessment(risk: risk(0.79, threshold: 0.1)), policy: policy).actions.isEmpty)
        #expect(raised(verdict(assessment(risk: risk(0.8, threshold: 0.99)), policy: policy)) == [.networkRisk])
        let story = [Alert.sample(.networkRisk)]
        #expect(verdict(assessment(risk: risk(0.4, threshold: 0.1)), story, policy: policy).actions.isEmpty)
        #expect(!verdict(assessment(risk: risk(0.39, threshold: 0.1)), story, policy: policy).actions.isEmpty)
    }

    @Test func `the policy of a new installation is the documented one`() {
        let policy = AlertPolicy()
        #expect(policy.riskThreshold == nil && policy.clearFraction == 0.6)
        #expect(policy.news2Threshold == 7 && policy.news2ClearThreshold == 4 && policy.refractoryHours == 8)
        #expect(policy.riskMaximumHours == 2 && policy.riskRefractoryHours == 12)
        #expect(policy.budgetPer100PatientDays == 20 && policy.escalationMinutes == [15, 30] && policy.tiers == 3)
    }

    // MARK: by the clock

    @Test func `an alert that nobody acknowledges goes through the tiers, each after its time`() {
        let machine = AlertStateMachine(policy: AlertPolicy())
        var alert = Alert(id: 1, encounterID: nil, reason: .news2, raised: hour(-9), presented: hour(0))
        var changed: [Int: AlertChange] = [:]
        for minute in 0...200 {
            guard let change = machine.due(alert, clock: hour(Double(minute) / 60)) else { continue }
            changed[minute] = change
            alert.apply(change, clock: hour(Double(minute) / 60))
        }
        #expect(changed == [15: .escalate, 45: .escalate] && alert.tier == 3)
        alert.apply(.acknowledge(by: "nurse"), clock: hour(4))
        #expect(machine.due(alert, clock: hour(100)) == nil)
    }

    @Test func `quiet hours count from their end, and what is only recorded or technical does not escalate`() {
        let machine = AlertStateMachine(policy: AlertPolicy())
        let alert = Alert(
            id: 1, encounterID: nil, reason: .news2, raised: hour(0), presented: hour(0), quietUntil: hour(6))
        #expect(machine.due(alert, clock: hour(6.2)) == nil && machine.due(alert, clock: hour(6.25)) == .escalate)
        let shadow = Alert(id: 1, encounterID: nil, reason: .news2, raised: hour(0), isShadow: true)
        let technical = Alert(id: 1, encounterID: nil, reason: .noData, raised: hour(0))
        #expect(machine.due(shadow, clock: hour(100)) == nil && machine.due(technical, clock: hour(100)) == nil)
    }

    @Test func `an alert that was put off comes back at its time, and begins anew`() {
        let machine = AlertStateMachine(policy: AlertPolicy())
        var alert = Alert(id: 1, encounterID: nil, reason: .news2, raised: hour(0))
        alert.apply(.escalate, clock: hour(0.25))
        alert.apply(.snooze(until: hour(2), by: "nurse", reason: "seen"), clock: hour(1))
        #expect(machine.due(alert, clock: hour(2).advanced(bySeconds: -1)) == nil)
        #expect(machine.due(alert, clock: hour(2)) == .present(.snoozeEnd, nil))
        alert.apply(.present(.snoozeEnd, nil), clock: hour(2))
        #expect(alert.state == .open && alert.tier == 1 && alert.presentations == 2 && alert.snoozedUntil == nil)
        #expect(machine.due(alert, clock: hour(2.25)) == .escalate)
    }

    @Test func `the table has each event of each state once, and a change ends where the table says`() throws {
        let rows = AlertTransition.table
        #expect(Set(rows.map { "\(String(describing: $0.from)) \($0.event)" }).count == rows.count)
        #expect(Set(rows.map(\.event)) == Set(AlertEvent.allCases))
        let changes: [AlertChange] = [
            .join([.news2], AlertLevel()), .present(.worsening, nil), .present(.snoozeEnd, nil), .escalate,
            .acknowledge(by: "n"), .snooze(until: hour(1), by: "n", reason: "r"), .clear(at: hour(0), .recovery),
            .clear(at: hour(0), .lapse), .clear(at: hour(0), .departure), .clear(at: hour(0), .merged),
        ]
        for row in rows {
            guard let from = row.from else { continue }
            let change = try #require(changes.first { $0.event == row.event }, "\(row.event)")
            var alert = Alert.sample(.networkRisk, state: from)
            alert.apply(change, clock: hour(0))
            #expect(alert.state == row.to, "\(from) \(row.event)")
            #expect((alert.presentations == 2) == (row.effect == .present), "\(from) \(row.event)")
            #expect((alert.tier == 2) == (row.effect == .escalate), "\(from) \(row.event)")
        }
    }
}
