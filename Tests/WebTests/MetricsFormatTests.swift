import CoreMetrics
import Testing
import Web

/// What `/metrics` answers by `Accept` (RFC 9110, section 12.5.1).
@Suite(.timeLimit(.minutes(2)))
struct MetricsFormatTests {
    private static let open = "application/openmetrics-text; version=1.0.0; charset=utf-8"
    private static let plain = "text/plain; version=0.0.4; charset=utf-8"

    @Test func `the format is the one that the client likes best`() async throws {
        let table: [(accept: String?, type: String)] = [
            (nil, Self.plain), ("*/*", Self.plain), ("text/plain", Self.plain), ("text/html", Self.plain),
            ("application/json;q=0.1, nonsense, ;;, q=1", Self.plain),
            ("text/plain;=", Self.plain), ("text/plain; , */*", Self.plain),
            ("application/openmetrics-text;=", Self.open),
            ("application/openmetrics-text", Self.open),
            ("application/openmetrics-text; version=1.0.0; charset=utf-8", Self.open),
            ("application/openmetrics-text; version=\"1.0.0\"", Self.open),
            ("application/openmetrics-text; version=0.0.1", Self.plain),
            ("application/openmetrics-text; version=2.0.0, text/plain;q=0.1", Self.plain),
            // What Prometheus 2 sends.
            (
                "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,"
                    + "text/plain;version=0.0.4;q=0.5,*/*;q=0.1", Self.open
            ),
            ("text/plain;q=0.5, application/openmetrics-text;q=0.4", Self.plain),
            ("text/plain;q=0.4, application/openmetrics-text;q=0.5", Self.open),
            ("text/*;q=0.9, application/openmetrics-text;q=0.8", Self.plain),
            ("*/*;q=0.9, application/openmetrics-text;q=0.8", Self.plain),
            ("*/*, text/plain;q=0.2, application/openmetrics-text;q=0.8", Self.open),
            ("application/openmetrics-text;q=0, */*", Self.plain),
            ("APPLICATION/OpenMetrics-Text;Q=1", Self.open),
            ("application/openmetrics-text;q=7, text/plain", Self.plain),
        ]
        let registry = PrometheusRegistry([MetricDescription("a_total", .counter, "A.")])
        try await withServer(metrics: registry) { send in
            for (accept, type) in table {
                let answer = try await send("GET", "/metrics", headers: accept.map { ["Accept": $0] } ?? [:])
                #expect(answer.status == 200)
                #expect(answer.contentType == type, "\(accept ?? "none")")
                #expect(answer.body.hasSuffix("# EOF\n") == (type == Self.open))
            }
        }
    }

    @Test func `OpenMetrics names families without the suffixes of their samples, and gives units`() {
        let registry = PrometheusRegistry([
            MetricDescription("wardwatch_bytes_total", .counter, "All \"bytes\"."),
            MetricDescription("wardwatch_build_info", .info, "Build."),
            MetricDescription("wardwatch_lag_seconds", .gauge, "Lag.", labels: [.init("a", "b")]),
        ])
        Counter(label: "wardwatch_bytes_total", factory: registry).increment(by: 7)
        Gauge(label: "wardwatch_build_info", dimensions: [("version", "1")], factory: registry).record(1)
        Gauge(label: "wardwatch_lag_seconds", dimensions: [("a", "1")], factory: registry).record(0.5)
        Counter(label: "plain", factory: registry).increment()
        #expect(
            registry.text(.openMetrics) == """
                # TYPE plain counter
                plain_total 1
                # TYPE wardwatch_build info
                # HELP wardwatch_build Build.
                wardwatch_build_info{version="1"} 1
                # TYPE wardwatch_bytes counter
                # UNIT wardwatch_bytes bytes
                # HELP wardwatch_bytes All \\"bytes\\".
                wardwatch_bytes_total 7
                # TYPE wardwatch_lag_seconds gauge
                # UNIT wardwatch_lag_seconds seconds
                # HELP wardwatch_lag_seconds Lag.
                wardwatch_lag_seconds{a="1"} 0.5
                # EOF

                """)
        #expect(
            registry.text(.prometheus) == """
                # TYPE plain counter
                plain 1
                # TYPE wardwatch_build_info gauge
                # HELP wardwatch_build_info Build.
                wardwatch_build_info{version="1"} 1
                # TYPE wardwatch_bytes_total counter
                # HELP wardwatch_bytes_total All "bytes".
                wardwatch_bytes_total 7
                # TYPE wardwatch_lag_seconds gauge
                # HELP wardwatch_lag_seconds Lag.
                wardwatch_lag_seconds{a="1"} 0.5

                """)
    }

    @Test func `counters and histograms that are described and have no labels begin with 0`() {
        let registry = PrometheusRegistry([
            MetricDescription("a_total", .counter, "A."), MetricDescription("b_seconds", .histogram, "B."),
            MetricDescription("c", .gauge, "C."),
            MetricDescription("d_total", .counter, "D.", labels: [.init("x", "y")]),
        ])
        let text = registry.text(.prometheus)
        #expect(text.contains("\na_total 0\n") && text.contains("\nb_seconds_count 0\n"))
        #expect(!text.contains("# TYPE c") && !text.contains("d_total"))
    }
}
