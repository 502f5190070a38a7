import ClinicalDomain
import RecurrentNetworks
import Testing

@testable import Training

struct AlertBudgetTests {
    private func stays(_ count: Int, hours: Int, seed: UInt64) -> [[Double]] {
        var generator = CounterBasedGenerator(seed: seed)
        return (0..<count).map { _ in
            var logOdds = 2 * generator.normal() - 2
            return (0..<hours).map { _ in
                logOdds += 0.5 * generator.normal()
                return Elementary.sigmoid(logOdds)
            }
        }
    }

    /// Alerts for 100 patient-days at a threshold.
    private func rate(_ threshold: Double, _ stays: [[Double]], _ budget: AlertBudget) -> Double {
        let alerts = stays.reduce(0) { sum, scores in
            sum
                + AlertReplay(policy: budget.policy, threshold: threshold).alerts(
                    scores: scores, hours: scores.indices.map(Double.init)
                ).count
        }
        return Double(alerts) / (Double(stays.joined().count) / 24) * 100
    }

    @Test(arguments: [1, 10, 40, 200])
    func `the threshold keeps to the budget and does not waste much of it`(perHundredDays: Double) {
        let stays = stays(60, hours: 48, seed: 3)
        let budget = AlertBudget(alertsPer100PatientDays: perHundredDays)
        let threshold = budget.threshold(stays: stays, stepHours: 1)
        #expect(rate(threshold, stays, budget) <= perHundredDays)
        // One hundredth of all steps further down the budget is spent, or nearly every step is called already.
        let sorted = stays.joined().sorted()
        let rank = sorted.firstIndex { $0 >= threshold } ?? 0
        let lower = sorted[max(0, rank - sorted.count / 100)]
        #expect(rate(lower, stays, budget) > perHundredDays || rank < sorted.count / 100)
    }

    @Test func `no budget, no scores and a budget without end are possible`() {
        let stays = stays(5, hours: 24, seed: 4)
        #expect(AlertBudget(alertsPer100PatientDays: 0).threshold(stays: stays, stepHours: 1) == 1)
        #expect(AlertBudget.standard.threshold(stays: [], stepHours: 1) == 1)
        let all = AlertBudget(alertsPer100PatientDays: .infinity).threshold(stays: stays, stepHours: 1)
        #expect(abs(all - (stays.joined().min() ?? 1)) < 0.1)
    }

    @Test func `stays with times of their own have the same threshold where steps follow one another`() {
        let stays = stays(40, hours: 48, seed: 5)
        let scored = stays.map { ScoredStay(labels: $0.map { _ in false }, scores: $0) }
        let budget = AlertBudget(alertsPer100PatientDays: 20)
        #expect(budget.threshold(stays: scored) == budget.threshold(stays: stays, stepHours: 1))
    }

    @Test func `a longer rest leaves room for a lower threshold`() {
        var generator = CounterBasedGenerator(seed: 6)
        let stays = (0..<60).map { _ in (0..<48).map { _ in generator.uniform() } }
        let short = AlertBudget(
            alertsPer100PatientDays: 100,
            policy: AlertPolicy(refractoryHours: 0, riskMaximumHours: nil, riskRefractoryHours: nil))
        let long = AlertBudget(
            alertsPer100PatientDays: 100,
            policy: AlertPolicy(refractoryHours: 48, riskMaximumHours: nil, riskRefractoryHours: nil))
        #expect(long.threshold(stays: stays, stepHours: 1) < short.threshold(stays: stays, stepHours: 1))
    }

    @Test func `a risk threshold of the policy is not used`() {
        let stays = stays(20, hours: 48, seed: 7)
        let plain = AlertBudget(alertsPer100PatientDays: 20).threshold(stays: stays, stepHours: 1)
        let policy = AlertPolicy(riskThreshold: 0.01)
        let other = AlertBudget(alertsPer100PatientDays: 20, policy: policy).threshold(stays: stays, stepHours: 1)
        #expect(plain == other)
    }
}
