public import ClinicalDomain

/// Where messages wait for receivers; each call is one short transaction.
public protocol DeliveryOutbox: Sendable {
    /// The messages that a receiver is to get now, at most one of each patient.
    func due(for interest: ReceiverInterest, limit: Int) async throws -> [OutboxMessage]
    /// Writes down what came of an attempt.
    ///
    /// - Parameters:
    ///   - nextAttempt: when the message is tried again if it failed.
    ///   - pausedUntil: until when the receiver is left alone; nil when it is not.
    func note(
        _ attempt: DeliveryAttempt, of outboxID: Int64, to receiver: String, nextAttempt: Instant, pausedUntil: Instant?
    ) async throws
    /// How a receiver stands.
    func state(of receiver: String) async throws -> ReceiverState?
    /// Raises the technical alert that a receiver cannot be reached; nothing where it is in force.
    func raiseAlert(about receiver: String) async throws
    /// Clears that alert; nothing where there is none.
    func clearAlert(about receiver: String) async throws
}
