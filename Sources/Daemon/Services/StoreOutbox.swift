internal import ClinicalDomain
internal import Delivery
internal import Store

/// The outbox of the database, for those who deliver from it.
struct StoreOutbox: DeliveryOutbox {
    let store: WardwatchStore
    /// Whether alerts are only recorded.
    let isShadow: Bool
    let now: @Sendable () -> Instant

    /// Takes note of the receivers, and clears the alerts about those that are named no more.
    ///
    /// - Returns: those, and how many messages waited for each.
    func register(_ names: [String]) async throws -> [String: Int] {
        let retired = try await store.register(receivers: names)
        try await clear { !names.contains($0) }
        return retired
    }

    func due(for interest: ReceiverInterest, limit: Int) async throws -> [OutboxMessage] {
        try await store.due(for: interest, limit: limit)
    }

    func note(
        _ attempt: DeliveryAttempt, of outboxID: Int64, to receiver: String, nextAttempt: Instant, pausedUntil: Instant?
    ) async throws {
        try await store.note(
            attempt, of: outboxID, to: receiver, nextAttempt: nextAttempt, pausedUntil: pausedUntil)
    }

    func state(of receiver: String) async throws -> ReceiverState? {
        try await store.receivers(named: receiver).first
    }

    func raiseAlert(about receiver: String) async throws {
        try await store.raiseServiceAlert(.receiver, subject: receiver, at: now(), isShadow: isShadow)
    }

    func clearAlert(about receiver: String) async throws {
        try await clear { $0 == receiver }
    }

    private func clear(_ isAbout: (String) -> Bool) async throws {
        let alerts = try await store.serviceAlerts().filter { $0.reason == .receiver && isAbout($0.subject) }
        if alerts.isEmpty { return }
        try await store.change(alerts.map { ($0.id, .clear(at: now(), .recovery)) })
    }
}
