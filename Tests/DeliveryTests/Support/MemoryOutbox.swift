import ClinicalDomain
import Delivery

/// An outbox in memory for one receiver; patients are told apart by the alert's number.
actor MemoryOutbox: DeliveryOutbox {
    private struct Entry {
        var message: OutboxMessage
        var nextAttempt: Instant
        var outcome: DeliveryAttempt?
    }

    private let now: @Sendable () -> Instant
    private var entries: [Entry] = []
    private var failingSince: Instant?
    private var pausedUntil: Instant?
    /// What was said about the receiver.
    private(set) var alerts: [String] = []
    private var watchers: [(condition: @Sendable (MemoryOutbox.Standing) -> Bool, CheckedContinuation<Void, Never>)] =
        []

    /// What a test can wait for.
    struct Standing: Sendable {
        var settled: Int
        var failed: Int
        var alerts: [String]
    }

    init(now: @escaping @Sendable () -> Instant) { self.now = now }

    private var standing: Standing {
        Standing(
            settled: entries.count { $0.outcome != nil }, failed: entries.reduce(0) { $0 + $1.message.attempts },
            alerts: alerts)
    }

    func write(_ message: OutboxMessage) { entries.append(Entry(message: message, nextAttempt: now())) }

    /// Waits until a condition holds.
    func wait(until condition: @escaping @Sendable (Standing) -> Bool) async {
        if condition(standing) { return }
        await withCheckedContinuation { watchers.append((condition, $0)) }
    }

    private func changed() {
        let standing = standing
        let done = watchers.filter { $0.condition(standing) }
        watchers.removeAll { $0.condition(standing) }
        for (_, continuation) in done { continuation.resume() }
    }

    func due(for interest: ReceiverInterest, limit: Int) -> [OutboxMessage] {
        var seen: Set<Int64> = []
        let heads = entries.filter { $0.outcome == nil && seen.insert($0.message.message.alert).inserted }
        return heads.filter { $0.nextAttempt <= now() }.sorted { $0.nextAttempt < $1.nextAttempt }.prefix(limit)
            .map(\.message)
    }

    func note(
        _ attempt: DeliveryAttempt, of outboxID: Int64, to receiver: String, nextAttempt: Instant, pausedUntil: Instant?
    ) {
        self.pausedUntil = pausedUntil
        guard let index = entries.firstIndex(where: { $0.message.id == outboxID }) else { return }
        if case .failed = attempt {
            entries[index].message.attempts += 1
            entries[index].nextAttempt = nextAttempt
        } else {
            entries[index].outcome = attempt
        }
        failingSince = attempt == .delivered ? nil : failingSince ?? now()
        changed()
    }

    func state(of receiver: String) -> ReceiverState? {
        let waiting = entries.filter { $0.outcome == nil }
        return ReceiverState(
            name: receiver, waiting: waiting.count, nextAttempt: waiting.map(\.nextAttempt).min(),
            failingSince: failingSince, pausedUntil: pausedUntil,
            stuckSince: waiting.filter { $0.message.attempts > 0 }.map(\.message.ready).min())
    }

    func raiseAlert(about receiver: String) {
        alerts.append("raised")
        changed()
    }

    func clearAlert(about receiver: String) {
        alerts.append("cleared")
        changed()
    }
}
