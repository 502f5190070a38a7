/// Trains all contestants, as many at once as there are cores, and prints the report.
@main
struct GradientFlowBenchmark {
    static func main() async throws {
        var outcomes: [Contestant.Outcome] = []
        try await withThrowingTaskGroup(of: Contestant.Outcome.self) { group in
            for contestant in Contestant.all {
                for learningRate in Contestant.learningRates {
                    for seed in Contestant.seeds {
                        group.addTask { try contestant.train(learningRate: learningRate, seed: seed) }
                    }
                }
            }
            for try await outcome in group { outcomes.append(outcome) }
        }
        print(Report(results: Contestant.all.compactMap { BestOutcomes($0, of: outcomes) }).text)
    }
}
