/// What was written in the file or the environment, by the names of the keys outside arrays of tables.
///
/// No part of what a configuration is: two that mean the same are equal, also where one writes a default down.
struct GivenValues: Sendable, Hashable {
    private var values: [String: ConfigurationKey.Value] = [:]

    subscript(key: String) -> ConfigurationKey.Value? {
        get { values[key] }
        set { values[key] = newValue }
    }

    static func == (left: Self, right: Self) -> Bool { true }

    func hash(into hasher: inout Hasher) {}
}
