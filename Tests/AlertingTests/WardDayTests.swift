import Alerting
import ClinicalDomain
import Testing

/// Random wards through the policy, with people who acknowledge, put off and forget, and restarts in between.
struct WardDayTests {
    private struct Raise {
        let patient: Int
        let reasons: [Alert.Reason]
        let at: Instant
        let isBeyondBudget: Bool
        let allowance: Int
        /// Whether the patient was really worse than at the last alert.
        let isWorse: Bool
    }

    private struct Log {
        var raises: [Raise] = []
        var alerts: [Alert] = []
        var patientDays = 0.0
        var events: [AlertEvent: Int] = [:]
        var holds: [AlertVerdict.Hold: Int] = [:]
    }

    private struct Patient {
        var probability: Double
        var total: Int
        var assessments: [Assessment] = []
        var alerts: [Alert] = []
        var procedureEnds: Instant?
        var isDischarged = false
    }

    private static let totals = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 12]

    /// A ward of random patients over some days, assessed hourly, with the clock running beside the data.
    private static func ward(
        _ policy: AlertPolicy, scores: [Int: NEWS2], days: Int, seed: UInt64, restartShare: Double = 0.1
    ) throws -> Log {
        var generator = SeededGenerator(seed: seed)
        var restarts = SeededGenerator(seed: ~seed)
        let machine = AlertStateMachine(policy: policy)
        var (log, budget) = (Log(), BudgetWindow())
        var patients = (0..<Int.random(in: 1...30, using: &generator)).map { _ in
            Patient(probability: Double.random(in: 0...0.9, using: &generator), total: 0)
        }
        func carryOut(_ change: AlertChange, _ patient: Int, _ id: Int64, _ clock: Instant) throws {
            let index = try #require(patients[patient].alerts.firstIndex { $0.id == id })
            let transition = try #require(AlertTransition.of(patients[patient].alerts[index].state, change.event))
            patients[patient].alerts[index].apply(change, clock: clock)
            #expect(patients[patient].alerts[index].state == transition.to)
            log.events[change.event, default: 0] += 1
        }
        for step in 0..<(days * 24) {
            let now = hour(Double(step))
            if Double.random(in: 0..<1, using: &restarts) < restartShare {
                // All that a restart keeps are the alerts: the budget is counted anew from them.
                budget = BudgetWindow()
                for patient in patients { for alert in patient.alerts { budget.note(unit: "W", at: alert.raised) } }
            }
            let present = patients.count { !$0.isDischarged }
            log.patientDays += Double(present) / 24
            for index in patients.indices where !patients[index].isDischarged {
                patients[index].probability = min(
                    0.999, max(0.001, patients[index].probability + Double.random(in: -0.25...0.25, using: &generator)))
                if Int.random(in: 0..<4, using: &generator) == 0 {
                    patients[index].total = totals[Int.random(in: 0..<totals.count, using: &generator)]
                }
                if Int.random(in: 0..<200, using: &generator) == 0 {
                    patients[index].procedureEnds = now.advanced(byHours: 2)
                }
                let patient = patients[index]
                let newest = Assessment(
                    encounterID: EncounterID(rawValue: Int64(index)), step: now, effective: now,
                    risk: Int.random(in: 0..<12, using: &generator) > 0
                        ? NetworkRisk(model: "m", probability: patient.probability, threshold: 0.6) : nil,
                    news2: scores[patient.total])
                let allowance = BudgetWindow.allowance(policy, patients: present) ?? .max
                let spent = budget.count(unit: "W", hours: policy.budgetHours, until: now)
                let situation = AlertSituation(
                    newest: newest, earlier: { patient.assessments.suffix($0) }, alerts: patient.alerts,
                    isBudgetSpent: spent >= allowance,
                    isInProcedure: patient.procedureEnds.map { now <= $0 } ?? false)
                let verdict = machine.verdict(situation)
                #expect(verdict == AlertStateMachine(policy: policy).verdict(situation), "only the arguments decide")
                for hold in verdict.holds { log.holds[hold, default: 0] += 1 }
                for action in verdict.actions {
                    switch action {
                    case .raise(let reasons, let level):
                        #expect(patient.alerts.allSatisfy { !$0.isInForce }, "one story for each patient")
                        #expect(!situation.isInProcedure)
                        let last = patient.alerts.first { $0.reasons.contains(reasons[0]) }
                        log.raises.append(
                            Raise(
                                patient: index, reasons: reasons, at: now, isBeyondBudget: verdict.isBeyondBudget,
                                allowance: allowance,
                                isWorse: last.map {
                                    level.isWorse(
                                        than: $0.level, riskFactor: policy.riskWorseningFactor,
                                        news2Points: policy.news2Worsening)
                                } ?? false))
                        log.events[.request, default: 0] += 1
                        patients[index].alerts.insert(
                            Alert(
                                id: Int64(log.raises.count), encounterID: newest.encounterID, reason: reasons[0],
                                raised: now, reasons: reasons, level: level), at: 0)
                        budget.note(unit: "W", at: now)
                    case .change(let id, let change): try carryOut(change, index, id, now)
                    }
                }
                patients[index].assessments.append(newest)
                if Int.random(in: 0..<120, using: &generator) == 0 {
                    patients[index].isDischarged = true
                    for alert in patients[index].alerts where alert.isInForce {
                        try carryOut(.clear(at: now, .departure), index, alert.id, now)
                    }
                }
            }
            // People and the clock, every ten minutes.
            for minute in stride(from: 0.0, to: 60, by: 10) {
                let clock = now.advanced(byHours: minute / 60)
                for index in patients.indices {
                    for alert in patients[index].alerts where alert.isInForce {
                        if let change = machine.due(alert, clock: clock) {
                            try carryOut(change, index, alert.id, clock)
                        } else if Int.random(in: 0..<30, using: &generator) == 0, alert.state != .acknowledged {
                            try carryOut(.acknowledge(by: "n"), index, alert.id, clock)
                        } else if Int.random(in: 0..<40, using: &generator) == 0 {
                            let until = clock.advanced(byHours: Double.random(in: 0.1...4, using: &generator))
                            try carryOut(.snooze(until: until, by: "n", reason: "r"), index, alert.id, clock)
                        }
                    }
                }
            }
        }
        log.alerts = patients.flatMap(\.alerts)
        return log
    }

    /// Policies that differ in all that the machine looks at.
    private static func policy(_ seed: UInt64) -> AlertPolicy {
        var generator = SeededGenerator(seed: seed ^ 0xA1E2)
        var policy = AlertPolicy(
            refractoryHours: [0, 2, 8].randomElement(using: &generator) ?? 8,
            riskMaximumHours: [nil, 2, 6].randomElement(using: &generator) ?? nil,
            riskRefractoryHours: [nil, 4, 12].randomElement(using: &generator) ?? nil)
        policy.confirmationSteps = Int.random(in: 1...4, using: &generator)
        policy.confirmations = Int.random(in: 1...policy.confirmationSteps, using: &generator)
        policy.redParameter = AlertPolicy.RedParameterUse.allCases.randomElement(using: &generator) ?? .join
        policy.budgetPer100PatientDays = [5, 20, 60, nil].randomElement(using: &generator) ?? 20
        policy.budgetMinimum = Int.random(in: 0...2, using: &generator)
        policy.budgetHours = [12, 24].randomElement(using: &generator) ?? 24
        return policy
    }

    /// 10,000 ward-days: 1,000 wards of ten days, in parts that run beside one another.
    @Test(arguments: 0..<10) func `ten thousand ward-days keep what the policy promises`(part: Int) throws {
        let scores = try Dictionary(uniqueKeysWithValues: Self.totals.map { ($0, try news2($0)) })
        var (events, holds): ([AlertEvent: Int], [AlertVerdict.Hold: Int]) = ([:], [:])
        for seed in UInt64(part * 100)..<UInt64(part * 100 + 100) {
            let policy = Self.policy(seed)
            let log = try Self.ward(policy, scores: scores, days: 10, seed: seed)
            events.merge(log.events, uniquingKeysWith: +)
            holds.merge(log.holds, uniquingKeysWith: +)
            Self.expectBudget(log, policy)
            Self.expectRests(log, policy)
            Self.expectEnds(log, policy)
        }
        for event in AlertEvent.allCases where event != .merging { #expect(events[event, default: 0] > 20, "\(event)") }
        for hold in AlertVerdict.Hold.allCases { #expect(holds[hold, default: 0] > 20, "\(hold)") }
    }

    /// In the window before each alert no more were raised than the budget allows, unless it does not count.
    private static func expectBudget(_ log: Log, _ policy: AlertPolicy) {
        for (index, raise) in log.raises.enumerated() where !raise.isBeyondBudget {
            let before = log.raises[..<index].count { raise.at.hours(since: $0.at) < policy.budgetHours }
            #expect(before < raise.allowance, "ward raised \(before + 1) of \(raise.allowance)")
        }
    }

    /// No reason is raised again within its rest, unless the patient is really worse.
    private static func expectRests(_ log: Log, _ policy: AlertPolicy) {
        for raise in log.raises where !raise.isWorse {
            let own = log.alerts.filter { $0.encounterID?.rawValue == Int64(raise.patient) && $0.raised < raise.at }
            let rests = raise.reasons.prefix(1).map { reason -> Bool in
                let rest =
                    reason == .networkRisk
                    ? policy.riskRefractoryHours ?? policy.refractoryHours
                    : policy.refractoryHours
                return own.allSatisfy { alert in
                    guard alert.reasons.contains(reason), alert.clearing != .departure, let cleared = alert.cleared
                    else { return true }
                    return raise.at.hours(since: cleared) >= rest
                }
            }
            #expect(rests.allSatisfy { $0 }, "\(raise.reasons) at \(raise.at)")
        }
    }

    /// Every alert is cleared or acknowledged or put off, or has come to the last tier in the time of the tiers.
    private static func expectEnds(_ log: Log, _ policy: AlertPolicy) {
        let end = hour(240)
        for alert in log.alerts where alert.state == .open {
            let open = end.seconds(since: alert.presented) / 60
            let due = policy.escalationMinutes.indices.count { index in
                open >= policy.escalationMinutes[...index].reduce(0, +) + 10
            }
            #expect(alert.tier >= 1 + due, "open for \(open) min at tier \(alert.tier)")
        }
        #expect(Set(log.alerts.map(\.id)).count == log.raises.count, "none was lost")
    }

    @Test func `a restart at any moment changes nothing`() throws {
        let scores = try Dictionary(uniqueKeysWithValues: Self.totals.map { ($0, try news2($0)) })
        var policy = AlertPolicy()
        policy.budgetPer100PatientDays = 10
        for seed in 0..<50 as Range<UInt64> {
            let one = try Self.ward(policy, scores: scores, days: 4, seed: seed, restartShare: 0)
            let other = try Self.ward(policy, scores: scores, days: 4, seed: seed, restartShare: 1)
            #expect(one.alerts == other.alerts)
        }
    }
}
