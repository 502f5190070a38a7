import RecurrentNetworks
import Testing

@testable import Training

struct HosmerLemeshowTests {
    /// The organizers' definition, written out.
    private func reference(_ probabilities: [Double], _ labels: [Bool]) -> (statistic: Double, event2: Double) {
        let sorted = zip(probabilities, labels).sorted { $0.0 < $1.0 }
        let size = sorted.count / 10
        var statistic = 0.0
        var means: [Double] = []
        for group in 0..<10 {
            let members = sorted[(group * size)..<((group + 1) * size)]
            let mean = members.reduce(0) { $0 + $1.0 } / Double(size)
            let observed = Double(members.count { $0.1 })
            let difference = observed - Double(size) * mean
            statistic += difference * difference / (Double(size) * mean * (1 - mean) + 0.001)
            means.append(mean)
        }
        return (statistic, statistic / (means[9] - means[0]))
    }

    @Test(arguments: [10, 19, 57, 400, 4003])
    func `statistic and event 2 are those of the definition`(count: Int) throws {
        var generator = CounterBasedGenerator(seed: UInt64(count))
        let probabilities = (0..<count).map { _ in generator.uniform() }
        let labels = probabilities.map { generator.uniform() < $0 * $0 }
        let expected = reference(probabilities, labels)
        let statistic = try #require(HosmerLemeshow.statistic(probabilities: probabilities, labels: labels))
        let event2 = try #require(HosmerLemeshow.event2(probabilities: probabilities, labels: labels))
        #expect(abs(statistic - expected.statistic) < 1e-9 * expected.statistic)
        #expect(abs(event2 - expected.event2) < 1e-9 * expected.event2)
    }

    @Test func `ten predictions, each a group, by hand`() throws {
        let probabilities = (1...10).map { Double($0) / 20 }
        let labels = (1...10).map { $0 == 10 }
        // Nine times π² / (π (1 − π) + 0.001), and 0.5² / 0.251.
        let expected = (1...9).reduce(0.25 / 0.251) { sum, number in
            let risk = Double(number) / 20
            return sum + risk * risk / (risk * (1 - risk) + 0.001)
        }
        let statistic = try #require(HosmerLemeshow.statistic(probabilities: probabilities, labels: labels))
        let event2 = try #require(HosmerLemeshow.event2(probabilities: probabilities, labels: labels))
        #expect(abs(statistic - expected) < 1e-12 && abs(event2 - expected / 0.45) < 1e-12)
    }

    @Test func `weights count a prediction as often as they say`() {
        var generator = CounterBasedGenerator(seed: 2)
        let probabilities = (0..<80).map { _ in generator.uniform() }
        let labels = probabilities.map { generator.uniform() < $0 }
        let weights = probabilities.map { _ in UInt16(4 * generator.uniform()) }
        let risks = HosmerLemeshow.SortedRisks(probabilities: probabilities, labels: labels)
        let repeated = zip(zip(probabilities, labels), weights).flatMap { Array(repeating: $0, count: Int($1)) }
        let expected = reference(repeated.map(\.0), repeated.map(\.1))
        let figures = risks.figures(weights: weights)
        #expect(abs(figures.statistic - expected.statistic) < 1e-9 && abs(figures.event2 - expected.event2) < 1e-9)
    }

    @Test func `event 1 is the lower of sensitivity and predictive value`() {
        let probabilities = [0.9, 0.8, 0.7, 0.6, 0.2, 0.1]
        let labels = [true, false, false, true, true, false]
        func event1(_ threshold: Double) -> Double? {
            HosmerLemeshow.event1(probabilities: probabilities, labels: labels, threshold: threshold)
        }
        #expect(event1(0.9) == 1.0 / 3 && event1(0.6) == 0.5 && event1(0.2) == 3.0 / 5 && event1(0.95) == 0)
        #expect(HosmerLemeshow.event1(probabilities: [0.3], labels: [false], threshold: 0.5) == nil)
    }

    @Test func `too few predictions and equal risks have no event 2`() {
        #expect(HosmerLemeshow.statistic(probabilities: [0.1], labels: [true]) == nil)
        let equal = Array(repeating: 0.2, count: 20)
        #expect(HosmerLemeshow.event2(probabilities: equal, labels: equal.indices.map { $0 < 4 }) == nil)
    }
}
