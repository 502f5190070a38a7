public import ClinicalDomain

/// Brings messages to one receiver: one small type for each kind of receiver.
///
/// It tries once, and says what came of it in words without a patient's data. When to try, in which order and how long,
/// is not its business; when its task is cancelled it ends soon.
public protocol AlertCarrier: Sendable {
    /// Tries once to deliver a message.
    func deliver(_ message: OutboxMessage) async -> DeliveryAttempt
    /// Lets go of connections; nothing is delivered afterwards.
    func close() async
}

extension AlertCarrier {
    /// There is nothing to let go of.
    public func close() async {}
}
