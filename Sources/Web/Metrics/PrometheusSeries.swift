internal import CoreMetrics
internal import Synchronization

/// One metric with one set of label values.
protocol PrometheusSeries: AnyObject, Sendable {
    /// The sample lines of the series.
    func samples(_ name: String, _ labels: String) -> [String]
}

/// A number that only grows.
final class PrometheusCounter: PrometheusSeries, CounterHandler, FloatingPointCounterHandler {
    private let value = Mutex(0.0)

    func increment(by amount: Int64) { increment(by: Double(amount)) }

    /// Adds; what would make a counter shrink or lose its value is dropped.
    func increment(by amount: Double) {
        guard amount.isFinite, amount > 0 else { return }
        value.withLock { $0 += amount }
    }

    func reset() { value.withLock { $0 = 0 } }

    func samples(_ name: String, _ labels: String) -> [String] {
        [PrometheusText.sample(name, labels, PrometheusText.number(value.withLock { $0 }))]
    }
}

/// A number that goes up and down.
final class PrometheusGauge: PrometheusSeries, MeterHandler, RecorderHandler {
    private let value = Mutex(0.0)

    func set(_ value: Int64) { set(Double(value)) }
    func set(_ value: Double) { self.value.withLock { $0 = value } }
    func increment(by amount: Double) { value.withLock { $0 += amount } }
    func decrement(by amount: Double) { value.withLock { $0 -= amount } }
    func record(_ value: Int64) { set(Double(value)) }
    func record(_ value: Double) { set(value) }

    func samples(_ name: String, _ labels: String) -> [String] {
        [PrometheusText.sample(name, labels, PrometheusText.number(value.withLock { $0 }))]
    }
}

/// Number and sum of values whose range is not known beforehand: a summary without quantiles.
final class PrometheusSummary: PrometheusSeries, RecorderHandler {
    private let state = Mutex((count: 0, sum: 0.0))

    func record(_ value: Int64) { record(Double(value)) }

    func record(_ value: Double) {
        state.withLock { state in
            state.count += 1
            state.sum += value
        }
    }

    func samples(_ name: String, _ labels: String) -> [String] {
        let (count, sum) = state.withLock { ($0.count, $0.sum) }
        return [
            PrometheusText.sample(name + "_sum", labels, PrometheusText.number(sum)),
            PrometheusText.sample(name + "_count", labels, String(count)),
        ]
    }
}
