internal import Pages

extension Estimate {
    /// `0.751 (0.687 to 0.814)`.
    func text(_ digits: Int) -> String { value.decimal(digits) + (interval.map { " (\($0.text(digits)))" } ?? "") }
}

extension ConfidenceInterval {
    /// `0.687 to 0.814`.
    func text(_ digits: Int) -> String { "\(low.decimal(digits)) to \(high.decimal(digits))" }
}
