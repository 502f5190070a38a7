import ClinicalDomain
import Testing

@testable import Reporting

@Suite struct WardFiguresTests {
    private let figures = WardFigures(sampleRecord())

    @Test func `alerts are counted against the days that patients spent in the unit`() {
        // W1: 4 days of person 1 and 6 of person 2; W2: 2 days.
        #expect(figures.units.map(\.unit) == ["W1", "W2"])
        #expect(figures.units.map(\.patientDays) == [10, 2])
        #expect(figures.all.patientDays == 12 && figures.all.patients == 2)
        #expect(figures.units.map(\.alerts) == [4, 1] && figures.all.alerts == 5)
        #expect(figures.units.map(\.alertsPer100PatientDays) == [40, 50])
        #expect(figures.all.reasons == ["network-risk": 1, "news2": 4])
        #expect(figures.all.shadow == 1 && figures.all.quiet == 1 && figures.all.technical == 1)
    }

    @Test func `hours in alarm end with the period, and shadow mode alarms nobody`() {
        // 2 + 6 + 10 + the last 10 of the period.
        #expect(figures.all.hoursInAlarm == 28)
        #expect(figures.all.alarmTimeShare == 28 / (12 * 24.0))
        var record = sampleRecord()
        record.alerts.append(course(7, at: -5, cleared: 3, .recovery))
        let more = WardFigures(record)
        #expect(more.all.hoursInAlarm == 31 && more.all.alerts == 5, "raised before, in force in the period")
    }

    @Test func `each alert ends in one way, and answers are counted beside`() {
        let answers = figures.all.answers
        #expect(answers.told == 4)
        #expect(answers.acknowledged == 3 && answers.snoozed == 1 && answers.unanswered == 0)
        #expect(answers.escalated == 1 && answers.tiers == ["1": 3, "2": 1])
        #expect(answers.recovery == 2 && answers.lapse == 1 && answers.inForce == 1 && answers.departure == 0)
        // 4, 30, and 90 less the 60 of quiet hours.
        #expect(answers.acknowledgementMinutes50 == 30 && answers.acknowledgementMinutes90 == 30)
        #expect(figures.units[1].answers.acknowledgementMinutes50 == nil)
    }

    @Test func `answers belong to the hour at which people were told`() {
        // Raised at 10, 40 = 16, 120 = 0; told at 231 = 15.
        #expect(figures.hours.map(\.told).enumerated().filter { $0.element > 0 }.map(\.offset) == [0, 10, 15, 16])
        #expect(figures.hours[16].acknowledgementMinutes50 == 4)
        let east = WardFigures(sampleRecord(), time: SiteTime(name: "east") { _ in 2 * 3600 })
        #expect(east.hours[18].told == 1 && east.hours[16].told == 0)
    }

    @Test func `alerts are right when an event follows within a day, and judged when it has passed`() throws {
        // 1: the event comes 40 h later. 2: 10 h later. 3, 4: no event. 6: the day has not passed.
        let all = try #require(figures.rightness.first)
        #expect(all.alerts == 5 && all.judged == 4 && all.right == 1)
        #expect(figures.rightness.map(\.reason) == [nil, "network-risk", "news2"])
        #expect(figures.rightness.map(\.judged) == [4, 1, 3] && figures.rightness.map(\.right) == [1, 0, 1])
        var record = sampleRecord()
        record.alerts.append(course(7, at: 60))
        #expect(WardFigures(record).rightness[0].judged == 4, "raised 10 h after an event: neither right nor wrong")
        record.events = []
        #expect(WardFigures(record).rightness[0].judged == 0)
    }

    @Test func `events are warned of by the first alert of the day before`() {
        #expect(figures.events.map(\.outcome) == [nil, "death", "icu-transfer"])
        #expect(figures.events.map(\.warned) == [1, 0, 1])
        #expect(figures.events[2].leadTime50 == 10 && figures.events[1].leadTime50 == nil)
    }

    @Test func `a unit sees its own alerts, and events from where the patient was before`() {
        let unit = WardFigures(sampleRecord(), unit: "W2")
        #expect(unit.all.alerts == 1 && unit.all.patientDays == 2 && unit.all.technical == 0)
        #expect(unit.events[0].events == 0 && unit.units.map(\.unit) == ["W2"])
    }

    @Test func `days add up to the patient-days`() {
        #expect(abs(figures.days.reduce(0) { $0 + $1.patientDays } - 12) < 1e-9)
        #expect(figures.days.first?.day == "2026-01-01" && figures.days.reduce(0) { $0 + $1.alerts } == 5)
        // Clocks go forward by an hour after 30 hours: a day of 23 hours.
        let change = hour(30)
        let time = SiteTime(name: "x") { $0 >= change ? 3600 : 0 }
        #expect(time.days(from: hour(0), to: hour(72)).map(\.hours) == [24, 23, 24, 1])
    }

    @Test func `shares have the intervals of Wilson`() throws {
        // Newcombe, Statistics in Medicine 17 (1998), table I: 81/263 and 15/148 by the score method.
        for (count, total, low, high) in [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0, 0.1611)] {
            let share = try #require(ShareEstimate(count, of: total))
            #expect(abs(share.low - low) < 5e-5 && abs(share.high - high) < 5e-5, "\(share)")
        }
        #expect(ShareEstimate(0, of: 0) == nil && ShareEstimate(3, of: 2) == nil)
        #expect(ShareEstimate(29, of: 29)?.high == 1)
    }

    @Test(arguments: [(1, 1.0, 1.0), (10, 5.0, 9.0), (11, 6.0, 10.0)])
    func `nine of ten are within the number of that rank`(count: Int, half: Double, nine: Double) {
        let numbers = (1...count).map(Double.init)
        #expect(numbers.within(0.5) == half && numbers.within(0.9) == nine)
        #expect([Double]().within(0.5) == nil)
    }
}
