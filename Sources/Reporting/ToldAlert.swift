import ClinicalDomain

/// An alert that people were told of.
struct ToldAlert {
    let course: WardRecord.AlertCourse
    /// When people were told, by the clock: when it was raised, when quiet hours ended or the patient got worse in
    /// them, or when somebody answered it without being told.
    let at: Instant

    /// - Parameters:
    ///   - course: an alert.
    ///   - until: the end of the period.
    /// - Returns: nil in shadow mode, and where the alert, or the period, was over before quiet hours were.
    init?(_ course: WardRecord.AlertCourse, until: Instant) {
        guard !course.alert.isShadow else { return nil }
        func first(_ names: Set<String>) -> Instant? { course.changes.first { names.contains($0.name) }?.at }
        let raised = first(["raise"]) ?? course.alert.raised
        let quiet = max(raised, course.quietUntil ?? raised)
        at = min(quiet, first(Self.ends) ?? quiet)
        self.course = course
        guard at > raised else { return }
        if let cleared = first(["clear"]) ?? course.alert.cleared, cleared <= at { return nil }
        // The period is one of the data, which may be older than the clock.
        if course.alert.raised.advanced(bySeconds: at.seconds(since: raised)) >= until { return nil }
    }

    /// What ends quiet hours for an alert.
    private static let ends: Set<String> = [
        AlertChange.Presentation.worsening.rawValue, AlertChange.Presentation.snoozeEnd.rawValue, "acknowledge",
        "snooze",
    ]

    /// Minutes from ``at`` to the first acknowledgement; nil when nobody acknowledged it.
    var minutesToAcknowledgement: Double? {
        let first = course.changes.first { $0.name == "acknowledge" }?.at ?? course.alert.acknowledged
        return first.map { max(0, $0.seconds(since: at) / 60) }
    }

    /// Whether somebody put it off.
    var wasPutOff: Bool { course.alert.state == .snoozed || course.changes.contains { $0.name == "snooze" } }
}

extension WardRecord.AlertCourse {
    /// The farthest tier that it went to.
    var farthestTier: Int { max(alert.tier, changes.map(\.tier).max() ?? 1) }
}
