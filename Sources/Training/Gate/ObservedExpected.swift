internal import Foundation

/// How many steps were positive for each that the risks let expect.
public struct ObservedExpected: Sendable, Hashable {
    /// Positive steps divided by the sum of the risks.
    public let ratio: Double
    /// The standard error of its natural logarithm, with stays as what varies.
    public let logError: Double

    /// The ratio of scored stays; nil when nothing was observed or expected.
    ///
    /// The error is that of a ratio of sums over stays: √(Σ (oᵢ − r eᵢ)²) / Σ oᵢ.
    public init?(_ stays: [ScoredStay]) {
        let sums = stays.map { stay in
            zip(stay.labels, stay.scores).reduce(into: (observed: 0.0, expected: 0.0)) { sum, step in
                guard let label = step.0 else { return }
                sum.observed += label ? 1 : 0
                sum.expected += step.1
            }
        }
        let (observed, expected) = (sums.reduce(0) { $0 + $1.observed }, sums.reduce(0) { $0 + $1.expected })
        guard observed > 0, expected > 0 else { return nil }
        let ratio = observed / expected
        let squares = sums.reduce(0) { $0 + pow($1.observed - ratio * $1.expected, 2) }
        (self.ratio, logError) = (ratio, squares.squareRoot() / observed)
    }
}
