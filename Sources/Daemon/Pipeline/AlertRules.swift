public import ClinicalDomain
internal import Foundation

/// The site's alert policy, with what differs from unit to unit.
public struct AlertRules: Sendable, Hashable {
    /// The numbers that decide everywhere.
    public var policy = AlertPolicy()
    /// When nobody is told of what can wait; nil for never.
    public var quietHours: QuietHours?
    /// What differs in units.
    public var units: [UnitAlertRules] = []
    /// The IANA name of the time zone of the quiet hours.
    public var timeZone = "UTC"

    /// The policy of a new installation.
    public init(policy: AlertPolicy = AlertPolicy()) { self.policy = policy }

    /// The policy in a unit.
    func policy(in unit: String) -> AlertPolicy {
        guard let budget = units.first(where: { $0.unit == unit })?.budget else { return policy }
        var policy = policy
        policy.budgetPer100PatientDays = budget > 0 ? budget : nil
        return policy
    }

    /// Until when nobody in a unit is told of what can wait; nil for now.
    func quietUntil(in unit: String, clock: Instant) -> Instant? {
        let own = units.first { $0.unit == unit }
        guard own?.isNeverQuiet != true, let hours = own?.quietHours ?? quietHours else { return nil }
        let date = Date(timeIntervalSince1970: clock.secondsSince1970)
        return hours.end(at: date, in: TimeZone(identifier: timeZone) ?? .gmt).map {
            Instant(millisecondsSince1970: Int64(($0.timeIntervalSince1970 * 1000).rounded()))
        }
    }
}
