internal import ClinicalDomain
internal import Foundation
internal import TOMLKit

/// Reads the configuration: defaults, then the file, then the environment.
public enum ConfigurationReader {
    /// The configuration of a run.
    ///
    /// - Parameters:
    ///   - path: the TOML file; nil for none.
    ///   - environment: `WARDWATCH_…` variables override the file.
    /// - Throws: ``ConfigurationError``.
    public static func read(
        path: String?, environment: [String: String]
    ) throws(ConfigurationError) -> WardwatchConfiguration {
        var configuration = WardwatchConfiguration(
            databasePath: WardwatchConfiguration.defaultDatabasePath(environment: environment))
        if let path {
            guard let data = FileManager.default.contents(atPath: path) else { throw .unreadable(path: path) }
            try apply(text: String(decoding: data, as: UTF8.self), path: path, to: &configuration)
        }
        for key in ConfigurationKey.all {
            guard let text = environment[key.environmentVariable] else { continue }
            if let expected = key.apply(&configuration, value(ofText: text, for: key)) {
                throw .invalidValue(place: key.environmentVariable, expected: expected)
            }
        }
        let policy = configuration.alertPolicy
        guard policy.news2ClearThreshold < policy.news2Threshold else {
            throw .invalidValue(
                place: "alerts.news2_clear_threshold",
                expected: "below alerts.news2_threshold (\(policy.news2Threshold))")
        }
        guard TimeZone(identifier: configuration.timeZone) != nil else {
            throw .unknownTimeZone(configuration.timeZone)
        }
        return configuration
    }

    private static func apply(
        text: String, path: String, to configuration: inout WardwatchConfiguration
    ) throws(ConfigurationError) {
        // The parser takes a C string and would not see what follows.
        if text.utf8.contains(0) { throw .syntax(path: path, detail: "it holds a NUL byte") }
        let table: TOMLTable
        do {
            table = try TOMLTable(string: text)
        } catch {
            throw .syntax(path: path, detail: "\(error)")
        }
        for section in table.keys.sorted() {
            guard let keys = table[section]?.table else {
                throw .unknownKey(place: section, suggestion: suggestion(for: section))
            }
            for name in keys.keys.sorted() {
                let place = "\(section).\(name)"
                guard let key = ConfigurationKey.all.first(where: { $0.name == place }) else {
                    throw .unknownKey(place: place, suggestion: suggestion(for: place))
                }
                let value: ConfigurationKey.Value? =
                    if let flag = keys[name]?.bool { .boolean(flag) } else if let integer = keys[name]?.int {
                        .integer(integer)
                    } else if let number = keys[name]?.double { .number(number) } else {
                        keys[name]?.string.map { .string($0) }
                    }
                guard let value else { throw .invalidValue(place: place, expected: key.type) }
                if let expected = key.apply(&configuration, value) {
                    throw .invalidValue(place: place, expected: expected)
                }
            }
        }
    }

    private static func value(ofText text: String, for key: ConfigurationKey) -> ConfigurationKey.Value {
        if key.type.hasPrefix("whole") || key.type.hasPrefix("number") {
            if let integer = Int(text) { return .integer(integer) }
            if let number = Double(text) { return .number(number) }
        }
        if key.type == "true or false", let flag = Bool(text) { return .boolean(flag) }
        return .string(text)
    }

    private static func suggestion(for name: String) -> String? {
        let ranked = ConfigurationKey.all.map { ($0.name, EditDistance.between($0.name, name)) }
        guard let best = ranked.min(by: { $0.1 < $1.1 }), best.1 <= max(3, name.count / 2) else { return nil }
        return best.0
    }
}
