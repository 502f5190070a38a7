import CoreMetrics
import Testing
import Web

struct PrometheusRegistryTests {
    @Test func `an empty registry writes nothing`() {
        #expect(PrometheusRegistry().text(.prometheus) == "")
    }

    @Test func `counters, gauges and summaries are written in order, with help where there is some`() {
        let registry = PrometheusRegistry([
            MetricDescription(
                "wardwatch_ingest_messages_total", .counter, "Messages by verdict.\nA line, and a \\ too.",
                labels: [.init("verdict", "any")]),
            MetricDescription("never_used", .gauge, "-"),
        ])
        Counter(label: "wardwatch_ingest_messages_total", dimensions: [("verdict", "AE")], factory: registry)
            .increment(by: 2)
        Counter(label: "wardwatch_ingest_messages_total", dimensions: [("verdict", "AA")], factory: registry)
            .increment()
        Counter(label: "wardwatch_ingest_messages_total", dimensions: [("verdict", "AA")], factory: registry)
            .increment(by: 40)
        FloatingPointCounter(label: "a.seconds.total", factory: registry).increment(by: 0.25)
        let meter = Meter(label: "open-connections", factory: registry)
        meter.set(3)
        meter.increment(by: 2.0)
        meter.decrement(by: 1.0)
        Recorder(label: "queue", dimensions: [], aggregate: false, factory: registry).record(-7)
        let batch = Recorder(label: "batch_size", factory: registry)
        batch.record(3)
        batch.record(1.5)
        #expect(
            registry.text(.prometheus) == """
                # TYPE a_seconds_total counter
                a_seconds_total 0.25
                # TYPE batch_size summary
                batch_size_sum 4.5
                batch_size_count 2
                # TYPE open_connections gauge
                open_connections 4
                # TYPE queue gauge
                queue -7
                # TYPE wardwatch_ingest_messages_total counter
                # HELP wardwatch_ingest_messages_total Messages by verdict.\\nA line, and a \\\\ too.
                wardwatch_ingest_messages_total{verdict="AA"} 41
                wardwatch_ingest_messages_total{verdict="AE"} 2

                """)
    }

    @Test func `a timer is a histogram in seconds with both edges of a bucket told apart`() {
        let registry = PrometheusRegistry()
        let timer = Timer(label: "scoring.duration", dimensions: [("model", "lstm")], factory: registry)
        // 100 µs belongs to its bucket, one nanosecond more to the next; 10 s to the last but one.
        for nanoseconds in [-5, 100_000, 100_001, 10_000_000_000, 10_000_000_001] as [Int64] {
            timer.recordNanoseconds(nanoseconds)
        }
        #expect(
            registry.text(.prometheus) == """
                # TYPE scoring_duration_seconds histogram
                scoring_duration_seconds_bucket{model="lstm",le="0.0001"} 2
                scoring_duration_seconds_bucket{model="lstm",le="0.00025"} 3
                scoring_duration_seconds_bucket{model="lstm",le="0.0005"} 3
                scoring_duration_seconds_bucket{model="lstm",le="0.001"} 3
                scoring_duration_seconds_bucket{model="lstm",le="0.0025"} 3
                scoring_duration_seconds_bucket{model="lstm",le="0.005"} 3
                scoring_duration_seconds_bucket{model="lstm",le="0.01"} 3
                scoring_duration_seconds_bucket{model="lstm",le="0.025"} 3
                scoring_duration_seconds_bucket{model="lstm",le="0.05"} 3
                scoring_duration_seconds_bucket{model="lstm",le="0.1"} 3
                scoring_duration_seconds_bucket{model="lstm",le="0.25"} 3
                scoring_duration_seconds_bucket{model="lstm",le="0.5"} 3
                scoring_duration_seconds_bucket{model="lstm",le="1.0"} 3
                scoring_duration_seconds_bucket{model="lstm",le="2.5"} 3
                scoring_duration_seconds_bucket{model="lstm",le="5.0"} 3
                scoring_duration_seconds_bucket{model="lstm",le="10.0"} 4
                scoring_duration_seconds_bucket{model="lstm",le="+Inf"} 5
                scoring_duration_seconds_sum{model="lstm"} 20.000200002
                scoring_duration_seconds_count{model="lstm"} 5

                """)
    }

    @Test func `the unit is not added twice, and buckets without labels have only le`() {
        let registry = PrometheusRegistry()
        Timer(label: "x_seconds", factory: registry).recordNanoseconds(Int64.max)
        Timer(label: "x_seconds", factory: registry).recordNanoseconds(Int64.max)
        let text = registry.text(.prometheus)
        #expect(text.hasPrefix("# TYPE x_seconds histogram\nx_seconds_bucket{le=\"0.0001\"} 0\n"))
        // The sum stays at its limit instead of wrapping.
        #expect(text.hasSuffix("x_seconds_sum 9223372036.854776\nx_seconds_count 2\n"))
    }

    @Test func `label values are escaped and label names are made valid`() {
        let registry = PrometheusRegistry()
        Counter(
            label: "http.server requests",
            dimensions: [("http.route", "a\\b\"c\nd"), ("9x", "é"), ("", "e"), ("a:b", "f")], factory: registry
        ).increment()
        #expect(
            registry.text(.prometheus) == """
                # TYPE http_server_requests counter
                http_server_requests{_="e",_9x="é",a_b="f",http_route="a\\\\b\\"c\\nd"} 1

                """)
    }

    @Test func `the order of the labels does not make a new series, and names that become one are one`() {
        let registry = PrometheusRegistry()
        Counter(label: "c", dimensions: [("a", "1"), ("b", "2")], factory: registry).increment()
        Counter(label: "c", dimensions: [("b", "2"), ("a", "1")], factory: registry).increment()
        Counter(label: "d", dimensions: [("a.b", "1"), ("a_b", "2")], factory: registry).increment()
        #expect(
            registry.text(.prometheus)
                == "# TYPE c counter\nc{a=\"1\",b=\"2\"} 2\n# TYPE d counter\nd{a_b=\"2\"} 1\n")
    }

    @Test(
        arguments: [
            (0.1, "0.1"), (1e-5, "1e-05"), (1e21, "1e+21"), (-2, "-2"), (.infinity, "+Inf"), (-.infinity, "-Inf"),
            (.nan, "NaN"), (9_007_199_254_740_991, "9007199254740991"),
        ] as [(Double, String)])
    func `numbers are written as Prometheus reads them`(value: Double, text: String) {
        let registry = PrometheusRegistry()
        registry.makeMeter(label: "g", dimensions: []).set(value)
        #expect(registry.text(.prometheus) == "# TYPE g gauge\ng \(text)\n")
    }

    @Test func `a counter never shrinks`() {
        let registry = PrometheusRegistry()
        let handler = registry.makeFloatingPointCounter(label: "c", dimensions: [])
        handler.increment(by: 2.5)
        for amount in [-1, .nan, .infinity] { handler.increment(by: amount) }
        #expect(registry.text(.prometheus) == "# TYPE c counter\nc 2.5\n")
        handler.reset()
        #expect(registry.text(.prometheus) == "# TYPE c counter\nc 0\n")
    }

    @Test func `a destroyed series is forgotten, and its metric with the last one`() {
        let registry = PrometheusRegistry()
        let one = Counter(label: "c", dimensions: [("n", "1")], factory: registry)
        let two = Counter(label: "c", dimensions: [("n", "2")], factory: registry)
        one.destroy()
        #expect(registry.text(.prometheus) == "# TYPE c counter\nc{n=\"2\"} 0\n")
        two.destroy()
        #expect(registry.text(.prometheus) == "")
        Meter(label: "c", factory: registry).set(1)
        #expect(registry.text(.prometheus) == "# TYPE c gauge\nc 1\n")
    }

    @Test func `nothing is lost when many threads record and read`() async {
        let registry = PrometheusRegistry()
        await withTaskGroup { group in
            for task in 0..<8 {
                group.addTask {
                    for step in 0..<1000 {
                        Counter(label: "c", dimensions: [("parity", "\(task % 2)")], factory: registry).increment()
                        Timer(label: "t", factory: registry).recordNanoseconds(Int64(step))
                        if step % 250 == 0 { _ = registry.text(.prometheus) }
                    }
                }
            }
        }
        let text = registry.text(.prometheus)
        #expect(text.contains("c{parity=\"0\"} 4000\nc{parity=\"1\"} 4000\n"))
        #expect(text.contains("t_seconds_sum 0.003996\nt_seconds_count 8000\n"))
    }
}
