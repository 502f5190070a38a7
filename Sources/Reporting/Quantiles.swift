extension [Double] {
    /// The least of rising numbers that at least such a share is within (nearest rank); nil of none.
    func within(_ share: Double) -> Double? {
        guard !isEmpty else { return nil }
        return self[Swift.min(count, Swift.max(1, Int((share * Double(count) - 1e-9).rounded(.up)))) - 1]
    }

    /// A quantile of rising numbers, linear between neighbours (type 7 of Hyndman and Fan 1996); nil of none.
    func quantile(_ share: Double) -> Double? {
        guard !isEmpty else { return nil }
        let position = share * Double(count - 1)
        let lower = Int(position.rounded(.down))
        let upper = Swift.min(lower + 1, count - 1)
        return self[lower] + (position - Double(lower)) * (self[upper] - self[lower])
    }
}
