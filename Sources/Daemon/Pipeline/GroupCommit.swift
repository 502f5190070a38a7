public import ClinicalDomain
import Dispatch
public import Ingest
public import Store
import Synchronization

/// Stores what all connections have waiting in one transaction, and lets each go on after the commit.
///
/// While one transaction is being written, deliveries that arrive wait for the next: the more senders, the more share
/// one write to the disk. When a shared transaction fails, each is tried alone, so one sender's fault is not another's.
///
/// Transactions are written on a thread of their own that blocks, so that nobody else's work comes between a commit
/// and the answers to it.
public final class GroupCommit: DeliverySink {
    /// Takes over what was committed.
    public typealias Committed = @Sendable ([AppendOutcome]) async -> Void

    private struct Request {
        let deliveries: [Delivery]
        let continuation: CheckedContinuation<[AppendOutcome], any Error>
    }

    private struct State {
        var waiting: [Request] = []
        /// Whether the queue has a run of ``commitWaiting()``, or will get one when room is made.
        var isCommitting = false
        /// What was committed and is not taken over, oldest first.
        var handedOver: [[AppendOutcome]] = []
        var isHandingOver = false
        /// Whether the next transaction waits for what was committed to be taken over.
        var isHeld = false
    }

    /// At most so many deliveries share a transaction.
    private static let maximumDeliveries = 4000
    /// So many transactions may wait to be taken over before the next one is held back.
    static let maximumHandedOver = 4

    private let store: WardwatchStore
    private let committed: Committed
    private let queue = DispatchQueue(label: "wardwatch.commit", qos: .userInitiated)
    private let state = Mutex(State())
    /// Counts transactions that were tried, whatever came of them.
    let progress = ProgressCounter()

    /// Whether the next transaction waits for what was committed to be taken over.
    var isHeldBack: Bool { state.withLock { $0.isHeld } }

    /// A group commit into a store.
    ///
    /// - Parameter committed: is told of everything after its commit and in the order of commits; by taking its time it
    ///   holds later commits back.
    public init(store: WardwatchStore, committed: @escaping Committed) {
        (self.store, self.committed) = (store, committed)
    }

    /// Stores deliveries, together with those of others, and returns after the commit.
    public func append(_ deliveries: [Delivery]) async throws -> [DeliveryReceipt] {
        let outcomes = try await withCheckedThrowingContinuation { continuation in
            let begins = state.withLock { state in
                state.waiting.append(Request(deliveries: deliveries, continuation: continuation))
                defer { state.isCommitting = true }
                return !state.isCommitting
            }
            if begins { queue.async { self.commitWaiting() } }
        }
        return outcomes.map { DeliveryReceipt(isRepetition: $0.isRepetition, observations: $0.stored.count) }
    }

    private func commitWaiting() {
        while let requests = next() {
            defer { progress.advance() }
            do {
                let outcomes = try store.appendBlocking(requests.flatMap(\.deliveries))
                var position = 0
                for request in requests {
                    let end = position + request.deliveries.count
                    request.continuation.resume(returning: Array(outcomes[position..<end]))
                    position = end
                }
                handOver(outcomes)
            } catch {
                commitOneByOne(requests, after: error)
            }
        }
    }

    /// What shares the next transaction; nil when nothing waits or the next transaction must.
    private func next() -> [Request]? {
        state.withLock { state in
            if state.waiting.isEmpty {
                state.isCommitting = false
                return nil
            }
            state.isHeld = state.handedOver.count >= Self.maximumHandedOver
            if state.isHeld { return nil }
            var size = 0
            let count = state.waiting.prefix { request in
                defer { size += request.deliveries.count }
                return size == 0 || size + request.deliveries.count <= Self.maximumDeliveries
            }.count
            defer { state.waiting.removeFirst(count) }
            return Array(state.waiting.prefix(count))
        }
    }

    private func commitOneByOne(_ requests: [Request], after error: StoreError) {
        if requests.count == 1 || error.isRetryable {
            for request in requests { request.continuation.resume(throwing: error) }
            return
        }
        for request in requests {
            do {
                let outcomes = try store.appendBlocking(request.deliveries)
                request.continuation.resume(returning: outcomes)
                handOver(outcomes)
            } catch {
                request.continuation.resume(throwing: error)
            }
        }
    }

    private func handOver(_ outcomes: [AppendOutcome]) {
        let begins = state.withLock { state in
            state.handedOver.append(outcomes)
            defer { state.isHandingOver = true }
            return !state.isHandingOver
        }
        if begins { Task { await handOverWaiting() } }
    }

    private func handOverWaiting() async {
        while let outcomes = oldestHandedOver() {
            await committed(outcomes)
            let wasHeld = state.withLock { state in
                state.handedOver.removeFirst()
                defer { state.isHeld = false }
                return state.isHeld
            }
            if wasHeld { queue.async { self.commitWaiting() } }
        }
    }

    private func oldestHandedOver() -> [AppendOutcome]? {
        state.withLock { state in
            state.isHandingOver = !state.handedOver.isEmpty
            return state.handedOver.first
        }
    }
}
