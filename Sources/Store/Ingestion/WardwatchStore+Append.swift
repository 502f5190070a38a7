public import ClinicalDomain
import GRDB
import Synchronization

extension WardwatchStore {
    /// Stores deliveries, all of them or none, in one transaction, and returns after the commit.
    ///
    /// - A message whose identity is known stores nothing, also when both are in the same call.
    /// - A patient is found by identifier; what a later message says of birth date and sex wins, silence changes nothing.
    /// - An identifier that was merged into another patient's names that patient.
    /// - A stay is found by patient and visit number. What messages say of its place, admission and discharge counts in
    ///   the order in which it happened.
    /// - Values without a visit number belong to the stay that covers their time; values of a device that knows only its
    ///   bed, to whoever lay in it then.
    /// - An observation version that is known already is not stored again, whichever message brings it.
    /// - What the schema could not hold (an infinite value, a channel that is not in the table, a discharge before the
    ///   admission) goes to quarantine, so that no content of a message makes the call fail.
    ///
    /// - Returns: one outcome for each delivery, in their order.
    /// - Throws: ``StoreError``; then nothing of any delivery was stored and none may be acknowledged.
    public func append(_ deliveries: [Delivery]) async throws(StoreError) -> [AppendOutcome] {
        try await writeDeliveries { writer in try deliveries.map { try writer.append($0) } }
    }

    /// As ``append(_:)``, on the calling thread, which waits for the disk.
    @available(*, noasync)
    public func appendBlocking(_ deliveries: [Delivery]) throws(StoreError) -> [AppendOutcome] {
        let (outcomes, names) = try writeBlocking { [self] database in
            var writer = try deliveryWriter(database)
            return (try deliveries.map { try writer.append($0) }, writer.names)
        }
        interned.withLock { $0.merge(names) }
        return outcomes
    }

    /// Runs a transaction with a delivery writer, and keeps what it learned about names after the commit.
    ///
    /// - Parameters:
    ///   - actor: whom the audit trail names.
    ///   - isReplay: whether messages are read again.
    ///   - isDryRun: whether everything is undone in the end.
    func writeDeliveries<Value: Sendable>(
        by actor: String = "wardwatchd", isReplay: Bool = false, isDryRun: Bool = false,
        _ body: @escaping @Sendable (inout DeliveryWriter) throws -> Value
    ) async throws(StoreError) -> Value {
        let (value, names) = try await write(isDryRun: isDryRun) { [self] database in
            var writer = try deliveryWriter(database, by: actor, isReplay: isReplay)
            let value = try body(&writer)
            return (value, writer.names)
        }
        if !isDryRun { interned.withLock { $0.merge(names) } }
        return value
    }

    private func deliveryWriter(
        _ database: Database, by actor: String = "wardwatchd", isReplay: Bool = false
    ) throws -> DeliveryWriter {
        let (channels, rules) = site.withLock { $0 }
        let context = DeliveryWriter.Context(
            channels: channels, rules: rules, now: now(), actor: actor, isReplay: isReplay)
        return try DeliveryWriter(database: database, context: context, names: interned.withLock { $0 })
    }
}
