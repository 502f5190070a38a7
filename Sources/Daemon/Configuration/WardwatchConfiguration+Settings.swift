internal import ClinicalDomain

extension WardwatchConfiguration {
    /// All keys outside arrays of tables, in the order of the example file.
    static let settings: [ConfigurationSetting<WardwatchConfiguration>] =
        placeSettings + mllpSettings + httpSettings + spoolSettings + alertSettings + retrainingSettings + logSettings

    private static let placeSettings: [ConfigurationSetting<WardwatchConfiguration>] = [
        .text("database.path", "\"./.wardwatch/wardwatch.sqlite\"", "The SQLite file.") { $0.databasePath = $1 },
        .text("models.directory", "\"\"", "Where trained models are kept; empty: models beside the database.") {
            $0.modelsDirectory = $1
        },
        .text(
            "models.shipped", "\"/usr/share/wardwatch/models/sepsis-vital-signs\"",
            "Model that is put into use where none is registered; empty, or not there: none."
        ) { $0.shippedModel = $1 },
        .text(
            "site.time_zone", "\"UTC\"",
            "IANA time zone of the site, for HL7 times without an offset and for retraining."
        ) { $0.timeZone = $1 },
        .text("site.channels_file", "\"\"", "TOML file with the site's own codes and units; empty: none.") {
            $0.channelsFile = $1
        },
        .texts(
            "site.intensive_care_units", "[\"ICU\", \"ITU\", \"CCU\", \"SICU\", \"MICU\", \"NICU\", \"PICU\"]",
            "Units (PV1-3.1) that count as intensive care: a transfer to one is an outcome."
        ) { $0.intensiveCareUnits = $1 },
    ]

    private static let mllpSettings: [ConfigurationSetting<WardwatchConfiguration>] =
        [.boolean("mllp.enabled", "true", "Listen for HL7 v2 over MLLP.") { $0.mllpEnabled = $1 }]
        + MLLPEndpoint.listenerSettings.map { $0.inSection("mllp", at: \.mllp) }

    private static let spoolSettings: [ConfigurationSetting<WardwatchConfiguration>] = [
        .text("spool.directory", "\"\"", "Directory whose files are read and moved to done or failed; empty: none.") {
            $0.spoolDirectory = $1
        }
    ]

    private static let retrainingSettings: [ConfigurationSetting<WardwatchConfiguration>] = [
        .boolean("retraining.enabled", "true", "Retrain every night in a child process.") { $0.retrainingEnabled = $1 },
        .text("retraining.outcome", "\"deterioration\"", "Outcome that the nightly run trains for.") {
            $0.retrainingOutcome = $1
        },
        ConfigurationSetting(
            "retraining.at", type: "time of day HH:MM", "\"02:30\"",
            "When retraining starts, in the site's time zone."
        ) { configuration, value in
            guard case .string(let text) = value, let minute = QuietHours.minuteOfDay(text) else { return "\"HH:MM\"" }
            configuration.retrainingMinute = minute
            return nil
        },
        .text(
            "retraining.request_file", "\"\"",
            "File that asks the service manager for the run, as the unit sets it; empty: a child process."
        ) { $0.retrainingRequestFile = $1 },
        .duration("retraining.max_time", "\"30m\"", "Longest time that a nightly run may take.") {
            $0.retrainingMaximumSeconds = $1
        },
    ]

    private static let logSettings: [ConfigurationSetting<WardwatchConfiguration>] = [
        .choice("log.level", "\"info\"", "Least severe level that is logged.") {
            (target: inout WardwatchConfiguration, level: LogLevel) in target.logLevel = level.rawValue
        }
    ]

    private enum LogLevel: String, CaseIterable {
        case trace, debug, info, notice, warning, error, critical
    }
}
