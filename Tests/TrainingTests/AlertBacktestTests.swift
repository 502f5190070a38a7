import Testing
import Training

struct AlertBacktestTests {
    @Test func `a larger budget catches more, and every budget is kept`() throws {
        let stays = ScoredWard.stays(patients: 200, seed: 12)
        let backtest = try #require(AlertBacktest(scored: stays, budgets: [5, 20, 60]))
        #expect(backtest.rows.map(\.budget) == [5, 20, 60])
        for row in backtest.rows { #expect(try #require(row.figures.alertsPer100PatientDays) <= row.budget) }
        let sensitivities = backtest.rows.compactMap(\.figures.alertSensitivity)
        #expect(sensitivities == sensitivities.sorted() && sensitivities[0] < sensitivities[2])
        let thresholds = backtest.rows.map(\.figures.threshold)
        #expect(thresholds[0] > thresholds[1] && thresholds[1] > thresholds[2])
        for row in backtest.rows {
            let caught = row.figures.leadTimeCounts.reduce(0, +)
            #expect(Double(caught) / Double(row.figures.events) == row.figures.alertSensitivity)
        }
    }

    @Test func `each of several budgets has the threshold that it has alone`() throws {
        let stays = ScoredWard.stays(patients: 120, seed: 13, coarse: true)
        let budgets: [Double] = [60, 0, 5, 1000, 20, 5]
        let backtest = try #require(AlertBacktest(scored: stays, budgets: budgets))
        for (row, budget) in zip(backtest.rows, budgets) {
            #expect(row.figures.threshold == AlertBudget(alertsPer100PatientDays: budget).threshold(stays: stays))
        }
        #expect(Set(backtest.rows.map(\.figures.threshold)).count > 3)
    }

    @Test func `without the times of events there is no answer`() {
        let stays = [ScoredStay(labels: [false, true], scores: [0.1, 0.9])]
        #expect(AlertBacktest(scored: stays, budgets: [10]) == nil)
    }
}
