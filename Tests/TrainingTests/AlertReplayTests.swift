import ClinicalDomain
import RecurrentNetworks
import Testing

@testable import Training

struct AlertReplayTests {
    /// The policy in the simplest words: raise at the threshold, clear below a share of it, rest unless the odds have
    /// grown by a factor since the last raise.
    private func count(
        _ scores: [Double], threshold: Double, clear: Double, rest: Double, maximum: Double?, factor: Double
    ) -> Int {
        var (count, isRaised, restUntil, raised, odds) = (0, false, -Double.infinity, 0.0, 0.0)
        for (hour, score) in scores.enumerated() {
            if isRaised {
                if score < threshold * clear || Double(hour) - raised >= maximum ?? .infinity {
                    (isRaised, restUntil) = (false, Double(hour) + rest)
                } else if score / (1 - score) >= odds * factor {
                    odds = score / (1 - score)
                }
            } else if score >= threshold, Double(hour) >= restUntil || score / (1 - score) >= odds * factor {
                (isRaised, count, raised, odds) = (true, count + 1, Double(hour), score / (1 - score))
            }
        }
        return count
    }

    @Test(arguments: [0.0, 0.6, 1], [(0.0, nil), (1, nil), (8, nil), (0, 1), (2, 3.5)] as [(Double, Double?)])
    func `random scores raise the alerts that the policy says`(clear: Double, times: (rest: Double, maximum: Double?)) {
        var generator = CounterBasedGenerator(seed: 8)
        for trial in 0..<60 {
            let scores = (0..<60).map { _ in
                trial.isMultiple(of: 2) ? generator.uniform() : (generator.uniform() * 9).rounded() / 10
            }
            for threshold in [0.3, 0.6, 0.9] {
                var policy = AlertPolicy(
                    clearFraction: clear, refractoryHours: times.rest, riskMaximumHours: times.maximum,
                    riskRefractoryHours: nil)
                policy.riskWorseningFactor = trial.isMultiple(of: 3) ? 1e9 : 3
                let replay = AlertReplay(policy: policy, threshold: threshold)
                let alerts = replay.alerts(scores: scores, hours: scores.indices.map(Double.init))
                let expected = count(
                    scores, threshold: threshold, clear: clear, rest: times.rest, maximum: times.maximum,
                    factor: policy.riskWorseningFactor)
                #expect(alerts.count == expected)
                #expect(alerts.dropLast().allSatisfy { $0.cleared.map { $0 > 0 } ?? false })
            }
        }
    }
}
