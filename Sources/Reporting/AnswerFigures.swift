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
    /// Minutes within which half of the acknowledged alerts were acknowledged first; nil when none was.
    public var acknowledgementMinutes50: Double?
    /// Minutes within which nine of ten were.
    public var acknowledgementMinutes90: Double?

    init(_ courses: [WardRecord.AlertCourse]) {
        func ended(_ clearing: Alert.Clearing?) -> Int {
            courses.count { !$0.alert.isInForce && $0.alert.clearing == clearing }
        }
        told = courses.count
        acknowledged = courses.count { $0.minutesToAcknowledgement != nil }
        snoozed = courses.count { $0.wasPutOff }
        unanswered = courses.count { $0.minutesToAcknowledgement == nil && !$0.wasPutOff }
        escalated = courses.count { $0.farthestTier > 1 }
        tiers = courses.reduce(into: [:]) { $0[String($1.farthestTier), default: 0] += 1 }
        (recovery, lapse, departure) = (ended(.recovery), ended(.lapse), ended(.departure))
        (merged, unknownEnd) = (ended(.merged), ended(nil))
        inForce = courses.count { $0.alert.isInForce }
        let minutes = courses.compactMap(\.minutesToAcknowledgement).sorted()
        (acknowledgementMinutes50, acknowledgementMinutes90) = (minutes.within(0.5), minutes.within(0.9))
    }
}

extension WardRecord.AlertCourse {
    /// When people were told: when it was raised by the clock, or when quiet hours ended.
    var told: Instant {
        let raised = changes.first { $0.name == "raise" }?.at ?? alert.raised
        return max(raised, alert.quietUntil ?? raised)
    }

    /// Minutes from ``told`` to the first acknowledgement, 0 for one before; nil when nobody acknowledged it.
    var minutesToAcknowledgement: Double? {
        let first = changes.first { $0.name == "acknowledge" }?.at ?? alert.acknowledged
        return first.map { max(0, $0.seconds(since: told) / 60) }
    }

    /// Whether somebody put it off.
    var wasPutOff: Bool { alert.state == .snoozed || changes.contains { $0.name == "snooze" } }

    /// The farthest tier that it went to.
    var farthestTier: Int { max(alert.tier, changes.map(\.tier).max() ?? 1) }
}

extension [Double] {
    /// The least of rising numbers that at least such a share is within (nearest rank); nil of none.
    func within(_ share: Double) -> Double? {
        guard !isEmpty else { return nil }
        return self[Swift.min(count, Swift.max(1, Int((share * Double(count) - 1e-9).rounded(.up)))) - 1]
    }
}
