internal import Foundation

/// When the nightly retraining starts, and with what.
struct RetrainingPlan: Sendable, Hashable {
    /// Whether it starts at all.
    let isEnabled: Bool
    /// When.
    let schedule: RetrainingSchedule
    /// The file that asks a service manager for the run; empty for a child process.
    let requestFile: String
    private let settings: [Setting]

    /// What the run is told: the name that the service manager's unit knows it by, and the option of the command.
    private struct Setting: Sendable, Hashable {
        let name: String
        let option: String
        let value: String
    }

    /// As the configuration says.
    init(_ configuration: WardwatchConfiguration) {
        isEnabled = configuration.retrainingEnabled
        let zone = TimeZone(identifier: configuration.timeZone) ?? .gmt
        schedule = RetrainingSchedule(minuteOfDay: configuration.retrainingMinute, timeZone: zone)
        requestFile = configuration.retrainingRequestFile
        settings = [
            Setting(name: "DATABASE", option: "--database", value: configuration.databasePath),
            Setting(name: "MODELS", option: "--models", value: ModelDirectory(configuration).url.path),
            Setting(name: "OUTCOME", option: "--outcome", value: configuration.retrainingOutcome),
            Setting(name: "MAX_TIME", option: "--max-time", value: "\(Int(configuration.retrainingMaximumSeconds))s"),
        ]
    }

    /// The arguments of `wardwatch`.
    var arguments: [String] { ["retrain", "--nightly"] + settings.flatMap { [$0.option, $0.value] } }

    /// The text of the request: assignments as `EnvironmentFile=` of `systemd.exec(5)` reads them.
    ///
    /// - Returns: nil where a value has characters that no line can carry.
    var requestText: String? {
        guard settings.allSatisfy({ $0.value.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F } })
        else { return nil }
        return settings.map { setting in
            let value = setting.value.replacing(#/[\\"$`]/#) { match in "\\\(match.output)" }
            return "\(setting.name)=\"\(value)\"\n"
        }.joined()
    }
}
