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

    @Test func `hours in alarm end with the stay, and shadow mode alarms nobody`() {
        // 2 + 6 + 10; the stay of alert 6 has ended before it.
        #expect(figures.all.hoursInAlarm == 18)
        #expect(figures.all.alarmTimeShare == 18 / (12 * 24.0))
        var record = sampleRecord()
        record.alerts.append(course(7, at: -5, cleared: 3, .recovery))
        let more = WardFigures(record)
        #expect(more.all.hoursInAlarm == 21 && more.all.alerts == 5, "raised before, in force in the period")
        record.alerts.append(course(8, person: 2, at: 140))
        let open = WardFigures(record)
        #expect(open.all.hoursInAlarm == 25, "in force, but known of to hour 144 only")
        record.until = hour(10_000)
        #expect(WardFigures(record).all.hoursInAlarm == 25, "the period goes on, the data do not")
        record.since = hour(9000)
        #expect(WardFigures(record).all.hoursInAlarm == 0 && WardFigures(record).all.alarmTimeShare == nil)
    }

    @Test func `time in alarm belongs to the unit in which it was spent`() {
        var record = sampleRecord()
        // In W1 the 8 of alerts 1 and 2, and 6 to the move at hour 96; in W2 from there to the end of alert 4.
        record.alerts.append(course(7, at: 90, cleared: 121, .recovery))
        #expect(WardFigures(record).units.map(\.hoursInAlarm) == [14, 34])
        #expect(WardFigures(record, unit: "W2").all.hoursInAlarm == 34)
    }

    @Test(arguments: 0..<200)
    func `nobody is in alarm for longer than watched`(seed: Int) throws {
        let record = randomWard(seed)
        let figures = WardFigures(record)
        var (watched, alarm): ([String: Int], [String: Int]) = ([:], [:])
        for stay in record.stays {
            for now in (0..<100).map({ hour(Double($0)) }) where stay.begins <= now && stay.ends > now {
                let place = stay.places.last { $0.since <= now && ($0.until ?? stay.ends) > now }
                let unit = place?.unit ?? stay.unit
                watched[unit, default: 0] += 1
                let alerts = record.alerts.filter { $0.stay == stay.id && $0.alert.reason == .news2 }.map(\.alert)
                if alerts.contains(where: { !$0.isShadow && $0.raised <= now && ($0.cleared ?? stay.ends) > now }) {
                    alarm[unit, default: 0] += 1
                }
            }
        }
        for unit in figures.units + [figures.all] {
            let name = unit.unit
            let time = name.map { watched[$0] ?? 0 } ?? watched.values.reduce(0, +)
            let hours = name.map { alarm[$0] ?? 0 } ?? alarm.values.reduce(0, +)
            let found = [unit.patientDays * 24, unit.hoursInAlarm].map { Int($0.rounded()) }
            #expect(found == [time, hours])
            #expect((unit.alarmTimeShare ?? 0) <= 1)
        }
    }

    @Test func `technical alerts last no longer than the newest value of anybody`() {
        var record = sampleRecord()
        record.alerts.append(course(7, .noData, person: 2, at: 235))
        record.until = hour(10_000)
        #expect(WardFigures(record).technical.first { $0.reason == "no-data" }?.hours == 0)
        record.stays[0].ends = hour(239)
        #expect(WardFigures(record).technical.first { $0.reason == "no-data" }?.hours == 4)
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

    @Test func `what came and went in quiet hours was told to nobody`() {
        var record = sampleRecord()
        record.alerts.append(course(7, at: 22, cleared: 25, .recovery, quietUntil: hour(27)))
        // Quiet hours of the last night end after the period.
        record.alerts.append(course(8, at: 238, quietUntil: hour(245)))
        let all = WardFigures(record).all
        #expect(all.answers.told == 4 && all.answers.unanswered == 0)
        #expect(all.untold == 2 && all.quiet == 3)
        #expect(all.alerts == all.shadow + all.untold + all.answers.told)
        let (hours, before) = (WardFigures(record).hours.map(\.told), figures.hours.map(\.told))
        #expect(hours == before)
        // Looked at a week later, the last one was told of in the morning.
        record.until = hour(400)
        #expect(WardFigures(record).all.answers.told == 5)
    }

    @Test func `who is worse in quiet hours is told of at once`() {
        var record = sampleRecord()
        record.alerts = [
            course(1, at: 22, quietUntil: hour(27), changes: [(60, "worsening", 1), (70, "acknowledge", 1)])
        ]
        record.alerts[0].alert.quietUntil = nil
        let figures = WardFigures(record)
        #expect(figures.all.answers.acknowledgementMinutes50 == 10 && figures.all.quiet == 1)
        #expect(figures.hours[23].told == 1)
    }

    @Test func `who answers in quiet hours knew before being told`() {
        var record = sampleRecord()
        record.alerts = [
            course(1, at: 22, cleared: 24, .recovery, quietUntil: hour(27), changes: [(30, "acknowledge", 1)])
        ]
        let answers = WardFigures(record).all.answers
        #expect(answers.told == 1 && answers.acknowledged == 1 && answers.acknowledgementMinutes50 == 0)
    }

    @Test func `history that was read later was told of at the time of the clock`() {
        var record = sampleRecord()
        // Data of the period, read in one go two years later: raised and cleared in the same moment of the clock.
        record.alerts = [course(1, at: 22, cleared: 24, .recovery)]
        record.alerts[0].changes = ["raise", "clear"].map { WardRecord.Change(at: hour(20_000), name: $0) }
        #expect(WardFigures(record).all.answers.told == 1)
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
        #expect(WardFigures(record).rightness[0].judged == 5 && WardFigures(record).rightness[0].right == 0)
    }

    @Test func `where nobody tells of outcomes, an alert without an event is not wrong`() {
        var record = sampleRecord()
        for index in record.alerts.indices { record.alerts[index].isOutcomeKnown = false }
        let all = WardFigures(record).rightness[0]
        #expect(all.judged == 0 && all.right == 0 && all.unknown == 5)
        #expect(all.positivePredictiveValue == nil)
        // Of the alerts with event and without one, those of one stay only can be judged.
        record.alerts[1].isOutcomeKnown = true
        let one = WardFigures(record).rightness[0]
        #expect(one.judged == 1 && one.right == 1 && one.unknown == 4)
        #expect(WardFigures(record).events[0].events == 2, "events are events, whoever told of them")
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
        // Back by an hour, and both at midnight itself: forward to 1:00, back to 23:00.
        let back = SiteTime(name: "x") { $0 >= change ? 0 : 3600 }
        #expect(back.days(from: hour(-1), to: hour(72)).map(\.hours) == [24, 25, 24])
        let midnight = hour(24)
        let forth = SiteTime(name: "x") { $0 >= midnight ? 3600 : 0 }
        #expect(forth.days(from: hour(0), to: hour(48)).map(\.hours) == [24, 23, 1])
        let again = SiteTime(name: "x") { $0 >= midnight ? -3600 : 0 }
        #expect(again.days(from: hour(0), to: hour(49)).map(\.hours) == [25, 24])
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

    @Test(arguments: [(1, 1.0), (10, 9.0), (11, 10.0)])
    func `nine of ten are within the number of that rank`(count: Int, nine: Double) {
        #expect((1...count).map(Double.init).within(0.9) == nine)
        #expect([Double]().within(0.9) == nil)
    }

    @Test func `quantiles are linear between neighbours`() {
        // R: quantile(c(1, 9), .5), quantile(1:10, c(.1, .5, .9)).
        #expect([1.0, 9.0].quantile(0.5) == 5)
        #expect([3.0].quantile(0.5) == 3 && [Double]().quantile(0.5) == nil)
        let ten = (1...10).map(Double.init)
        #expect(ten.quantile(0.5) == 5.5)
        for (share, value) in [(0.1, 1.9), (0.9, 9.1)] {
            let difference = (ten.quantile(share) ?? 0) - value
            #expect(abs(difference) < 1e-12)
        }
    }

    @Test func `ends of lead times are said of ten events, not of nine`() throws {
        func lead(_ count: Int) throws -> EventFigures {
            let record = WardRecord(
                since: hour(0), until: hour(1000),
                alerts: (1...count).map { course(Int64($0), person: Int64($0), at: 40 - Double($0)) },
                events: (1...count).map { .init(person: Int64($0), name: "death", at: hour(40), unit: "W1") })
            return try #require(WardFigures(record).events.first)
        }
        let (nine, ten) = (try lead(9), try lead(10))
        #expect(nine.leadTime50 == 5 && nine.leadTime10 == nil && nine.leadTime90 == nil)
        #expect(ten.leadTime50 == 5.5 && ten.leadTime10.map { ($0 * 10).rounded() } == 19)
    }
}

/// A ward of a hundred hours in whole hours: stays in and out of the period, moves, gaps, alerts over each other.
private func randomWard(_ seed: Int) -> WardRecord {
    var state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 &+ 1
    func random(_ range: Range<Int>) -> Double {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Double(range.lowerBound + Int((state >> 33) % UInt64(range.count)))
    }
    var record = WardRecord(since: hour(0), until: hour(100))
    for number in Int64(1)...8 {
        let begins = random(-30..<110)
        var stay = WardRecord.Stay(
            id: EncounterID(rawValue: number), person: number / 2, begins: hour(begins),
            ends: hour(begins + random(0..<60)), unit: "W\(Int(random(1..<4)))")
        var at = begins + random(-5..<5)
        while random(0..<3) > 0 {
            let end = at + random(1..<30)
            stay.places.append(.init(unit: "W\(Int(random(1..<4)))", since: hour(at), until: hour(end)))
            at = end + random(0..<4)
        }
        record.stays.append(stay)
        for index in 0..<Int64(random(0..<6)) {
            let raised = random(-50..<100)
            var alert = course(
                10 * number + index, random(0..<5) == 0 ? .noData : .news2, person: number / 2, at: raised,
                cleared: random(0..<3) == 0 ? nil : raised + random(0..<90), isShadow: random(0..<5) == 0)
            alert.stay = stay.id
            record.alerts.append(alert)
        }
    }
    return record
}
