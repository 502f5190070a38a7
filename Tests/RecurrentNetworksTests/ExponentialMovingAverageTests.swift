import Foundation
import RecurrentNetworks
import Testing

/// The average against the weighted mean it stands for.
struct ExponentialMovingAverageTests {
    @Test func `the average is the mean weighted by powers of the decay`() throws {
        var average = ExponentialMovingAverage<Double>(parameterCount: 1, decay: 0.75)
        #expect(average.parameters() == nil)
        var history: [Double] = []
        for step in 0..<6 {
            history.append(sin(Double(step)) + 2)
            average.update(with: [history[step]])
            let weights = (0...step).map { pow(0.75, Double(step - $0)) }
            let expected = zip(weights, history).map { $0 * $1 }.reduce(0, +) / weights.reduce(0, +)
            let found = try #require(average.parameters())
            #expect(abs(found[0] - expected) < 1e-14)
        }
        #expect(average.updateCount == 6)
    }

    @Test func `the average of one value is that value`() throws {
        var average = ExponentialMovingAverage<Float>(parameterCount: 2, decay: 0.999)
        average.update(with: [3, -5])
        #expect(largestDifference(try #require(average.parameters()), [3, -5]) < 2e-6)
    }
}
