public import ClinicalDomain
public import Ingest
public import Store

/// Stores deliveries straight into a database, for commands that run without the daemon.
public struct StoreSink: DeliverySink {
    private let store: WardwatchStore

    /// A sink into a store.
    public init(store: WardwatchStore) { self.store = store }

    /// Stores deliveries in one transaction.
    public func append(_ deliveries: [Delivery]) async throws -> [DeliveryReceipt] {
        try await store.append(deliveries).map {
            DeliveryReceipt(isRepetition: $0.isRepetition, observations: $0.stored.count)
        }
    }
}
