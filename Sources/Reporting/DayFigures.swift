internal import ClinicalDomain

/// Alerts of a day in a unit.
public struct DayFigures: Sendable, Hashable, Encodable {
    /// The day: `2026-11-23`.
    public var day: String
    /// The unit; empty when unknown.
    public var unit: String
    /// Days that patients spent there on the day.
    public var patientDays: Double
    /// Clinical alerts raised.
    public var alerts: Int
    /// Clinical alerts for 100 patient-days; nil without patient-days.
    public var alertsPer100PatientDays: Double?
    /// Clinical alerts by what asked first.
    public var reasons: [String: Int]

    /// All days with patients or alerts.
    static func all(_ period: WardPeriod, _ time: SiteTime) -> [DayFigures] {
        struct Key: Hashable {
            var day: Int
            var unit: String
        }
        var hours: [Key: Double] = [:]
        for stretch in period.stretches {
            for (day, part) in time.days(from: stretch.since, to: stretch.until) {
                hours[Key(day: day, unit: stretch.unit), default: 0] += part
            }
        }
        let alerts = Dictionary(grouping: period.clinical) { Key(day: time.day($0.alert.raised), unit: $0.unit) }
        return Set(hours.keys).union(alerts.keys).sorted { ($0.day, $0.unit) < ($1.day, $1.unit) }.map { key in
            let (courses, patientDays) = (alerts[key] ?? [], (hours[key] ?? 0) / 24)
            return DayFigures(
                day: SiteTime.name(ofDay: key.day), unit: key.unit, patientDays: patientDays, alerts: courses.count,
                alertsPer100PatientDays: UnitFigures.rate(courses.count, patientDays), reasons: courses.reasonCounts)
        }
    }
}

/// Answers to alerts by the hour of the day at which people were told.
public struct HourFigures: Sendable, Hashable, Encodable {
    /// The hour, 0 to 23.
    public var hour: Int
    /// Alerts that people were told of.
    public var told: Int
    /// Those that somebody acknowledged.
    public var acknowledged: Int
    /// Median of the minutes to these acknowledgements; nil when there was none.
    public var acknowledgementMinutes50: Double?
    /// Minutes within which nine of ten were.
    public var acknowledgementMinutes90: Double?

    /// All hours.
    static func all(_ period: WardPeriod, _ time: SiteTime) -> [HourFigures] {
        let alerts = Dictionary(grouping: period.told) { time.hour($0.at) }
        return (0..<24).map { hour in
            let answers = AnswerFigures(alerts[hour] ?? [])
            return HourFigures(
                hour: hour, told: answers.told, acknowledged: answers.acknowledged,
                acknowledgementMinutes50: answers.acknowledgementMinutes50,
                acknowledgementMinutes90: answers.acknowledgementMinutes90)
        }
    }
}
