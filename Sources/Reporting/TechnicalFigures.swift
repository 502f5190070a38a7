internal import ClinicalDomain

/// Technical alerts of one kind.
public struct TechnicalFigures: Sendable, Hashable, Encodable {
    /// What is wrong.
    public var reason: String
    /// The channel or the receiver; empty for all values of a patient.
    public var subject: String
    /// Technical alerts raised.
    public var alerts: Int
    /// Patients whom they concern.
    public var patients: Int
    /// Hours for which they were in force.
    public var hours: Double

    /// All kinds, the most frequent first.
    static func all(_ period: WardPeriod) -> [TechnicalFigures] {
        struct Key: Hashable {
            var reason: Alert.Reason
            var subject: String
        }
        let groups = Dictionary(grouping: period.raised.filter(\.alert.reason.isTechnical)) {
            Key(reason: $0.alert.reason, subject: $0.alert.subject)
        }
        return groups.map { key, courses in
            TechnicalFigures(
                reason: key.reason.rawValue, subject: key.subject, alerts: courses.count,
                patients: Set(courses.compactMap(\.person)).count,
                hours: courses.reduce(0) { $0 + period.hoursInForce($1) })
        }.sorted { ($1.alerts, $0.reason, $0.subject) < ($0.alerts, $1.reason, $1.subject) }
    }
}
