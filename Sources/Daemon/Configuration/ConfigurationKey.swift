internal import ClinicalDomain

/// One key of the configuration file: its name, what it takes, what it does, and how it is applied.
public struct ConfigurationKey: Sendable {
    /// A value as TOML or an environment variable gives it.
    public enum Value: Sendable, Hashable {
        /// A string.
        case string(String)
        /// A whole number.
        case integer(Int)
        /// A number with a fraction.
        case number(Double)
        /// true or false.
        case boolean(Bool)
    }

    /// The name with its section: `mllp.port`.
    public let name: String
    /// What it takes, for people.
    public let type: String
    /// The default as it is written in TOML.
    public let defaultText: String
    /// What it does.
    public let summary: String
    /// Sets it; returns what was expected when the value does not fit.
    let apply: @Sendable (inout WardwatchConfiguration, Value) -> String?

    /// The environment variable that overrides it: `WARDWATCH_MLLP_PORT`.
    public var environmentVariable: String {
        "WARDWATCH_" + name.uppercased().replacing(".", with: "_")
    }
}

extension ConfigurationKey {
    /// All keys, in the order of the example file.
    public static let all: [ConfigurationKey] = [
        text("database.path", "\"./.wardwatch/wardwatch.sqlite\"", "The SQLite file.") { $0.databasePath = $1 },
        text("models.directory", "\"\"", "Where trained models are kept; empty: models beside the database.") {
            $0.modelsDirectory = $1
        },
        text(
            "site.time_zone", "\"UTC\"",
            "IANA time zone of the site, for HL7 times without an offset and for retraining."
        ) { $0.timeZone = $1 },
        boolean("mllp.enabled", "true", "Listen for HL7 v2 over MLLP.") { $0.mllpEnabled = $1 },
        text("mllp.host", "\"127.0.0.1\"", "Address to listen on for MLLP.") { $0.mllpHost = $1 },
        integer("mllp.port", "2575", "Port for MLLP; 0 takes a free one.", 0...65_535) { $0.mllpPort = $1 },
        integer(
            "mllp.maximum_message_size", "1048576", "Largest message that is taken, in bytes.", 1024...(1 << 28)
        ) { $0.mllpMaximumMessageSize = $1 },
        boolean("http.enabled", "true", "Listen for HTTP: health, metrics, FHIR.") { $0.httpEnabled = $1 },
        text("http.host", "\"127.0.0.1\"", "Address to listen on for HTTP.") { $0.httpHost = $1 },
        integer("http.port", "8642", "Port for HTTP; 0 takes a free one.", 0...65_535) { $0.httpPort = $1 },
        text("spool.directory", "\"\"", "Directory whose *.ndjson and *.csv files are read; empty: none.") {
            $0.spoolDirectory = $1
        },
        text("scoring.outcome", "\"\"", "Outcome whose active model scores; empty: the model promoted last.") {
            $0.scoringOutcome = $1
        },
        number(
            "alerts.risk_threshold", "0", "Raise at this probability; 0: the model's own threshold.", 0...1
        ) { $0.alertPolicy.riskThreshold = $1 > 0 ? $1 : nil },
        number(
            "alerts.clear_fraction", "0.6", "Clear below this share of the raise threshold (hysteresis).", 0...1
        ) { $0.alertPolicy.clearFraction = $1 },
        integer("alerts.news2_threshold", "7", "Raise at this NEWS2 total; 21: never.", 1...21) {
            $0.alertPolicy.news2Threshold = $1
        },
        integer("alerts.news2_clear_threshold", "4", "Clear at or below this NEWS2 total.", 0...20) {
            $0.alertPolicy.news2ClearThreshold = $1
        },
        duration("alerts.refractory_time", "\"8h\"", "Rest after an alert was cleared, by patient and reason.") {
            $0.alertPolicy.refractoryHours = $1 / 3600
        },
        boolean("retraining.enabled", "true", "Retrain every night in a child process.") { $0.retrainingEnabled = $1 },
        text("retraining.outcome", "\"deterioration\"", "Outcome that the nightly run trains for.") {
            $0.retrainingOutcome = $1
        },
        ConfigurationKey(
            name: "retraining.at", type: "time of day HH:MM", defaultText: "\"02:30\"",
            summary: "When retraining starts, in the site's time zone."
        ) { configuration, value in
            guard case .string(let text) = value, let minute = minuteOfDay(text) else { return "\"HH:MM\"" }
            configuration.retrainingMinute = minute
            return nil
        },
        duration("retraining.max_time", "\"30m\"", "Longest time that a nightly run may take.") {
            $0.retrainingMaximumSeconds = $1
        },
        ConfigurationKey(
            name: "log.level", type: "trace, debug, info, notice, warning, error or critical", defaultText: "\"info\"",
            summary: "Least severe level that is logged."
        ) { configuration, value in
            let levels = ["trace", "debug", "info", "notice", "warning", "error", "critical"]
            guard case .string(let text) = value, levels.contains(text) else { return levels.joined(separator: ", ") }
            configuration.logLevel = text
            return nil
        },
    ]

    /// Seconds of a duration such as `90s`, `30m`, `8h` or `7d`, at most a hundred years; nil for anything else.
    public static func seconds(ofDuration text: String) -> Double? {
        let units: [Character: Double] = ["s": 1, "m": 60, "h": 3600, "d": 86_400]
        guard let last = text.last, let unit = units[last], let count = Double(text.dropLast()), count >= 0,
            count * unit <= 100 * 366 * 86_400
        else { return nil }
        return count * unit
    }

    private static func minuteOfDay(_ text: String) -> Int? {
        let parts = text.split(separator: ":")
        guard parts.count == 2, let hour = Int(parts[0]), let minute = Int(parts[1]), (0..<24).contains(hour),
            (0..<60).contains(minute)
        else { return nil }
        return hour * 60 + minute
    }

    private static func text(
        _ name: String, _ defaultText: String, _ summary: String,
        _ set: @escaping @Sendable (inout WardwatchConfiguration, String) -> Void
    ) -> ConfigurationKey {
        ConfigurationKey(name: name, type: "string", defaultText: defaultText, summary: summary) { target, value in
            guard case .string(let text) = value else { return "a string in quotes" }
            set(&target, text)
            return nil
        }
    }

    private static func boolean(
        _ name: String, _ defaultText: String, _ summary: String,
        _ set: @escaping @Sendable (inout WardwatchConfiguration, Bool) -> Void
    ) -> ConfigurationKey {
        ConfigurationKey(name: name, type: "true or false", defaultText: defaultText, summary: summary) {
            target, value in
            guard case .boolean(let flag) = value else { return "true or false" }
            set(&target, flag)
            return nil
        }
    }

    private static func integer(
        _ name: String, _ defaultText: String, _ summary: String, _ range: ClosedRange<Int>,
        _ set: @escaping @Sendable (inout WardwatchConfiguration, Int) -> Void
    ) -> ConfigurationKey {
        let type = "whole number, \(range.lowerBound) to \(range.upperBound)"
        return ConfigurationKey(name: name, type: type, defaultText: defaultText, summary: summary) { target, value in
            guard case .integer(let number) = value, range.contains(number) else { return "a \(type)" }
            set(&target, number)
            return nil
        }
    }

    private static func number(
        _ name: String, _ defaultText: String, _ summary: String, _ range: ClosedRange<Double>,
        _ set: @escaping @Sendable (inout WardwatchConfiguration, Double) -> Void
    ) -> ConfigurationKey {
        let type = "number, \(range.lowerBound) to \(range.upperBound)"
        return ConfigurationKey(name: name, type: type, defaultText: defaultText, summary: summary) { target, value in
            let number: Double
            switch value {
            case .integer(let integer): number = Double(integer)
            case .number(let double): number = double
            case .string, .boolean: return "a \(type)"
            }
            guard range.contains(number) else { return "a \(type)" }
            set(&target, number)
            return nil
        }
    }

    private static func duration(
        _ name: String, _ defaultText: String, _ summary: String,
        _ set: @escaping @Sendable (inout WardwatchConfiguration, Double) -> Void
    ) -> ConfigurationKey {
        let type = "duration such as \"90s\", \"30m\", \"8h\" or \"7d\""
        return ConfigurationKey(name: name, type: type, defaultText: defaultText, summary: summary) { target, value in
            guard case .string(let text) = value, let seconds = seconds(ofDuration: text) else { return "a \(type)" }
            set(&target, seconds)
            return nil
        }
    }
}
