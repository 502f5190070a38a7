public import ClinicalDomain

/// Decides, from one assessment and the patient's latest alert of each reason, what to raise and what to clear.
///
/// A pure state machine with one small machine per reason; the alert itself is the state, so nothing else has to
/// survive a restart:
///
/// | latest alert | condition | decision |
/// | --- | --- | --- |
/// | none, or cleared a rest ago | at or above the raise threshold | raise |
/// | cleared less than a rest ago | any | hold |
/// | open or acknowledged | below the clear threshold (hysteresis) | clear |
/// | open or acknowledged, network risk | raised ``AlertPolicy/riskMaximumHours`` ago | clear |
/// | open or acknowledged | otherwise | hold |
///
/// The rest is ``AlertPolicy/refractoryHours``, for network risk ``AlertPolicy/riskRefractoryHours``.
///
/// NEWS2 that is partial raises an alert when what is known already reaches the threshold, and never clears one: what
/// is missing might be what is wrong. Time is the time of the data, so history replayed at any speed decides alike.
public struct AlertStateMachine: Sendable {
    /// The numbers that decide.
    public let policy: AlertPolicy

    /// A machine with the given numbers.
    public init(policy: AlertPolicy) { self.policy = policy }

    /// What one reason asks for.
    public enum Transition: Hashable, Sendable {
        /// Raise an alert for the reason.
        case raise(Alert.Reason)
        /// Clear the alert of that number.
        case clear(alertID: Int64)
    }

    /// The transitions that an assessment causes; empty for hold.
    ///
    /// - Parameters:
    ///   - assessment: the newest assessment of the stay.
    ///   - latest: the latest alert of the stay for each reason that ever had one.
    public func transitions(for assessment: Assessment, latest: [Alert.Reason: Alert]) -> [Transition] {
        Alert.Reason.allCases.compactMap { reason in
            let alert = latest[reason]
            if let alert, alert.state != .cleared {
                return clears(reason, assessment) || hasLapsed(alert, assessment) ? .clear(alertID: alert.id) : nil
            }
            if let cleared = alert?.cleared, assessment.effective.hours(since: cleared) < rest(after: reason) {
                return nil
            }
            return raises(reason, assessment) ? .raise(reason) : nil
        }
    }

    private func rest(after reason: Alert.Reason) -> Double {
        reason == .networkRisk ? policy.riskRefractoryHours ?? policy.refractoryHours : policy.refractoryHours
    }

    private func raises(_ reason: Alert.Reason, _ assessment: Assessment) -> Bool {
        switch reason {
        case .networkRisk:
            guard let risk = assessment.risk else { return false }
            return risk.probability >= (policy.riskThreshold ?? risk.threshold)
        case .news2:
            guard let news2 = assessment.news2 else { return false }
            return news2.total >= policy.news2Threshold
        }
    }

    private func hasLapsed(_ alert: Alert, _ assessment: Assessment) -> Bool {
        guard alert.reason == .networkRisk, let maximum = policy.riskMaximumHours else { return false }
        return assessment.effective.hours(since: alert.raised) >= maximum
    }

    private func clears(_ reason: Alert.Reason, _ assessment: Assessment) -> Bool {
        switch reason {
        case .networkRisk:
            guard let risk = assessment.risk else { return false }
            return risk.probability < (policy.riskThreshold ?? risk.threshold) * policy.clearFraction
        case .news2:
            guard let news2 = assessment.news2, !news2.isPartial else { return false }
            return news2.total <= policy.news2ClearThreshold
        }
    }
}
