public import ClinicalDomain

/// Where everything that comes in goes: it returns after the commit, or throws and nothing was stored.
public protocol DeliverySink: Sendable {
    /// Stores deliveries in one transaction.
    func append(_ deliveries: [Delivery]) async throws -> [DeliveryReceipt]
}

/// What became of one delivery.
public struct DeliveryReceipt: Hashable, Sendable {
    /// The message had been stored before; nothing new was stored.
    public var isRepetition: Bool
    /// New versions of observations that were stored.
    public var observations: Int

    /// A receipt of its parts.
    public init(isRepetition: Bool, observations: Int) {
        (self.isRepetition, self.observations) = (isRepetition, observations)
    }
}
