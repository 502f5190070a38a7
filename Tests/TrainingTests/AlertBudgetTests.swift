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
        let alerts = stays.reduce(0) { $0 + budget.alerts(in: $1, threshold: threshold, stepHours: 1) }
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

    @Test func `an alert is counted when it is raised, not while it is in force, and again after its rest`() {
        let budget = AlertBudget(alertsPer100PatientDays: 1, clearFraction: 0.5, refractoryHours: 2)
        func count(_ scores: [Double]) -> Int { budget.alerts(in: scores, threshold: 0.8, stepHours: 1) }
        #expect(count([]) == 0 && count([0.79]) == 0 && count([0.8]) == 1)
        #expect(count([0.9, 0.9, 0.4, 0.9]) == 1, "0.4 is half of 0.8, not below it")
        #expect(count([0.9, 0.39, 0.9, 0.9]) == 2, "cleared at 1 h, rested until 3 h")
        #expect(count([0.9, 0.39, 0.9, 0.1]) == 1)
    }
}
