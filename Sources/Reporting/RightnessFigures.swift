internal import ClinicalDomain

/// Whether alerts were followed by outcome events within 24 hours.
///
/// An alert can be judged when the outcome of its stay is known (a sender that tells of events told of the stay; a
/// label by hand says that something happened to somebody, and nothing of the others), and these 24 hours have passed,
/// unless it was raised within 24 hours after an event of the patient: then it is neither right nor wrong. Alerts of
/// shadow mode count.
public struct RightnessFigures: Sendable, Hashable, Encodable {
    /// What asked first; nil for all.
    public var reason: String?
    /// Clinical alerts raised.
    public var alerts: Int
    /// Those of stays of which nobody who tells of outcome events told: what is not on record may still have happened.
    public var unknown: Int
    /// Those that can be judged.
    public var judged: Int
    /// Those that an event followed.
    public var right: Int
    /// The share of ``judged`` that are ``right``; nil when none can be judged.
    public var positivePredictiveValue: ShareEstimate?

    private init(_ reason: String?, _ courses: [WardRecord.AlertCourse], _ period: WardPeriod) {
        (self.reason, alerts, unknown, judged, right) = (reason, courses.count, 0, 0, 0)
        for course in courses {
            guard course.isOutcomeKnown else {
                unknown += 1
                continue
            }
            let (raised, times) = (course.alert.raised, course.person.flatMap { period.eventTimes[$0] } ?? [])
            let isOver = period.record.until.hours(since: raised) >= WardPeriod.windowHours
            let isAfter = times.contains { $0 <= raised && raised.hours(since: $0) < WardPeriod.windowHours }
            guard isOver, !isAfter else { continue }
            judged += 1
            if times.contains(where: { $0 > raised && $0.hours(since: raised) <= WardPeriod.windowHours }) {
                right += 1
            }
        }
        positivePredictiveValue = ShareEstimate(right, of: judged)
    }

    /// All reasons together, and each that occurs.
    static func all(_ period: WardPeriod) -> [RightnessFigures] {
        let courses = period.clinical
        let reasons = Alert.Reason.allCases.filter { reason in courses.contains { $0.alert.reason == reason } }
        return [RightnessFigures(nil, courses, period)]
            + reasons.map { reason in
                RightnessFigures(reason.rawValue, courses.filter { $0.alert.reason == reason }, period)
            }
    }
}

/// Whether outcome events were preceded by alerts within 24 hours.
public struct EventFigures: Sendable, Hashable, Encodable {
    /// The name of the outcome; nil for all.
    public var outcome: String?
    /// Events in the period.
    public var events: Int
    /// Those before which an alert was raised.
    public var warned: Int
    /// The share of ``events`` that were ``warned``; nil of none.
    public var sensitivity: ShareEstimate?
    /// Median of the hours from the first of these alerts to the event; nil of none.
    public var leadTime50: Double?
    /// The lead time that a tenth of the warned events did not exceed; nil of fewer than ten.
    public var leadTime10: Double?
    /// The lead time that nine tenths of the warned events did not exceed; nil of fewer than ten.
    public var leadTime90: Double?

    private init(_ outcome: String?, _ events: [WardRecord.Event], _ period: WardPeriod) {
        let leads = events.compactMap { event -> Double? in
            let times = period.alertTimes[event.person] ?? []
            let first = times.first { $0 < event.at && event.at.hours(since: $0) <= WardPeriod.windowHours }
            return first.map { event.at.hours(since: $0) }
        }.sorted()
        (self.outcome, self.events, warned) = (outcome, events.count, leads.count)
        sensitivity = ShareEstimate(leads.count, of: events.count)
        leadTime50 = leads.quantile(0.5)
        if leads.count >= 10 { (leadTime10, leadTime90) = (leads.quantile(0.1), leads.quantile(0.9)) }
    }

    /// All outcomes together, and each that occurs.
    static func all(_ period: WardPeriod) -> [EventFigures] {
        [EventFigures(nil, period.events, period)]
            + Set(period.events.map(\.name)).sorted().map { name in
                EventFigures(name, period.events.filter { $0.name == name }, period)
            }
    }
}
