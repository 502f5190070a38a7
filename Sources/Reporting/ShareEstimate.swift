/// A share of counted things with its 95 % interval.
///
/// With k of n, p = k/n and z = 1.95996, the ends are
///
///     (p + z²/2n ± z √(p(1 − p)/n + z²/4n²)) / (1 + z²/n)
///
/// Source: Wilson, Journal of the American Statistical Association 22 (1927).
public struct ShareEstimate: Sendable, Hashable, Codable {
    /// k/n.
    public var value: Double
    /// Lower end.
    public var low: Double
    /// Upper end.
    public var high: Double

    /// The share; nil of nothing.
    public init?(_ count: Int, of total: Int) {
        guard total > 0, (0...total).contains(count) else { return nil }
        let (n, z) = (Double(total), 1.959963984540054)
        value = Double(count) / n
        let middle = value + z * z / (2 * n)
        let half = z * (value * (1 - value) / n + z * z / (4 * n * n)).squareRoot()
        let scale = 1 + z * z / n
        // Exact at the ends, where rounding would leave a trace.
        low = count == 0 ? 0 : (middle - half) / scale
        high = count == total ? 1 : (middle + half) / scale
    }
}
