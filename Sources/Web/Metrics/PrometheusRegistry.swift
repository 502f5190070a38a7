public import CoreMetrics
internal import Synchronization

/// Keeps the metrics of the process and writes them as Prometheus text 0.0.4 or OpenMetrics 1.0.
///
/// | swift-metrics | Prometheus |
/// | --- | --- |
/// | `Counter`, `FloatingPointCounter` | counter |
/// | `Meter`, `Gauge`, `Recorder` with `aggregate: false` | gauge |
/// | `Recorder` with `aggregate: true` | summary without quantiles: `_sum`, `_count` |
/// | `Timer` | histogram in seconds; the name ends with `_seconds` |
///
/// Characters that a name cannot have become `_`. The same name and labels give the same series. Any thread may record
/// and read at any time; a histogram is read consistently in itself.
///
///     let registry = PrometheusRegistry()
///     MetricsSystem.bootstrap(registry)
///     Counter(label: "wardwatch_ingest_messages_total", dimensions: [("listener", "mllp")]).increment()
///     print(registry.text(.prometheus))
public final class PrometheusRegistry: MetricsFactory {
    private typealias Kind = MetricDescription.Kind

    private struct Family {
        let kind: Kind
        /// By the labels as they are written.
        var series: [String: any PrometheusSeries] = [:]
    }

    private let families = Mutex<[String: Family]>([:])
    private let descriptions: [String: MetricDescription]

    /// A registry without values, but for counters and histograms that have no labels: those begin with 0.
    ///
    /// - Parameter metrics: descriptions by which metrics are explained; others have a type alone.
    public init(_ metrics: [MetricDescription] = []) {
        descriptions = Dictionary(metrics.map { ($0.name, $0) }, uniquingKeysWith: { $1 })
        for metric in metrics where metric.labels.isEmpty {
            switch metric.kind {
            case .counter: _ = makeCounter(label: metric.name, dimensions: [])
            case .histogram: _ = makeTimer(label: metric.name, dimensions: [])
            case .gauge, .info, .summary: break
            }
        }
    }

    /// All metrics, sorted by name and then by labels.
    public func text(_ format: MetricsFormat) -> String {
        var lines: [String] = []
        for (name, family) in families.withLock({ $0 }).sorted(by: { $0.key < $1.key }) {
            let description = descriptions[name]
            let isOpen = format == .openMetrics
            // An info is a gauge to those that do not know infos.
            let kind = isOpen && description?.kind == .info ? .info : family.kind
            let title = isOpen ? OpenMetricsText.family(of: name, kind) : name
            lines.append("# TYPE \(title) \(kind.rawValue)")
            if isOpen, let unit = description?.unit, !unit.isEmpty { lines.append("# UNIT \(title) \(unit)") }
            if let help = description?.help {
                let text = isOpen ? OpenMetricsText.escaped(help) : PrometheusText.escaped(help)
                lines.append("# HELP \(title) \(text)")
            }
            for (labels, series) in family.series.sorted(by: { $0.key < $1.key }) {
                lines += series.samples(isOpen ? OpenMetricsText.sample(of: name, kind) : name, labels)
            }
        }
        if format == .openMetrics { lines.append("# EOF") }
        return lines.map { $0 + "\n" }.joined()
    }

    /// The counter of this name and these labels.
    public func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        series(.counter, label, dimensions, make: PrometheusCounter.init)
    }

    /// The counter of this name and these labels, for fractions.
    public func makeFloatingPointCounter(
        label: String, dimensions: [(String, String)]
    ) -> any FloatingPointCounterHandler {
        series(.counter, label, dimensions, make: PrometheusCounter.init)
    }

    /// The gauge of this name and these labels.
    public func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        series(.gauge, label, dimensions, make: PrometheusGauge.init)
    }

    /// The summary, or the gauge if it does not aggregate, of this name and these labels.
    public func makeRecorder(
        label: String, dimensions: [(String, String)], aggregate: Bool
    ) -> any RecorderHandler {
        if aggregate {
            series(.summary, label, dimensions, make: PrometheusSummary.init)
        } else {
            series(.gauge, label, dimensions, make: PrometheusGauge.init)
        }
    }

    /// The histogram of this name and these labels; `_seconds` is added to the name where it is missing.
    public func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        let name = label.hasSuffix("_seconds") ? label : label + "_seconds"
        return series(.histogram, name, dimensions, make: PrometheusHistogram.init)
    }

    /// Forgets the series; the name of the last series of a metric goes with it.
    public func destroyCounter(_ handler: any CounterHandler) { forget(handler) }
    /// Forgets the series.
    public func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) { forget(handler) }
    /// Forgets the series.
    public func destroyMeter(_ handler: any MeterHandler) { forget(handler) }
    /// Forgets the series.
    public func destroyRecorder(_ handler: any RecorderHandler) { forget(handler) }
    /// Forgets the series.
    public func destroyTimer(_ handler: any TimerHandler) { forget(handler) }

    private func series<Series: PrometheusSeries>(
        _ kind: Kind, _ label: String, _ dimensions: [(String, String)], make: () -> Series
    ) -> Series {
        let name = PrometheusText.metricName(label)
        let labels = PrometheusText.labels(dimensions)
        return families.withLock { families in
            var family = families[name] ?? Family(kind: kind)
            precondition(
                family.kind == kind, "the metric \(name) is a \(family.kind.rawValue) and cannot be a \(kind.rawValue)")
            if let known = family.series[labels] as? Series { return known }
            let series = make()
            family.series[labels] = series
            families[name] = family
            return series
        }
    }

    private func forget(_ handler: AnyObject) {
        families.withLock { families in
            for (name, var family) in families {
                family.series = family.series.filter { $0.value !== handler }
                families[name] = family.series.isEmpty ? nil : family
            }
        }
    }
}
