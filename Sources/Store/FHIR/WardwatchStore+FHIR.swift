import GRDB
import Synchronization

extension WardwatchStore {
    /// Reads FHIR resources from one snapshot.
    ///
    /// - Throws: ``StoreError``, or what `body` throws itself.
    public func readFHIR<Value: Sendable>(
        _ body: @escaping @Sendable (FHIRReader) throws -> Value
    ) async throws -> Value {
        let thrown = ThrownError()
        do {
            return try await read { database in try thrown.keeping { try body(FHIRReader(database: database)) } }
        } catch {
            throw thrown.error ?? error
        }
    }

    /// Writes FHIR resources and what they say clinically in one transaction, and returns after the commit.
    ///
    /// - Throws: ``StoreError``, or what `body` throws itself; then nothing was stored.
    public func writeFHIR<Value: Sendable>(
        _ body: @escaping @Sendable (inout FHIRWriter) throws -> Value
    ) async throws -> Value {
        let thrown = ThrownError()
        do {
            return try await writeDeliveries { deliveries in
                var writer = FHIRWriter(deliveries)
                let value = try thrown.keeping { try body(&writer) }
                deliveries = writer.deliveries
                return value
            }
        } catch {
            throw thrown.error ?? error
        }
    }
}

/// Keeps an error that is neither SQLite's nor the store's past the translation into ``StoreError``.
private final class ThrownError: Sendable {
    private let kept = Mutex<(any Error)?>(nil)

    var error: (any Error)? { kept.withLock { $0 } }

    func keeping<Value>(_ body: () throws -> Value) throws -> Value {
        do {
            return try body()
        } catch {
            if !(error is DatabaseError), !(error is StoreError) { kept.withLock { $0 = error } }
            throw error
        }
    }
}
