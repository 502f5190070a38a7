internal import CoreMetrics
internal import Synchronization

/// How long things took, in buckets from 100 µs to 10 s.
///
/// A bucket counts the durations up to and including its bound `le`, those of the smaller buckets among them. Kept in
/// whole nanoseconds, so that the sum is exact and does not depend on the order of the durations.
final class PrometheusHistogram: PrometheusSeries, TimerHandler {
    /// Upper bounds in nanoseconds, ascending; above the last is `+Inf`.
    static let bounds: [Int64] = [
        100_000, 250_000, 500_000,
        1_000_000, 2_500_000, 5_000_000,
        10_000_000, 25_000_000, 50_000_000,
        100_000_000, 250_000_000, 500_000_000,
        1_000_000_000, 2_500_000_000, 5_000_000_000, 10_000_000_000,
    ]

    private struct State {
        /// Durations per bucket, not cumulated; the last is `+Inf`.
        var counts = [Int](repeating: 0, count: PrometheusHistogram.bounds.count + 1)
        /// Nanoseconds; at its limit after 292 years of measured time, where it stays.
        var sum: Int64 = 0
    }

    private let state = Mutex(State())

    /// Counts a duration; a negative one, from a clock that was set back, counts as 0.
    func recordNanoseconds(_ duration: Int64) {
        let duration = max(0, duration)
        let bucket = Self.bounds.firstIndex { duration <= $0 } ?? Self.bounds.count
        state.withLock { state in
            state.counts[bucket] += 1
            let (sum, overflow) = state.sum.addingReportingOverflow(duration)
            state.sum = overflow ? .max : sum
        }
    }

    func samples(_ name: String, _ labels: String) -> [String] {
        let state = state.withLock { $0 }
        let prefix = labels.isEmpty ? "" : labels + ","
        var lines: [String] = []
        var total = 0
        for (index, count) in state.counts.enumerated() {
            total += count
            let bound = index < Self.bounds.count ? Self.bound(Self.bounds[index]) : "+Inf"
            lines.append(PrometheusText.sample(name + "_bucket", "\(prefix)le=\"\(bound)\"", String(total)))
        }
        lines.append(PrometheusText.sample(name + "_sum", labels, Self.seconds(state.sum)))
        lines.append(PrometheusText.sample(name + "_count", labels, String(total)))
        return lines
    }

    /// A bound in both formats as OpenMetrics writes it, `1.0`: as `1` it would be another series.
    private static func bound(_ nanoseconds: Int64) -> String {
        let text = seconds(nanoseconds)
        return text.contains(".") ? text : text + ".0"
    }

    private static func seconds(_ nanoseconds: Int64) -> String {
        PrometheusText.number(Double(nanoseconds) / 1_000_000_000)
    }
}
