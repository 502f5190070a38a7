/// The configuration file of a new installation: every key with its default and what it does, most of them comments.
public enum ExampleConfiguration {
    /// What an installed daemon and the commands of its administrators agree on.
    private static let values = ["database.path": "\"/var/lib/wardwatch/wardwatch.sqlite\""]

    /// The text of the file, TOML.
    public static var text: String {
        var lines = [
            "# Wardwatch. Research software, not a medical device.",
            "#",
            "# What begins with # is the default. Check with `wardwatchd --check-config --config FILE`; most of it is",
            "# taken in by `systemctl reload wardwatchd`, and the log names what waits for a restart.",
        ]
        var section = ""
        for key in ConfigurationKey.all {
            let parts = key.name.split(separator: ".", maxSplits: 1).map(String.init)
            if let first = parts.first, first != section {
                section = first
                lines += ["", "[\(section)]"]
            }
            let name = parts.last ?? key.name
            lines += explanation(key)
            lines.append(values[key.name].map { "\(name) = \($0)" } ?? "#\(name) = \(key.defaultText)")
        }
        for table in ConfigurationTable.all {
            lines += ["", "# \(table.summary)", "#[[\(table.name)]]"]
            for key in table.keys {
                lines += explanation(key)
                lines.append("#\(key.name) = \(key.defaultText.isEmpty ? "…" : key.defaultText)")
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func explanation(_ key: ConfigurationKey) -> [String] {
        ["# \(key.summary)", "#   \(key.type)\(key.isSecret ? "; keep that file secret" : "")"]
    }
}
