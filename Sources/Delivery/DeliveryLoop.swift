internal import ClinicalDomain
internal import CoreMetrics
internal import Logging
internal import ServiceLifecycle

/// Delivers what waits for one receiver, one message at a time.
///
/// After a failure it leaves the receiver alone for a while, longer each time, and then goes on with what has waited
/// longest since its last attempt: a message that the receiver cannot digest does not keep those of other patients
/// waiting, and a receiver that is down is not overrun.
///
/// | metric | value |
/// | --- | --- |
/// | `wardwatch_deliveries_total{receiver,outcome}` | attempts by what came of them: delivered, refused, failed |
/// | `wardwatch_delivery_lag_seconds{receiver}` | from when a message could be told until it was delivered |
/// | `wardwatch_outbox_waiting{receiver}` | messages that wait |
/// | `wardwatch_outbox_oldest_seconds{receiver}` | how long the oldest of them could have been told; 0 when none waits |
struct DeliveryLoop: Sendable {
    /// So many messages are fetched at a time.
    private static let batchSize = 32
    /// What the clock brings (the end of quiet hours, a retry that was put off elsewhere) is looked for so often.
    private static let longestSleep = Duration.seconds(5)
    /// An attempt under way at shutdown may take so much longer.
    private static let shutdownGrace = Duration.seconds(5)

    let receiver: Receiver
    let outbox: any DeliveryOutbox
    let wakeUp: WakeUp
    let logger: Logger
    let now: @Sendable () -> Instant

    private var name: String { receiver.interest.name }

    func run() async {
        let (wake, waker) = wakeUp.stream()
        waker.yield()
        await withTaskCancellationOrGracefulShutdownHandler {
            var failures = Failures()
            var alarm: Task<Void, any Error>?
            defer { alarm?.cancel() }
            for await _ in wake {
                if Task.isCancelled || Task.isShuttingDownGracefully { return }
                let sleep = await deliverWaiting(&failures)
                alarm?.cancel()
                alarm = Task {
                    try await Task.sleep(for: sleep)
                    waker.yield()
                }
            }
        } onCancelOrGracefulShutdown: {
            waker.finish()
        }
    }

    private struct Failures {
        /// Attempts in a row that failed.
        var count = 0
        /// Until when the receiver is left alone.
        var until: ContinuousClock.Instant?
        /// Whether others have been told that the receiver is dead, or is not; nil where nobody has looked.
        var isToldDead: Bool?
        /// When somebody asked for new attempts last.
        var retried: Instant?
        /// Whether it is known what was before the start.
        var hasBegun = false
        /// Whether anything was tried since the start.
        var hasTried = false
    }

    /// Delivers until nothing is due or an attempt fails.
    ///
    /// - Returns: for how long there is nothing to do, unless something is written.
    private func deliverWaiting(_ failures: inout Failures) async -> Duration {
        do {
            try await show(&failures)
            if let until = failures.until, until > .now { return min(until - .now, Self.longestSleep) }
            failures.until = nil
            while true {
                let messages = try await outbox.due(for: receiver.interest, limit: Self.batchSize)
                if messages.isEmpty { break }
                for message in messages {
                    if Task.isCancelled || Task.isShuttingDownGracefully { return .zero }
                    guard try await deliver(message, &failures) else {
                        try await show(&failures)
                        return min((failures.until ?? .now) - .now, Self.longestSleep)
                    }
                }
            }
            return try await show(&failures)
        } catch {
            if !Task.isCancelled { logger.error("outbox not read; trying again", metadata: ["error": "\(error)"]) }
            return Self.longestSleep
        }
    }

    /// - Returns: whether the next message may follow at once.
    private func deliver(_ message: OutboxMessage, _ failures: inout Failures) async throws -> Bool {
        let (carrier, schedule) = (receiver.carrier, receiver.schedule)
        let attempt = await Self.attempt(within: schedule.timeout) { await carrier.deliver(message) }
        guard let attempt else { return false }
        failures.hasTried = true
        var (next, pausedUntil) = (now(), Instant?.none)
        if case .failed(let why, let retryAfter) = attempt {
            var generator = SystemRandomNumberGenerator()
            failures.count += 1
            let pause = schedule.wait(failures: failures.count, retryAfter: retryAfter, using: &generator)
            let again = schedule.wait(failures: message.attempts + 1, retryAfter: retryAfter, using: &generator)
            failures.until = .now + pause
            pausedUntil = next.advanced(bySeconds: pause / .seconds(1))
            next = next.advanced(bySeconds: again / .seconds(1))
            log(failures.count == 1 ? .warning : .debug, "delivery failed; trying again", message, why)
        } else if case .refused(let why) = attempt {
            failures.count = 0
            log(.error, "delivery refused", message, why)
        } else {
            failures.count = 0
            log(.debug, "delivered", message, "")
        }
        try await outbox.note(attempt, of: message.id, to: name, nextAttempt: next, pausedUntil: pausedUntil)
        Counter(
            label: "wardwatch_deliveries_total", dimensions: [("receiver", name), ("outcome", attempt.outcome)]
        ).increment()
        if attempt == .delivered {
            Timer(label: "wardwatch_delivery_lag_seconds", dimensions: [("receiver", name)])
                .recordMilliseconds(max(0, now().millisecondsSince1970 - message.ready.millisecondsSince1970))
        }
        return failures.until == nil
    }

    /// One attempt with its limit; nil where shutdown ended it.
    private static func attempt(
        within limit: Duration, _ body: @escaping @Sendable () async -> DeliveryAttempt
    ) async -> DeliveryAttempt? {
        enum End: Sendable {
            case attempt(DeliveryAttempt)
            case limit, shutdown
        }
        return await withTaskGroup(of: End.self) { group in
            group.addTask { .attempt(await body()) }
            group.addTask {
                try? await Task.sleep(for: limit)
                return .limit
            }
            group.addTask {
                try? await gracefulShutdown()
                try? await Task.sleep(for: Self.shutdownGrace)
                return .shutdown
            }
            let first = await group.next()
            group.cancelAll()
            switch first {
            case .attempt(let attempt): return Task.isCancelled ? attempt.isDelivered : attempt
            case .limit: return Task.isCancelled ? nil : .failed("no answer within \(limit)")
            case .shutdown, nil: return nil
            }
        }
    }

    /// Shows how many wait, and sees to the alert about the receiver itself.
    ///
    /// - Returns: for how long there is nothing to do.
    @discardableResult
    private func show(_ failures: inout Failures) async throws -> Duration {
        guard let state = try await outbox.state(of: name) else { return Self.longestSleep }
        Gauge(label: "wardwatch_outbox_waiting", dimensions: [("receiver", name)]).record(state.waiting)
        let clock = now()
        Gauge(label: "wardwatch_outbox_oldest_seconds", dimensions: [("receiver", name)])
            .record(state.oldest.map { max(0, clock.seconds(since: $0)) } ?? 0)
        let troubled = state.troubledSince.map { clock.seconds(since: $0) }
        // What failed before the start says nothing of now.
        if let troubled, failures.hasTried, troubled >= receiver.schedule.deadAfter / .seconds(1) {
            if failures.isToldDead != true {
                logger.error(
                    "receiver of alerts not reached",
                    metadata: ["receiver": "\(name)", "waiting": "\(state.waiting)", "refused": "\(state.refused)"])
                try await outbox.raiseAlert(about: name)
            }
            failures.isToldDead = true
        } else if troubled == nil {
            if failures.isToldDead == true {
                logger.notice("receiver of alerts reached again", metadata: ["receiver": "\(name)"])
            }
            if failures.isToldDead != false { try await outbox.clearAlert(about: name) }
            failures.isToldDead = false
        }
        if !failures.hasBegun {
            // A clock that was put back meanwhile prolongs no pause.
            let pause = state.pausedUntil.map { Duration.seconds($0.seconds(since: clock)) } ?? .zero
            if pause > .zero { failures.until = .now + min(pause, receiver.schedule.longest) }
            (failures.retried, failures.hasBegun) = (state.retried, true)
        } else if state.retried != failures.retried {
            (failures.retried, failures.until, failures.count) = (state.retried, nil, 0)
        }
        guard let next = state.nextAttempt else { return Self.longestSleep }
        return min(max(.milliseconds(10), .seconds(next.seconds(since: clock))), Self.longestSleep)
    }

    private func log(_ level: Logger.Level, _ text: Logger.Message, _ message: OutboxMessage, _ why: String) {
        var metadata: Logger.Metadata = [
            "receiver": "\(name)", "alert.id": "\(message.message.alert)", "alert.event": "\(message.message.event)",
            "message.identity": "\(message.message.identity)",
        ]
        if !why.isEmpty { metadata["error"] = "\(why)" }
        logger.log(level: level, text, metadata: metadata)
    }
}

extension DeliveryAttempt {
    /// The attempt if it succeeded; nil for one that cancellation may have ended.
    fileprivate var isDelivered: DeliveryAttempt? { self == .delivered ? self : nil }
}
