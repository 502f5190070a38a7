/// A score that is the sum of the points of its parameters, of which some may be unknown.
///
/// A parameter that is not known has no points, which is something else than 0 points: it makes the score partial, and
/// its total is then "at least".
public protocol PointScore: Hashable, Sendable {
    /// What the score gives points for.
    associatedtype Parameter: CaseIterable & Hashable & Sendable

    /// The points of each parameter that was known.
    var points: [Parameter: Int] { get }
}

extension PointScore {
    /// The sum of the points; "at least" this when ``isPartial``.
    public var total: Int { points.values.reduce(0, +) }
    /// The parameters that were not known.
    public var missing: [Parameter] { Parameter.allCases.filter { points[$0] == nil } }
    /// Whether a parameter is missing.
    public var isPartial: Bool { points.count < Parameter.allCases.count }

    /// Whether the total of parameters of one point each reaches a limit; nil when that hangs on what is missing.
    func reaches(_ limit: Int) -> Bool? {
        if total >= limit { return true }
        return total + missing.count < limit ? false : nil
    }
}
