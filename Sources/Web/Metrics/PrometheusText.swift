/// The pieces of the Prometheus text format 0.0.4.
///
///     # HELP name text
///     # TYPE name counter
///     name{label="value"} 1
///
/// Source: <https://prometheus.io/docs/instrumenting/exposition_formats/>, section "Text-based format".
enum PrometheusText {
    /// A valid metric name, `[a-zA-Z_:][a-zA-Z0-9_:]*`: every other character becomes `_`.
    static func metricName(_ label: String) -> String { name(label, allowsColon: true) }

    /// A valid label name, `[a-zA-Z_][a-zA-Z0-9_]*`: every other character becomes `_`.
    static func labelName(_ label: String) -> String { name(label, allowsColon: false) }

    /// The labels as they stand between the braces; empty without labels.
    ///
    /// Sorted by name, so that their order does not make a new series; of names that become the same, the last counts.
    static func labels(_ dimensions: [(String, String)]) -> String {
        let values = Dictionary(dimensions.map { (labelName($0.0), $0.1) }, uniquingKeysWith: { $1 })
        return values.sorted { $0.key < $1.key }.map { "\($0.key)=\"\(escapedLabelValue($0.value))\"" }
            .joined(separator: ",")
    }

    /// One sample line without its line end.
    static func sample(_ name: String, _ labels: String, _ value: String) -> String {
        labels.isEmpty ? "\(name) \(value)" : "\(name){\(labels)} \(value)"
    }

    /// A label value with `\`, `"` and line feed escaped.
    static func escapedLabelValue(_ value: String) -> String {
        escaped(value).replacing("\"", with: "\\\"")
    }

    /// A help text with `\` and line feed escaped.
    static func escaped(_ text: String) -> String {
        text.replacing("\\", with: "\\\\").replacing("\n", with: "\\n")
    }

    /// A number as Go's `ParseFloat` reads it: whole numbers without a fraction, `+Inf`, `-Inf`, `NaN`.
    static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
        if let whole = Int64(exactly: value), whole.magnitude < 1 << 53 { return String(whole) }
        return value.description
    }

    private static func name(_ label: String, allowsColon: Bool) -> String {
        var name = ""
        for scalar in label.unicodeScalars {
            switch scalar {
            case "a"..."z", "A"..."Z", "_": name.unicodeScalars.append(scalar)
            case "0"..."9":
                if name.isEmpty { name = "_" }
                name.unicodeScalars.append(scalar)
            case ":" where allowsColon: name.append(":")
            default: name.append("_")
            }
        }
        return name.isEmpty ? "_" : name
    }
}
