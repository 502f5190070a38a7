public import ClinicalDomain
public import Ingest
public import Store

/// Stores what all connections have waiting in one transaction, and lets each go on after the commit.
///
/// While one transaction is being written, deliveries that arrive wait for the next: the more senders, the more share
/// one write to the disk. When a shared transaction fails, each is tried alone, so one sender's fault is not another's.
public actor GroupCommit: DeliverySink {
    private struct Request {
        let deliveries: [Delivery]
        let continuation: CheckedContinuation<[AppendOutcome], any Error>
    }

    /// At most so many deliveries share a transaction.
    private static let maximumDeliveries = 4000

    private let store: WardwatchStore
    private let committed: @Sendable ([AppendOutcome]) async -> Void
    private var waiting: [Request] = []
    private var isCommitting = false

    /// A group commit into a store.
    ///
    /// - Parameter committed: is told of everything after its commit and in the order of commits; by taking its time it
    ///   holds the next commit back.
    public init(store: WardwatchStore, committed: @escaping @Sendable ([AppendOutcome]) async -> Void) {
        (self.store, self.committed) = (store, committed)
    }

    /// Stores deliveries, together with those of others, and returns after the commit.
    public func append(_ deliveries: [Delivery]) async throws -> [DeliveryReceipt] {
        let outcomes = try await withCheckedThrowingContinuation { continuation in
            waiting.append(Request(deliveries: deliveries, continuation: continuation))
            if !isCommitting {
                isCommitting = true
                Task { await commitWaiting() }
            }
        }
        return outcomes.map { DeliveryReceipt(isRepetition: $0.isRepetition, observations: $0.stored.count) }
    }

    private func commitWaiting() async {
        while !waiting.isEmpty {
            var size = 0
            let count = waiting.prefix { request in
                defer { size += request.deliveries.count }
                return size == 0 || size + request.deliveries.count <= Self.maximumDeliveries
            }.count
            let requests = Array(waiting.prefix(count))
            waiting.removeFirst(count)
            do {
                let outcomes = try await store.append(requests.flatMap(\.deliveries))
                var position = 0
                for request in requests {
                    let end = position + request.deliveries.count
                    request.continuation.resume(returning: Array(outcomes[position..<end]))
                    position = end
                }
                await committed(outcomes)
            } catch {
                await commitOneByOne(requests, after: error)
            }
        }
        isCommitting = false
    }

    private func commitOneByOne(_ requests: [Request], after error: StoreError) async {
        if requests.count == 1 || error.isRetryable {
            for request in requests { request.continuation.resume(throwing: error) }
            return
        }
        for request in requests {
            do {
                let outcomes = try await store.append(request.deliveries)
                request.continuation.resume(returning: outcomes)
                await committed(outcomes)
            } catch {
                request.continuation.resume(throwing: error)
            }
        }
    }
}
