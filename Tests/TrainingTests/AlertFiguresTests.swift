import ClinicalDomain
import Testing

@testable import Training

struct AlertFiguresTests {
    private let policy = AlertPolicy(
        clearFraction: 0.5, refractoryHours: 2, riskMaximumHours: nil, riskRefractoryHours: nil)

    private func stay(_ scores: [Double], event: Double? = nil) -> ScoredStay {
        ScoredStay(
            labels: scores.indices.map { hour in event.map { Double(hour) >= $0 - 6 } ?? false }, scores: scores,
            firstEvent: event)
    }

    @Test func `an alert is raised, held, cleared, and raised again after its rest`() {
        let replay = AlertReplay(policy: policy, threshold: 0.8)
        func alerts(_ scores: [Double]) -> [AlertReplay.RaisedAlert] {
            replay.alerts(scores: scores, hours: scores.indices.map(Double.init))
        }
        #expect(alerts([0.79, 0.1]).isEmpty)
        #expect(alerts([0.1, 0.8, 0.4, 0.9]) == [.init(raised: 1)])
        #expect(alerts([0.9, 0.39, 0.9, 0.9]) == [.init(raised: 0, cleared: 1), .init(raised: 3)])
    }

    @Test func `a long gap between steps ends a rest`() {
        let replay = AlertReplay(policy: policy, threshold: 0.8)
        #expect(replay.alerts(scores: [0.9, 0, 0.9], hours: [0, 1, 2]).count == 1)
        #expect(replay.alerts(scores: [0.9, 0, 0.9], hours: [0, 1, 9]).count == 2)
    }

    @Test func `every figure is the one counted by hand`() throws {
        let stays = [
            // Raised at 2, event at 10: caught 8 h ahead; in alarm from 2 to the end, 10 of 12 hours.
            stay([0, 0, 0.9] + Array(repeating: 0.9, count: 9), event: 10),
            // Raised at 0 and cleared at 1, event at 30: too early; raised again at 26, 4 h ahead; 5 of 31 hours.
            stay([0.9, 0] + Array(repeating: 0, count: 24) + Array(repeating: 0.9, count: 4) + [0], event: 30),
            // Raised in the hour of the event: neither caught nor wrong.
            stay([0, 0, 0, 0.9, 0], event: 3),
            // No event: a false alarm.
            stay([0, 0.9, 0, 0]),
        ]
        let figures = try #require(AlertFigures(scored: stays, replay: AlertReplay(policy: policy, threshold: 0.8)))
        #expect(figures.alerts == 5 && figures.events == 3)
        #expect(abs(figures.patientDays - 52.0 / 24) < 1e-12)
        #expect(figures.hoursInAlarm == 10 + 5 + 1 + 1)
        #expect(figures.alertSensitivity == 2.0 / 3)
        #expect(figures.alertPositivePredictiveValue == 0.5 && figures.numberNeededToEvaluate == 2)
        #expect(abs(try #require(figures.alertsPer100PatientDays) - 5 / (52.0 / 24) * 100) < 1e-9)
        #expect(figures.leadTime50 == 6)
        #expect(abs(try #require(figures.leadTime10) - 4.4) < 1e-12)
        #expect(abs(try #require(figures.leadTime90) - 7.6) < 1e-12)
        #expect(figures.leadTimeCounts.count == 24 && figures.leadTimeCounts[4] == 1 && figures.leadTimeCounts[8] == 1)
        #expect(figures.leadTimeCounts.reduce(0, +) == 2)
        #expect(figures.longAlarmShare == 1.0 / 3, "one of three stays was in alarm for more than a quarter")
        #expect(abs(try #require(figures.alarmTimeShare) - 17.0 / 52) < 1e-12)
    }

    @Test(arguments: [(24.0, true), (24.5, false), (0.5, true), (0.0, false), (-1.0, false)])
    func `the window is from the event back to 24 hours before it`(lead: Double, isCaught: Bool) throws {
        let stay = ScoredStay(
            labels: [nil, nil], scores: [0, 0.9], hours: [0, 10], firstEvent: 10 + lead)
        let figures = try #require(AlertFigures(scored: [stay], replay: AlertReplay(policy: policy, threshold: 0.8)))
        #expect(figures.alertSensitivity == (isCaught ? 1 : 0))
        #expect(figures.alertPositivePredictiveValue == (lead <= 0 ? nil : isCaught ? 1 : 0))
    }

    @Test func `an event before the first step could not be caught, one at an unknown time gives no figures`() throws {
        let early = ScoredStay(labels: [nil], scores: [0.1], hours: [5], firstEvent: 4)
        let replay = AlertReplay(policy: policy, threshold: 0.8)
        let figures = try #require(AlertFigures(scored: [early], replay: replay))
        #expect(figures.events == 0 && figures.alertSensitivity == nil)
        #expect(AlertFigures(scored: [ScoredStay(labels: [true], scores: [0.1])], replay: replay) == nil)
    }

    @Test func `a NEWS2 total is cleared where the policy clears NEWS2`() {
        let policy = AlertPolicy(riskMaximumHours: nil)
        let replay = AlertReplay(policy: policy, threshold: Double(policy.news2Threshold))
        #expect(replay.alerts(scores: [7, 5, 5], hours: [0, 1, 2]).first?.cleared == nil)
        #expect(replay.alerts(scores: [7, 5, 4], hours: [0, 1, 2]).first?.cleared == 2)
        #expect(policy.news2ClearThreshold == 4)
    }

    @Test func `periods add up to the whole stay`() {
        let replay = AlertReplay(policy: policy, threshold: 0.5)
        for stay in ScoredWard.stays(patients: 40, seed: 3) {
            let whole = StayTally(stay, threshold: 0.4, hasUtility: true, replay: replay)
            var sum = StayTally()
            for period in EvaluationSubgroup.periods {
                sum.add(
                    StayTally(stay, threshold: 0.4, hasUtility: true, replay: replay, period: period.range))
            }
            // Shares of a stay, and whether it has or caught the outcome at all, do not add up.
            let apart: Set<StayTally.Column> = [.eventStays, .longAlarms, .staysWithOutcome, .caughtStays]
            for column in StayTally.Column.allCases where !apart.contains(column) {
                #expect(abs(sum[column] - whole[column]) < 1e-9, "\(column)")
            }
        }
    }
}
