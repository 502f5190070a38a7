import ClinicalDomain

/// A record cut to its period and to a unit, as the figures count it.
struct WardPeriod {
    /// Time that a person spent in a unit within the period.
    struct Stretch {
        var stay: EncounterID
        var person: Int64
        var unit: String
        var since: Instant
        var until: Instant

        var hours: Double { until.hours(since: since) }
    }

    /// How long before an event an alert counts, in hours.
    static let windowHours = 24.0

    let record: WardRecord
    let stretches: [Stretch]
    /// The parts of ``stretches`` in which a clinical alert of the stay was in force that was not of shadow mode.
    let alarm: [Stretch]
    /// Alerts that were raised in the period.
    let raised: [WardRecord.AlertCourse]
    /// Clinical alerts raised in the period that people were told of.
    let told: [ToldAlert]
    /// Outcome events in the period, where the patient was in the unit before.
    let events: [WardRecord.Event]
    /// All times of events of each person, in order.
    let eventTimes: [Int64: [Instant]]
    /// The times of all clinical alerts of each person, in order, wherever they were raised.
    let alertTimes: [Int64: [Instant]]

    init(_ record: WardRecord, unit: String?) {
        self.record = record
        let (since, until) = (record.since, record.until)
        stretches = record.stays.flatMap { Self.stretches(of: $0, from: since, to: until) }
            .filter { unit == nil || $0.unit == unit }
        let inForce = Self.timesInForce(record.alerts)
        alarm = stretches.flatMap { stretch in
            (inForce[stretch.stay] ?? []).compactMap { times in
                var part = stretch
                (part.since, part.until) = (max(stretch.since, times.since), min(stretch.until, times.until))
                return part.since < part.until ? part : nil
            }
        }
        raised = record.alerts.filter {
            $0.alert.raised >= since && $0.alert.raised < until && (unit == nil || $0.unit == unit && $0.person != nil)
        }
        told = raised.filter { !$0.alert.reason.isTechnical }.compactMap { ToldAlert($0, until: until) }
        events = record.events.filter {
            $0.at >= since && $0.at < until && (unit == nil || $0.unit == unit)
        }
        eventTimes = Dictionary(grouping: record.events) { $0.person }.mapValues { $0.map(\.at).sorted() }
        alertTimes = Dictionary(grouping: record.alerts.filter { !$0.alert.reason.isTechnical && $0.person != nil }) {
            $0.person ?? 0
        }.mapValues { $0.map(\.alert.raised).sorted() }
    }

    /// Clinical alerts raised in the period.
    var clinical: [WardRecord.AlertCourse] { raised.filter { !$0.alert.reason.isTechnical } }

    /// The hours that a technical alert was in force within the period.
    ///
    /// One about a patient that is in force lasts to the newest time that is known of anybody: the period may go on
    /// where the data do not.
    func hoursInForce(_ course: WardRecord.AlertCourse) -> Double {
        let newest = course.person == nil ? record.until : record.stays.map(\.ends).max() ?? record.since
        let end = min(course.alert.cleared ?? newest, record.until)
        return max(0, end.hours(since: max(course.alert.raised, record.since)))
    }

    /// When clinical alerts of each stay were in force, shadow mode not counted: times that do not overlap.
    private static func timesInForce(
        _ courses: [WardRecord.AlertCourse]
    ) -> [EncounterID: [(since: Instant, until: Instant)]] {
        var times: [EncounterID: [(since: Instant, until: Instant)]] = [:]
        for course in courses.sorted(by: { $0.alert.raised < $1.alert.raised }) {
            guard let stay = course.stay, !course.alert.reason.isTechnical, !course.alert.isShadow else { continue }
            let end = course.alert.cleared ?? Instant(millisecondsSince1970: .max)
            let since = max(course.alert.raised, times[stay]?.last?.until ?? course.alert.raised)
            if since < end { times[stay, default: []].append((since, end)) }
        }
        return times
    }

    /// A stay by units, within the period; times that no place covers belong to the unit of the stay.
    private static func stretches(of stay: WardRecord.Stay, from since: Instant, to until: Instant) -> [Stretch] {
        let (begins, ends) = (max(stay.begins, since), min(stay.ends, until))
        var (stretches, at): ([Stretch], Instant) = ([], begins)
        func add(_ unit: String, to end: Instant) {
            guard end > at else { return }
            stretches.append(Stretch(stay: stay.id, person: stay.person, unit: unit, since: at, until: end))
            at = end
        }
        for place in stay.places {
            add(stay.unit, to: min(place.since, ends))
            add(place.unit, to: min(place.until ?? ends, ends))
        }
        add(stay.unit, to: ends)
        return stretches
    }
}
