internal import ClinicalDomain

extension WardwatchConfiguration {
    /// The keys of scoring and alerts.
    static let alertSettings: [ConfigurationSetting<WardwatchConfiguration>] =
        raisingSettings + clearingSettings + budgetSettings + peopleSettings + technicalSettings

    private static let raisingSettings: [ConfigurationSetting<WardwatchConfiguration>] = [
        .text("scoring.outcome", "\"\"", "Outcome whose active model scores; empty: the model promoted last.") {
            $0.scoringOutcome = $1
        },
        .boolean("alerts.shadow", "false", "Record alerts, and alert nobody.") { $0.alertPolicy.isShadow = $1 },
        .number(
            "alerts.risk_threshold", "0", "Raise at this probability; 0: the model's own threshold.", 0...1
        ) { $0.alertPolicy.riskThreshold = $1 > 0 ? $1 : nil },
        .integer("alerts.news2_threshold", "7", "Raise at this NEWS2 total; 21: never.", 1...21) {
            $0.alertPolicy.news2Threshold = $1
        },
        .choice(
            "alerts.red_parameter", "\"join\"",
            "What a single NEWS2 parameter of 3 does: raise an alert, join one in force, or nothing."
        ) { (target: inout WardwatchConfiguration, use: AlertPolicy.RedParameterUse) in
            target.alertPolicy.redParameter = use
        },
        .integer(
            "alerts.confirmations", "1", "A reason asks when it is met in so many of the latest steps.", 1...24
        ) { $0.alertPolicy.confirmations = $1 },
        .integer("alerts.confirmation_steps", "1", "Time steps that are looked at for confirmation.", 1...24) {
            $0.alertPolicy.confirmationSteps = $1
        },
        .number(
            "alerts.risk_worsening", "3",
            "Really worse: the odds of the risk have grown by this factor; ends rests, and no budget counts.", 1.1...1e6
        ) { $0.alertPolicy.riskWorseningFactor = $1 },
        .integer("alerts.news2_worsening", "2", "Really worse: NEWS2 has grown by so many points.", 1...20) {
            $0.alertPolicy.news2Worsening = $1
        },
    ]

    private static let clearingSettings: [ConfigurationSetting<WardwatchConfiguration>] = [
        .number(
            "alerts.clear_fraction", "0.6", "Clear below this share of the raise threshold (hysteresis).", 0...1
        ) { $0.alertPolicy.clearFraction = $1 },
        .integer("alerts.news2_clear_threshold", "4", "Clear at or below this NEWS2 total.", 0...20) {
            $0.alertPolicy.news2ClearThreshold = $1
        },
        .duration("alerts.refractory_time", "\"8h\"", "Rest after an alert with NEWS2 was cleared.") {
            $0.alertPolicy.refractoryHours = $1 / 3600
        },
        .duration(
            "alerts.risk_maximum_time", "\"2h\"",
            "A network alert is cleared after this time, and after its rest raised again; 0s: kept while the risk is high."
        ) { $0.alertPolicy.riskMaximumHours = $1 > 0 ? $1 / 3600 : nil },
        .duration("alerts.risk_refractory_time", "\"12h\"", "Rest after a network alert was cleared.") {
            $0.alertPolicy.riskRefractoryHours = $1 / 3600
        },
    ]

    private static let budgetSettings: [ConfigurationSetting<WardwatchConfiguration>] = [
        .number(
            "alerts.budget", "20",
            "Alerts for 100 patient-days in each unit, but for NEWS2 and real worsening; 0: any number.", 0...10_000
        ) { $0.alertPolicy.budgetPer100PatientDays = $1 > 0 ? $1 : nil },
        .duration("alerts.budget_window", "\"24h\"", "Time over which a unit's alerts are counted.", from: 3600) {
            $0.alertPolicy.budgetHours = $1 / 3600
        },
        .integer(
            "alerts.budget_minimum", "2", "Alerts in that time that the smallest unit may raise.", 0...1000
        ) { $0.alertPolicy.budgetMinimum = $1 },
    ]

    private static let peopleSettings: [ConfigurationSetting<WardwatchConfiguration>] = [
        ConfigurationSetting(
            "alerts.escalation", type: "array of durations", "[\"15m\", \"30m\"]",
            "Time without acknowledgement before an alert goes to the next tier, one for each further tier; []: none."
        ) { configuration, value in
            guard case .strings(let texts) = value else { return "an array of durations such as [\"15m\", \"30m\"]" }
            let seconds = texts.compactMap { ConfigurationKey.seconds(ofDuration: $0) }
            guard seconds.count == texts.count, seconds.allSatisfy({ $0 > 0 }) else {
                return "an array of durations such as [\"15m\", \"30m\"]"
            }
            configuration.alertPolicy.escalationMinutes = seconds.map { $0 / 60 }
            return nil
        },
        .duration("alerts.snooze_maximum", "\"4h\"", "Longest time that an alert can be put off.", from: 60) {
            $0.alertPolicy.snoozeMaximumHours = $1 / 3600
        },
        ConfigurationSetting(
            "alerts.quiet_hours", type: "hours HH:MM-HH:MM", "\"\"",
            "Site time in which nobody is told of what can wait: no NEWS2, no real worsening; empty: none."
        ) { configuration, value in
            guard case .string(let text) = value, text.isEmpty || QuietHours(text) != nil else {
                return "hours such as \"22:00-06:00\""
            }
            configuration.alertRules.quietHours = QuietHours(text)
            return nil
        },
    ]

    private static let technicalSettings: [ConfigurationSetting<WardwatchConfiguration>] = [
        .duration(
            "alerts.silence_time", "\"12h\"",
            "A patient without values for so long, while others have some, has a technical alert; 0s: none."
        ) { $0.alertPolicy.silenceHours = $1 > 0 ? $1 / 3600 : nil },
        .duration(
            "alerts.sensor_fault_time", "\"6h\"",
            "A heart rate or arterial pressure that never changes for so long is a technical alert; 0s: none."
        ) { $0.alertPolicy.sensorFaultHours = $1 > 0 ? $1 / 3600 : nil },
    ]
}

extension UnitAlertRules {
    /// The keys of each `[[alerts.unit]]`.
    static let settings: [ConfigurationSetting<UnitAlertRules>] = [
        ConfigurationSetting("name", type: "string", "", "The unit (PV1-3.1).") { rules, value in
            guard case .string(let text) = value, !text.isEmpty else { return "the name of a unit" }
            rules.unit = text
            return nil
        },
        .number("budget", "-1", "Alerts for 100 patient-days; 0: any number; -1: alerts.budget.", -1...10_000) {
            $0.budget = $1 < 0 ? nil : $1
        },
        ConfigurationSetting(
            "quiet_hours", type: "hours HH:MM-HH:MM or \"none\"", "\"\"",
            "Site time in which nobody is told of what can wait; empty: alerts.quiet_hours."
        ) { rules, value in
            guard case .string(let text) = value, ["", "none"].contains(text) || QuietHours(text) != nil else {
                return "hours such as \"22:00-06:00\", or \"none\""
            }
            (rules.quietHours, rules.isNeverQuiet) = (QuietHours(text), text == "none")
            return nil
        },
    ]
}
