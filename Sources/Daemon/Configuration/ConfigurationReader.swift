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
        for setting in WardwatchConfiguration.settings {
            let variable = setting.key.environmentVariable
            guard let text = environment[variable] else { continue }
            let value = value(ofText: text, for: setting.key)
            try setting.apply(value, to: &configuration, place: variable)
            configuration.given[setting.key.name] = value
        }
        let policy = configuration.alertPolicy
        guard policy.news2ClearThreshold < policy.news2Threshold else {
            throw .invalidValue(
                place: "alerts.news2_clear_threshold",
                expected: "below alerts.news2_threshold (\(policy.news2Threshold))")
        }
        guard policy.confirmations <= policy.confirmationSteps else {
            throw .invalidValue(
                place: "alerts.confirmations",
                expected: "at most alerts.confirmation_steps (\(policy.confirmationSteps))")
        }
        configuration.alertRules.timeZone = configuration.timeZone
        try checkNames(configuration)
        try checkReceivers(configuration.receivers)
        guard TimeZone(identifier: configuration.timeZone) != nil else {
            throw .unknownTimeZone(configuration.timeZone)
        }
        return configuration
    }

    private static func apply(
        text: String, path: String, to configuration: inout WardwatchConfiguration
    ) throws(ConfigurationError) {
        let table: TOMLTable
        do {
            table = try TOMLTable(checking: text)
        } catch {
            throw .syntax(path: path, detail: "\(error)")
        }
        for section in table.keys.sorted() {
            guard let keys = table[section]?.table else {
                throw .unknownKey(place: section, suggestion: suggestion(for: section))
            }
            for name in keys.keys.sorted() {
                let place = "\(section).\(name)"
                if let array = ConfigurationTable.all.first(where: { $0.name == place }) {
                    try add(keys[name], array: array, to: &configuration)
                    continue
                }
                guard let setting = WardwatchConfiguration.settings.first(where: { $0.key.name == place }) else {
                    throw .unknownKey(place: place, suggestion: suggestion(for: place))
                }
                let value = value(of: keys[name])
                try setting.apply(value, to: &configuration, place: place)
                configuration.given[place] = value
            }
        }
    }

    private static func add(
        _ value: (any TOMLValueConvertible)?, array: ConfigurationTable, to configuration: inout WardwatchConfiguration
    ) throws(ConfigurationError) {
        guard let tables = value?.array else {
            throw .invalidValue(place: array.name, expected: "an array of tables: [[\(array.name)]]")
        }
        for (index, element) in tables.enumerated() {
            let place = "\(array.name)[\(index + 1)]"
            guard let table = element.table else { throw .invalidValue(place: place, expected: "a table") }
            let values = table.keys.sorted().map { (name: $0, value: Self.value(of: table[$0])) }
            try array.add(&configuration, ConfigurationValues(place: place, values: values))
        }
    }

    private static func value(of value: (any TOMLValueConvertible)?) -> ConfigurationKey.Value? {
        if let flag = value?.bool { return .boolean(flag) }
        if let integer = value?.int { return .integer(integer) }
        if let number = value?.double { return .number(number) }
        if let text = value?.string { return .string(text) }
        guard let elements = value?.array else { return nil }
        let texts = elements.compactMap(\.string)
        if texts.count == elements.count { return .strings(texts) }
        let numbers = elements.compactMap(\.int)
        return numbers.count == elements.count ? .integers(numbers) : nil
    }

    /// Logs and metrics tell ways in apart by their names.
    private static func checkNames(_ configuration: WardwatchConfiguration) throws(ConfigurationError) {
        var names: Set<String> = []
        for (place, endpoint, _) in configuration.endpoints {
            guard names.insert(endpoint.name).inserted else {
                throw .invalidValue(
                    place: "\(place).name", expected: "a name of its own; \"\(endpoint.name)\" is taken")
            }
        }
    }

    private static func checkReceivers(_ receivers: [AlertReceiver]) throws(ConfigurationError) {
        var names: Set<String> = []
        for (index, receiver) in receivers.enumerated() {
            let place = "\(AlertReceiver.table)[\(index + 1)]"
            guard names.insert(receiver.name).inserted else {
                throw .invalidValue(
                    place: "\(place).name", expected: "a name of its own; \"\(receiver.name)\" is taken")
            }
            if let missing = receiver.missingKey {
                throw .missingValue(
                    place: "\(place).\(missing.name)",
                    expected: "\(missing.type), for kind \"\(receiver.kind.rawValue)\"")
            }
        }
    }

    private static func value(ofText text: String, for key: ConfigurationKey) -> ConfigurationKey.Value {
        if key.type.hasPrefix("whole") || key.type.hasPrefix("number") {
            if let integer = Int(text) { return .integer(integer) }
            if let number = Double(text) { return .number(number) }
        }
        if key.type == "true or false", let flag = Bool(text) { return .boolean(flag) }
        if key.type.hasPrefix("array of") {
            return .strings(text.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) })
        }
        return .string(text)
    }

    private static func suggestion(for name: String) -> String? {
        EditDistance.nearest(to: name, among: ConfigurationKey.all.map(\.name) + ConfigurationTable.all.map(\.name))
    }
}
