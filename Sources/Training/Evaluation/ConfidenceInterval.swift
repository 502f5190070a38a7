/// A 95 % interval of a figure: the 2.5th and the 97.5th percentile of its bootstrap draws.
public struct ConfidenceInterval: Sendable, Hashable, Codable {
    /// Lower end.
    public var low: Double
    /// Upper end.
    public var high: Double

    /// An interval of its ends.
    public init(low: Double, high: Double) { (self.low, self.high) = (low, high) }

    /// The interval of draws; nil when more than one draw in twenty could not be measured (is not a number).
    init?(draws: [Double]) {
        let sorted = draws.filter { $0.isFinite }.sorted()
        guard !sorted.isEmpty, sorted.count * 20 >= draws.count * 19 else { return nil }
        self.init(low: sorted.quantile(0.025), high: sorted.quantile(0.975))
    }
}

extension [Double] {
    /// A quantile of rising numbers, linear between neighbours (type 7 of Hyndman and Fan 1996).
    ///
    /// - Precondition: not empty.
    func quantile(_ share: Double) -> Double {
        let position = share * Double(count - 1)
        let lower = Int(position.rounded(.down))
        let upper = Swift.min(lower + 1, count - 1)
        return self[lower] + (position - Double(lower)) * (self[upper] - self[lower])
    }
}
