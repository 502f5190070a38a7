/// One key of the configuration file: its name, what it takes and what it does.
public struct ConfigurationKey: Sendable, Hashable {
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
        /// An array of strings.
        case strings([String])
        /// An array of whole numbers, not empty.
        case integers([Int])
    }

    /// The name with its section: `mllp.port`; without one inside an array of tables: `port`.
    public var name: String
    /// What it takes, for people.
    public var type: String
    /// The default as it is written in TOML; empty where a value must be given.
    public var defaultText: String
    /// What it does.
    public var summary: String
    /// Whether it names a file that holds a secret, which only the daemon's user should be able to read.
    public var isSecret = false

    /// The environment variable that overrides it: `WARDWATCH_MLLP_PORT`; keys inside arrays of tables have none.
    public var environmentVariable: String {
        "WARDWATCH_" + name.uppercased().replacing(".", with: "_")
    }
}

extension ConfigurationKey {
    /// All keys outside arrays of tables, in the order of the example file.
    public static let all: [ConfigurationKey] = WardwatchConfiguration.settings.map(\.key)

    /// Seconds of a duration such as `90s`, `30m`, `8h` or `7d`, at most a hundred years; nil for anything else.
    public static func seconds(ofDuration text: String) -> Double? {
        let units: [Character: Double] = ["s": 1, "m": 60, "h": 3600, "d": 86_400]
        guard let last = text.last, let unit = units[last], let count = Double(text.dropLast()), count >= 0,
            count * unit <= 100 * 366 * 86_400
        else { return nil }
        return count * unit
    }
}
