internal import ClinicalDomain

/// What became of alerts that people were told of.
///
/// An alert may have been put off, escalated and acknowledged; how it ended is one of ``recovery``, ``lapse``,
/// ``departure``, ``merged``, ``unknownEnd`` and ``inForce``.
public struct AnswerFigures: Sendable, Hashable, Encodable {
    /// Alerts that people were told of.
    public var told: Int
    /// Alerts that somebody acknowledged at least once.
    public var acknowledged: Int
    /// Alerts that somebody put off at least once.
    public var snoozed: Int
    /// Alerts that nobody acknowledged or put off.
    public var unanswered: Int
    /// Alerts that went to tier 2 or further.
    public var escalated: Int
    /// Alerts by the farthest tier that they went to.
    public var tiers: [String: Int]
    /// Alerts whose reasons ended.
    public var recovery: Int
    /// Alerts that stood for as long as the policy lets them.
    public var lapse: Int
    /// Alerts of patients who left.
    public var departure: Int
    /// Alerts that went into another one.
    public var merged: Int
    /// Alerts cleared without a known reason (recorded before schema v005).
    public var unknownEnd: Int
    /// Alerts still in force.
    public var inForce: Int
    /// Median of the minutes from telling people to the first acknowledgement; nil when there was none.
    public var acknowledgementMinutes50: Double?
    /// Minutes within which nine of ten of the acknowledged alerts were acknowledged.
    public var acknowledgementMinutes90: Double?

    init(_ alerts: [ToldAlert]) {
        func ended(_ clearing: Alert.Clearing?) -> Int {
            alerts.count { !$0.course.alert.isInForce && $0.course.alert.clearing == clearing }
        }
        told = alerts.count
        acknowledged = alerts.count { $0.minutesToAcknowledgement != nil }
        snoozed = alerts.count { $0.wasPutOff }
        unanswered = alerts.count { $0.minutesToAcknowledgement == nil && !$0.wasPutOff }
        escalated = alerts.count { $0.course.farthestTier > 1 }
        tiers = alerts.reduce(into: [:]) { $0[String($1.course.farthestTier), default: 0] += 1 }
        (recovery, lapse, departure) = (ended(.recovery), ended(.lapse), ended(.departure))
        (merged, unknownEnd) = (ended(.merged), ended(nil))
        inForce = alerts.count { $0.course.alert.isInForce }
        let minutes = alerts.compactMap(\.minutesToAcknowledgement).sorted()
        (acknowledgementMinutes50, acknowledgementMinutes90) = (minutes.quantile(0.5), minutes.within(0.9))
    }
}
