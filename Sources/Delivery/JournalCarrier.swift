public import ClinicalDomain
public import Logging

/// Writes one line to the log for each message, without anything that names a patient.
public struct JournalCarrier: AlertCarrier {
    private let logger: Logger

    /// A carrier that writes to a log.
    public init(logger: Logger) { self.logger = logger }

    /// Writes the line; this cannot fail.
    public func deliver(_ message: OutboxMessage) async -> DeliveryAttempt {
        let alert = message.message
        var metadata: Logger.Metadata = [
            "alert.id": "\(alert.alert)", "alert.event": "\(alert.event)", "alert.state": "\(alert.state.rawValue)",
            "alert.reasons": "\(alert.reasons.map(\.rawValue).joined(separator: " "))", "alert.tier": "\(alert.tier)",
            "message.identity": "\(alert.identity)",
        ]
        if !alert.unit.isEmpty { metadata["unit"] = "\(alert.unit)" }
        if !alert.subject.isEmpty { metadata["alert.subject"] = "\(alert.subject)" }
        logger.log(
            level: alert.asksForAttention ? .warning : .notice,
            alert.asksForAttention ? "alert asks for attention" : "alert changed", metadata: metadata)
        return .delivered
    }
}
