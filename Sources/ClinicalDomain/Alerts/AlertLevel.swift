/// How bad a patient is by the scores, so that a real worsening can be told from noise.
public struct AlertLevel: Hashable, Sendable, Codable {
    /// The network's risk as a probability, 0 to 1; nil where there is none.
    public var risk: Double?
    /// The total of NEWS2, or what it is at least; nil where nothing is known.
    public var news2: Int?
    /// The parameters of NEWS2 that scored above 0, in the order of the score; nil where it was not kept.
    public var scored: [NEWS2.Parameter]?

    /// A level of its parts.
    public init(risk: Double? = nil, news2: Int? = nil, scored: [NEWS2.Parameter]? = nil) {
        (self.risk, self.news2, self.scored) = (risk, news2, scored)
    }

    /// The level of an assessment.
    public init(_ assessment: Assessment) {
        self.init(
            risk: assessment.risk?.probability, news2: assessment.news2?.total,
            scored: assessment.news2.map { news2 in NEWS2.Parameter.allCases.filter { news2.points[$0] ?? 0 > 0 } })
    }

    /// The worse of both, score by score; with the parameters of both.
    public func worst(_ other: AlertLevel) -> AlertLevel {
        let scored = [scored, other.scored].compactMap { $0 }
        return AlertLevel(
            risk: [risk, other.risk].compactMap { $0 }.max(), news2: [news2, other.news2].compactMap { $0 }.max(),
            scored: scored.isEmpty
                ? nil : NEWS2.Parameter.allCases.filter { parameter in scored.contains { $0.contains(parameter) } })
    }

    /// The better of both, score by score; without parameters.
    public func best(_ other: AlertLevel) -> AlertLevel {
        AlertLevel(
            risk: [risk, other.risk].compactMap { $0 }.min(), news2: [news2, other.news2].compactMap { $0 }.min())
    }

    /// Whether it is really worse than another: the odds of the risk by a factor, or NEWS2 by so many points.
    ///
    /// A score that either of both lacks says nothing, and neither does a risk that is no probability.
    public func isWorse(than other: AlertLevel, riskFactor: Double, news2Points: Int) -> Bool {
        if let news2, let before = other.news2, news2 >= before + news2Points { return true }
        guard let risk, let before = other.risk, risk <= 1, before < 1 else { return false }
        return risk > before && Self.odds(risk) >= riskFactor * Self.odds(before)
    }

    private static func odds(_ probability: Double) -> Double { probability / (1 - probability) }
}
