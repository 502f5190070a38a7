internal import Mapping

/// An array of tables in the configuration file, such as `[[mllp.listener]]`, and the keys of each of its tables.
public struct ConfigurationTable: Sendable {
    /// The name with its section: `mllp.listener`.
    public let name: String
    /// What each table adds.
    public let summary: String
    /// The keys of each table.
    public let keys: [ConfigurationKey]
    /// Reads one table and adds it.
    let add: @Sendable (inout WardwatchConfiguration, _ table: ConfigurationValues) throws(ConfigurationError) -> Void

    private init<Element: Sendable>(
        _ name: String, _ summary: String, settings: [ConfigurationSetting<Element>], new: Element,
        append: @escaping @Sendable (inout WardwatchConfiguration, Element) -> Void
    ) {
        (self.name, self.summary, keys) = (name, summary, settings.map(\.key))
        add = { configuration, table throws(ConfigurationError) in
            var element = new
            try table.apply(settings, to: &element)
            append(&configuration, element)
        }
    }

    /// All arrays of tables.
    public static let all: [ConfigurationTable] = [
        ConfigurationTable(
            "mllp.listener", "A further address to listen on for HL7 v2.",
            settings: MLLPEndpoint.furtherListenerSettings, new: MLLPEndpoint()
        ) { $0.mllpListeners.append($1) },
        ConfigurationTable(
            "mllp.dial", "A device that listens for a connection and then sends HL7 v2.",
            settings: MLLPEndpoint.dialSettings, new: MLLPEndpoint()
        ) { $0.mllpDials.append($1) },
        ConfigurationTable(
            "outcome.rule", "A message that tells of an outcome: one of the values at a path of one of the events.",
            settings: OutcomeRule.settings, new: OutcomeRule(outcome: "", events: [], path: "", values: [])
        ) { $0.outcomeRules.append($1) },
        ConfigurationTable(
            "alerts.unit", "What differs in one unit.", settings: UnitAlertRules.settings, new: UnitAlertRules()
        ) { $0.alertRules.units.append($1) },
        ConfigurationTable(
            AlertReceiver.table, "Who is told of alerts, and how; see docs/delivery.md.",
            settings: AlertReceiver.settings, new: AlertReceiver()
        ) { $0.receivers.append($1) },
    ]
}
