public import ClinicalDomain

/// Decides on technical alerts of a patient: no data for long, and sensors that give the same value again and again.
///
/// Kept apart from the clinical story: they tell of the data. Like it, they are raised once, end when their reason
/// ends or after ``AlertPolicy/technicalMaximumHours``, and are not raised again for the same silence.
public struct TechnicalStateMachine: Sendable {
    /// What is done.
    public enum Action: Sendable, Hashable {
        /// Raise an alert at a time of the data.
        case raise(Alert.Reason, subject: String, at: Instant)
        /// Change the alert of that number.
        case change(alertID: Int64, AlertChange)
    }

    /// The numbers that decide.
    public let policy: AlertPolicy

    /// A machine with the given numbers.
    public init(policy: AlertPolicy) { self.policy = policy }

    /// What a patient's sensors cause.
    ///
    /// - Parameters:
    ///   - watch: what came in.
    ///   - alerts: the patient's technical alerts, newest first.
    ///   - now: the newest time of the data of all patients: when others' values come in, this one's should.
    ///   - isInProcedure: whether silence is expected.
    public func actions(
        _ watch: SensorWatch, alerts: [Alert], now: Instant, isInProcedure: Bool = false
    ) -> [Action] {
        silence(watch, alerts.first { $0.reason == .noData }, now, isInProcedure)
            + stuckSensors(watch, alerts.filter { $0.reason == .sensorFault }, now)
    }

    private func silence(_ watch: SensorWatch, _ latest: Alert?, _ now: Instant, _ isInProcedure: Bool) -> [Action] {
        guard let newest = watch.newest else { return [] }
        if let latest, latest.isInForce {
            return ended(latest, hasRecovered: newest > latest.raised || policy.silenceHours == nil, at: newest, now)
        }
        guard let hours = policy.silenceHours, !isInProcedure else { return [] }
        let since = newest.advanced(byHours: hours)
        // The same silence is told once.
        if now < since || (latest.map { $0.raised >= newest } ?? false) { return [] }
        // Nor is one told that would have lapsed: a stay whose end nobody told of.
        if now.hours(since: since) >= policy.technicalMaximumHours { return [] }
        return [.raise(.noData, subject: "", at: since)]
    }

    private func stuckSensors(_ watch: SensorWatch, _ alerts: [Alert], _ now: Instant) -> [Action] {
        let stuck = watch.stuckChannels(policy)
        let newest = watch.newest ?? now
        let inForce = alerts.filter(\.isInForce)
        let ends = inForce.flatMap {
            ended($0, hasRecovered: !stuck.contains(ChannelID(rawValue: $0.subject)), at: newest, now)
        }
        let raises = stuck.map(\.rawValue).sorted().filter { channel in
            // One alert for the same run of values, also after it lapsed.
            !alerts.contains { alert in
                alert.subject == channel
                    && (alert.isInForce
                        || alert.clearing == .lapse
                            && newest.hours(since: alert.cleared ?? newest) < policy.technicalMaximumHours)
            }
        }
        return ends + raises.map { .raise(.sensorFault, subject: $0, at: newest) }
    }

    private func ended(_ alert: Alert, hasRecovered: Bool, at: Instant, _ now: Instant) -> [Action] {
        if hasRecovered { return [.change(alertID: alert.id, .clear(at: max(at, alert.raised), .recovery))] }
        if now.hours(since: alert.raised) >= policy.technicalMaximumHours {
            return [.change(alertID: alert.id, .clear(at: now, .lapse))]
        }
        return []
    }
}
