internal import ClinicalDomain
internal import Mapping
internal import Metrics
internal import Store
internal import Web

/// Keeps FHIR resources in the database, together with what they say clinically.
///
/// A write is one transaction: the versions of the resources, and the observations, stays and patients that the mapping
/// reads from them. It returns after the commit, and the assessor is told then.
struct FHIRRepository: ResourceRepository {
    private let store: WardwatchStore
    private let mapping: @Sendable () -> FHIRMapping
    private let now: @Sendable () -> Instant
    private let committed: @Sendable ([AppendOutcome]) async -> Void

    /// A repository in a store.
    ///
    /// - Parameters:
    ///   - mapping: what resources mean, asked for each write.
    ///   - committed: is told of everything after its commit; see ``GroupCommit``.
    init(
        store: WardwatchStore, mapping: @autoclosure @escaping @Sendable () -> FHIRMapping,
        now: @escaping @Sendable () -> Instant,
        committed: @escaping @Sendable ([AppendOutcome]) async -> Void
    ) {
        (self.store, self.mapping, self.now, self.committed) = (store, mapping, now, committed)
    }

    func read<Value: Sendable>(
        _ body: @escaping @Sendable (any ResourceReader) throws -> Value
    ) async throws -> Value {
        try await store.readFHIR { try body(FHIRSnapshot(reader: $0)) }
    }

    func write<Value: Sendable>(
        _ body: @escaping @Sendable (any ResourceWriter) throws -> Value
    ) async throws -> Value {
        let (value, outcomes, reasons, bytes) = try await store.writeFHIR { [mapping, now] writer in
            let transaction = FHIRTransaction(writer: writer, mapping: mapping(), now: now())
            let value = try body(transaction)
            writer = transaction.writer
            return (value, writer.outcomes, transaction.quarantineReasons, transaction.bytes)
        }
        if !outcomes.isEmpty {
            Counter(
                label: "wardwatch_ingest_messages_total", dimensions: [("listener", "http"), ("verdict", "accepted")]
            ).increment(by: outcomes.count)
        }
        IngestMeter(listener: "http").count(
            observations: outcomes.reduce(0) { $0 + $1.stored.count }, bytes: bytes, quarantine: reasons)
        await committed(outcomes)
        return value
    }
}
