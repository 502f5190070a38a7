import ClinicalDomain

/// The numbers of an alert policy in words.
struct AlertPolicyStory {
    private let policy: AlertPolicy

    init(_ policy: AlertPolicy) { self.policy = policy }

    var lines: [String] {
        let threshold = policy.riskThreshold.map { "a risk of \($0.formatted(3))" } ?? "the model's threshold"
        let budget =
            policy.budgetPer100PatientDays.map {
                "\($0.short) alerts for 100 patient-days in each unit, counted over \(policy.budgetHours.short) h, "
                    + "at least \(policy.budgetMinimum); not for NEWS2 and real worsening"
            } ?? "none"
        let tiers = policy.escalationMinutes.map { "\($0.short) min" }.joined(separator: ", then ")
        return [
            "raised at: \(threshold), or NEWS2 \(policy.news2Threshold)",
            "confirmed by: \(policy.confirmations) of \(policy.confirmationSteps) steps",
            "a single red parameter of NEWS2: \(policy.redParameter.rawValue)",
            "cleared below: \((policy.clearFraction * 100).short) % of the risk's threshold, and NEWS2 of at most "
                + "\(policy.news2ClearThreshold)"
                + (policy.riskMaximumHours.map { "; the network's part after \($0.short) h in any case" } ?? ""),
            "rest: \((policy.riskRefractoryHours ?? policy.refractoryHours).short) h after the network's risk, "
                + "\(policy.refractoryHours.short) h after NEWS2",
            "real worsening: \(policy.riskWorseningFactor.short) times the odds of the risk, or NEWS2 by "
                + "\(policy.news2Worsening)",
            "budget: \(budget)",
            "escalation: \(tiers.isEmpty ? "none" : "after " + tiers)",
            "put off for at most: \(policy.snoozeMaximumHours.short) h",
            "technical: no values for \(policy.silenceHours.map { "\($0.short) h" } ?? "-"), the same value for "
                + "\(policy.sensorFaultHours.map { "\($0.short) h" } ?? "-")",
        ] + (policy.isShadow ? ["shadow mode: alerts are recorded, and nobody is alerted"] : [])
    }

    var text: String { lines.joined(separator: "\n") }
}
