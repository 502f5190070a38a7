internal import HL7v2
internal import Mapping

extension OutcomeRule {
    /// The keys of each `[[outcome.rule]]`.
    static let settings: [ConfigurationSetting<OutcomeRule>] = [
        ConfigurationSetting("outcome", type: "string", "", "The outcome that the message tells of.") { rule, value in
            guard case .string(let text) = value, !text.isEmpty else { return "the name of an outcome" }
            rule.outcome = text
            return nil
        },
        .texts("events", "[]", "Trigger events (MSH-9.2) that are looked at, such as [\"A08\"]; empty: all.") {
            $0.events = $1
        },
        ConfigurationSetting("path", type: "HL7 path", "", "Where the value stands.") { rule, value in
            guard case .string(let text) = value, (try? HL7Path(parsing: text))?.field != nil else {
                return "a path such as \"PV2-3.1\""
            }
            rule.path = text
            return nil
        },
        ConfigurationSetting("values", type: "array of strings", "", "The values that tell of it.") { rule, value in
            guard case .strings(let texts) = value, !texts.isEmpty else {
                return "an array of strings such as [\"ARREST\"], not empty"
            }
            rule.values = texts
            return nil
        },
    ]
}
