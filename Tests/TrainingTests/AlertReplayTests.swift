import ClinicalDomain
import RecurrentNetworks
import Testing

@testable import Training

struct AlertReplayTests {
    /// The policy in the simplest words: raise at the threshold, clear below a share of it, rest.
    private func count(_ scores: [Double], threshold: Double, clear: Double, rest: Double) -> Int {
        var (count, isRaised, restUntil) = (0, false, -Double.infinity)
        for (hour, score) in scores.enumerated() {
            if isRaised {
                if score < threshold * clear { (isRaised, restUntil) = (false, Double(hour) + rest) }
            } else if score >= threshold, Double(hour) >= restUntil {
                (isRaised, count) = (true, count + 1)
            }
        }
        return count
    }

    @Test(arguments: [0.0, 0.6, 1], [0.0, 1, 8])
    func `random scores raise the alerts that the policy says`(clear: Double, rest: Double) {
        var generator = CounterBasedGenerator(seed: 8)
        for trial in 0..<60 {
            let scores = (0..<60).map { _ in
                trial.isMultiple(of: 2) ? generator.uniform() : (generator.uniform() * 10).rounded() / 10
            }
            for threshold in [0.3, 0.6, 0.9] {
                let replay = AlertReplay(
                    policy: .init(clearFraction: clear, refractoryHours: rest), threshold: threshold)
                let alerts = replay.alerts(scores: scores, hours: scores.indices.map(Double.init))
                #expect(alerts.count == count(scores, threshold: threshold, clear: clear, rest: rest))
                #expect(alerts.dropLast().allSatisfy { $0.cleared.map { $0 > 0 } ?? false })
            }
        }
    }
}
