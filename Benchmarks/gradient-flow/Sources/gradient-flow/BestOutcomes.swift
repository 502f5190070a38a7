/// The outcomes of a contestant at the learning rate that suits it best, one for each seed.
struct BestOutcomes {
    let contestant: Contestant
    let outcomes: [Contestant.Outcome]

    /// Of the learning rates, the one with the smallest median error.
    init?(_ contestant: Contestant, of all: [Contestant.Outcome]) {
        let own = all.filter { $0.contestant.name == contestant.name }.sorted { $0.seed < $1.seed }
        let byRate = Dictionary(grouping: own, by: \.learningRate).values
        let best = byRate.min {
            Self.median($0.map(\.meanSquaredError)) < Self.median($1.map(\.meanSquaredError))
        }
        guard let best else { return nil }
        (self.contestant, outcomes) = (contestant, best)
    }

    var learningRate: Double { outcomes[0].learningRate }
    var parameterCount: Int { outcomes[0].parameterCount }

    /// Of the norms by distance, each divided by the norm at the last step, the median over the seeds.
    func norms(_ norms: (Contestant.Outcome) -> [Double]) -> [Double] {
        (0..<Contestant.length).map { distance in
            Self.median(outcomes.map { norms($0)[distance] / norms($0)[0] })
        }
    }

    static func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }
}
