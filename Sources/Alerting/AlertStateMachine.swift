public import ClinicalDomain

/// Decides, from a patient's assessments and alerts, what to raise, to present again and to clear.
///
/// A pure state machine. The alerts themselves are its state, so nothing else has to survive a restart; time is an
/// argument, in two kinds: what patients' values decide runs in the time of the data, so that history replayed at any
/// speed decides alike, and what people are asked (escalation, snooze) by the clock. Its transitions are those of
/// ``AlertTransition/table``.
///
/// NEWS2 that is partial raises an alert when what is known already reaches the threshold. It clears one only while
/// every parameter is known that scored when the alert last asked: what is missing might be what is wrong. A patient
/// without an opinion of the network neither raises nor clears by it.
public struct AlertStateMachine: Sendable {
    /// The numbers that decide.
    public let policy: AlertPolicy

    /// A machine with the given numbers.
    public init(policy: AlertPolicy) { self.policy = policy }

    /// What an assessment causes.
    public func verdict(_ situation: AlertSituation) -> AlertVerdict {
        if let story = situation.alerts.first(where: { $0.isInForce && !$0.reason.isTechnical }) {
            return verdict(on: story, situation)
        }
        return verdictOnRaising(situation)
    }

    // MARK: no alert in force

    private func verdictOnRaising(_ situation: AlertSituation) -> AlertVerdict {
        var verdict = AlertVerdict()
        let newest = situation.newest
        let met = Self.clinicalReasons.filter { asks($0, newest) }
        let raising = met.filter(raisesAlone)
        guard !raising.isEmpty else { return verdict }
        if situation.isInProcedure {
            verdict.holds.insert(.procedure)
            return verdict
        }
        let confirmed = raising.filter { isConfirmed($0, situation) }
        if confirmed.count < raising.count { verdict.holds.insert(.confirmation) }
        let level = level(newest)
        let rested = confirmed.filter { reason in
            guard let last = lastAlert(of: reason, situation), let cleared = last.cleared,
                newest.effective.hours(since: cleared) < rest(after: reason)
            else { return true }
            // What comes out of order never re-arms: it is not newer than what was seen.
            return newest.effective >= cleared && isWorse(level, than: last.level)
        }
        if rested.count < confirmed.count { verdict.holds.insert(.rest) }
        guard !rested.isEmpty else { return verdict }
        verdict.isBeyondBudget = rested.contains(.news2) || hasWorsened(situation)
        if situation.isBudgetSpent, !verdict.isBeyondBudget {
            verdict.holds.insert(.budget)
            return verdict
        }
        let joining = met.filter { !rested.contains($0) && isConfirmed($0, situation) }
        verdict.actions = [.raise(rested + joining, level)]
        return verdict
    }

    /// Whether a patient without an alert is really worse than some hours before, or than at the last alert.
    private func hasWorsened(_ situation: AlertSituation) -> Bool {
        let newest = situation.newest
        let before = situation.earlier(policy.stepsLookedAt).filter {
            newest.effective.hours(since: $0.effective) <= policy.worseningHours && $0.effective < newest.effective
        }.map(level).reduce(AlertLevel()) { $0.best($1) }
        return isWorse(level(newest), than: before)
    }

    private func lastAlert(of reason: Alert.Reason, _ situation: AlertSituation) -> Alert? {
        situation.alerts.first { !$0.isInForce && $0.reasons.contains(reason) && Self.rests($0) }
    }

    /// Whether an alert that is no longer in force is followed by a rest: one that ended with the stay, perhaps by mistake,
    /// or went into another says nothing of the patient, and one of shadow mode nobody has seen.
    private static func rests(_ alert: Alert) -> Bool {
        alert.clearing != .merged && alert.clearing != .departure && !alert.isShadow
    }

    private func isConfirmed(_ reason: Alert.Reason, _ situation: AlertSituation) -> Bool {
        if policy.confirmations <= 1 { return true }
        let before = situation.earlier(policy.confirmationSteps - 1)
        return 1 + before.count { asks(reason, $0) } >= policy.confirmations
    }

    // MARK: an alert in force

    private func verdict(on story: Alert, _ situation: AlertSituation) -> AlertVerdict {
        let newest = situation.newest
        let met = Self.clinicalReasons.filter { asks($0, newest) }
        let further = met.filter { !story.reasons.contains($0) && isConfirmed($0, situation) }
        // What may only join an alert does not keep it in force either.
        let holding = story.reasons.filter(raisesAlone)
        let ends = holding.map { end(of: $0, in: story, newest) }
        var changes: [AlertChange] = []
        if further.isEmpty, ends.allSatisfy({ $0 != nil }) {
            changes = [.clear(at: newest.effective, ends.contains(.lapse) ? .lapse : .recovery)]
        } else {
            let level = level(newest)
            if !further.isEmpty { changes.append(.join(further, level)) }
            if further.contains(where: raisesAlone) || isWorse(level, than: story.level) {
                changes.append(.present(.worsening, level))
            }
        }
        var verdict = AlertVerdict()
        verdict.actions = changes.map { .change(alertID: story.id, $0) }
        return verdict
    }

    /// How a reason of an alert has ended; nil while it has not.
    private func end(of reason: Alert.Reason, in story: Alert, _ newest: Assessment) -> Alert.Clearing? {
        if clears(reason, newest, scored: story.level.scored) { return .recovery }
        guard reason == .networkRisk, let maximum = policy.riskMaximumHours else { return nil }
        return newest.effective.hours(since: story.raised) >= maximum ? .lapse : nil
    }

    /// The end of an alert about a patient of whom nothing came in for so long that even the technical alert about it has
    /// lapsed; nil while there is hope.
    ///
    /// - Parameters:
    ///   - alert: a clinical alert in force.
    ///   - lastValue: the time of the patient's newest value.
    ///   - now: the newest time of the data of all patients.
    public func lapse(_ alert: Alert, lastValue: Instant, now: Instant) -> AlertChange? {
        guard alert.isInForce, !alert.reason.isTechnical,
            now.hours(since: lastValue) >= (policy.silenceHours ?? 0) + policy.technicalMaximumHours
        else { return nil }
        return .clear(at: max(lastValue, alert.raised), .lapse)
    }

    // MARK: what people are asked, by the clock

    /// What the clock asks of an alert: that it comes back after its time, or that it goes to the next tier.
    public func due(_ alert: Alert, clock: Instant) -> AlertChange? {
        // Of what nobody sees, only what was put off comes back.
        if policy.isShadow || alert.isShadow, alert.state != .snoozed { return nil }
        switch alert.state {
        case .snoozed:
            guard let until = alert.snoozedUntil, until <= clock else { return nil }
            return .present(.snoozeEnd, nil)
        case .open:
            guard !alert.reason.isTechnical, alert.tier <= policy.escalationMinutes.count else { return nil }
            let from = max(alert.presented, alert.quietUntil ?? alert.presented)
            // Each tier counts from the one before.
            let minutes = policy.escalationMinutes.prefix(alert.tier).reduce(0, +)
            return clock.seconds(since: from) >= minutes * 60 ? .escalate : nil
        case .acknowledged, .cleared:
            return nil
        }
    }

    // MARK: the reasons

    private static let clinicalReasons = Alert.Reason.allCases.filter { !$0.isTechnical }

    private func level(_ assessment: Assessment) -> AlertLevel {
        var level = AlertLevel(assessment)
        if policy.version < 3 { level.scored = nil }
        return level
    }

    private func isWorse(_ level: AlertLevel, than other: AlertLevel) -> Bool {
        level.isWorse(than: other, riskFactor: policy.riskWorseningFactor, news2Points: policy.news2Worsening)
    }

    private func raisesAlone(_ reason: Alert.Reason) -> Bool {
        reason != .redParameter || policy.redParameter == .raise
    }

    private func rest(after reason: Alert.Reason) -> Double {
        reason == .networkRisk ? policy.riskRefractoryHours ?? policy.refractoryHours : policy.refractoryHours
    }

    private func asks(_ reason: Alert.Reason, _ assessment: Assessment) -> Bool {
        switch reason {
        case .networkRisk:
            guard let risk = assessment.risk else { return false }
            return risk.probability >= (policy.riskThreshold ?? risk.threshold)
        case .news2:
            guard let news2 = assessment.news2 else { return false }
            return news2.total >= policy.news2Threshold
        case .redParameter:
            return policy.redParameter != .off && assessment.news2?.redParameters.isEmpty == false
        case .noData, .sensorFault, .receiver: return false
        }
    }

    private func clears(_ reason: Alert.Reason, _ assessment: Assessment, scored: [NEWS2.Parameter]?) -> Bool {
        switch reason {
        case .networkRisk:
            guard let risk = assessment.risk else { return false }
            return risk.probability < (policy.riskThreshold ?? risk.threshold) * policy.clearFraction
        case .news2:
            guard let news2 = assessment.news2, tells(news2, of: scored) else { return false }
            return news2.total <= policy.news2ClearThreshold
        case .redParameter:
            guard let news2 = assessment.news2, tells(news2, of: scored) else { return false }
            return news2.redParameters.isEmpty
        case .noData, .sensorFault, .receiver: return false
        }
    }

    /// Whether all is known that asked for the alert.
    private func tells(_ news2: NEWS2, of scored: [NEWS2.Parameter]?) -> Bool {
        !news2.isPartial || scored?.allSatisfy { news2.points[$0] != nil } ?? false
    }
}
