/// What differs in OpenMetrics 1.0 from the Prometheus text format.
///
///     # TYPE name counter
///     # UNIT name seconds
///     # HELP name text
///     name_total{label="value"} 1
///     # EOF
///
/// A counter's family has the name without `_total`, that of an info without `_info`; both are suffixes of samples.
///
/// Source: OpenMetrics 1.0, sections "Text format" and "Suffixes"
/// (<https://prometheus.io/docs/specs/om/open_metrics_spec/>).
enum OpenMetricsText {
    /// The suffix that the samples of a type have.
    private static func suffix(_ kind: MetricDescription.Kind) -> String {
        switch kind {
        case .counter: "_total"
        case .info: "_info"
        case .gauge, .histogram, .summary: ""
        }
    }

    /// The name of the metric family.
    static func family(of name: String, _ kind: MetricDescription.Kind) -> String {
        let suffix = suffix(kind)
        return !suffix.isEmpty && name.hasSuffix(suffix) ? String(name.dropLast(suffix.count)) : name
    }

    /// The name that samples have, without what a histogram adds.
    static func sample(of name: String, _ kind: MetricDescription.Kind) -> String {
        family(of: name, kind) + suffix(kind)
    }

    /// A help text with `\`, `"` and line feed escaped.
    static func escaped(_ text: String) -> String { PrometheusText.escapedLabelValue(text) }
}
