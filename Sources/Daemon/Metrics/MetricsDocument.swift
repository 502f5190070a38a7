internal import Web

/// The table of metrics as a page of documentation: docs/metrics.md.
public enum MetricsDocument {
    /// The page, Markdown.
    public static let text: String = {
        let head = """
            # Metrics

            Made by `wardwatchd --list-metrics > docs/metrics.md` from the table in
            `Sources/Daemon/Metrics/WardwatchMetrics.swift`.

            `GET /metrics` answers OpenMetrics 1.0 to clients whose `Accept` prefers it, as Prometheus does, and Prometheus text
            0.0.4 to others. No label and no value holds anything about a patient, and every label has a bounded set of values.
            A series appears with its first value; counters and histograms without labels begin with 0. Counters begin anew
            when the daemon starts.

            A dashboard for Grafana is `packaging/grafana/wardwatch.json`, rules for alerts
            `packaging/prometheus/wardwatch.rules.yml`; the package installs both in `/usr/share/wardwatch`.

            | metric | type | unit | labels | what it tells |
            | --- | --- | --- | --- | --- |

            """
        return head
            + WardwatchMetrics.all.map { metric in
                let labels = metric.labels.map { "`\($0.name)`: \($0.values)" }.joined(separator: "<br>")
                return "| `\(metric.name)` | \(metric.kind.rawValue) | \(metric.unit) | \(labels) | \(metric.help) |\n"
            }.joined()
    }()
}
