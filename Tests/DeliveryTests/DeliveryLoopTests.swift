import ClinicalDomain
import Foundation
import Logging
import Synchronization
import Testing

@testable import Delivery

@Suite(.timeLimit(.minutes(5))) struct DeliveryLoopTests {
    /// Answers as it is told, and keeps what it was asked.
    private final class Scripted: AlertCarrier {
        private let answer: @Sendable (OutboxMessage, _ before: Int) async -> DeliveryAttempt
        private let asked = Mutex<[Int64]>([])
        private let isClosed = Mutex(false)
        var messages: [Int64] { asked.withLock { $0 } }
        var wasClosed: Bool { isClosed.withLock { $0 } }

        init(_ answer: @escaping @Sendable (OutboxMessage, _ before: Int) async -> DeliveryAttempt) {
            self.answer = answer
        }

        func deliver(_ message: OutboxMessage) async -> DeliveryAttempt {
            let before = asked.withLock { asked in
                defer { asked.append(message.id) }
                return asked.count
            }
            return await answer(message, before)
        }

        func close() async { isClosed.withLock { $0 = true } }
    }

    private let outbox = MemoryOutbox(now: systemClock)
    private let wakeUp = WakeUp()

    /// Runs a service with one receiver while a body runs.
    private func run(
        _ carrier: Scripted, longest: Duration = .milliseconds(40), timeout: Duration = .seconds(30),
        deadAfter: Duration = .seconds(300), _ body: () async throws -> Void
    ) async throws {
        let receiver = Receiver(
            interest: ReceiverInterest(name: "r"),
            schedule: DeliverySchedule(
                first: .milliseconds(10), longest: longest, timeout: timeout, deadAfter: deadAfter),
            carrier: carrier)
        let service = DeliveryService(
            receivers: [receiver], outbox: outbox, wakeUp: wakeUp,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, now: systemClock)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await service.run() }
            try await body()
            group.cancelAll()
        }
        #expect(carrier.wasClosed)
    }

    private func message(_ id: Int64, alert: Int64) throws -> OutboxMessage {
        var message = try OutboxMessage.sample(id: id)
        message.message.alert = alert
        return message
    }

    @Test func `what is written is delivered when it is written, each patient's in order`() async throws {
        let carrier = Scripted { _, _ in .delivered }
        try await run(carrier) {
            await outbox.wait { $0.alerts == ["cleared"] }
            for id in 1...20 { await outbox.write(try message(Int64(id), alert: Int64(id % 3))) }
            wakeUp()
            await outbox.wait { $0.settled == 20 }
        }
        #expect(carrier.messages.count == 20)
        for alert in 0..<3 {
            let own = carrier.messages.filter { $0 % 3 == alert }
            #expect(own == own.sorted())
        }
    }

    @Test func `what fails is tried again until it arrives, and later messages of the patient wait for it`()
        async throws
    {
        let carrier = Scripted { _, before in before < 6 ? .failed("HTTP status 500") : .delivered }
        for id in 1...4 { await outbox.write(try message(Int64(id), alert: 1)) }
        try await run(carrier) { await outbox.wait { $0.settled == 4 } }
        #expect(carrier.messages == [1, 1, 1, 1, 1, 1, 1, 2, 3, 4])
    }

    @Test func `a message that always fails does not keep those of other patients waiting`() async throws {
        let carrier = Scripted { message, _ in message.id == 1 ? .failed("HTTP status 500") : .delivered }
        for id in 1...10 { await outbox.write(try message(Int64(id), alert: Int64(id))) }
        try await run(carrier) { await outbox.wait { $0.settled == 9 && $0.failed > 2 } }
        #expect(Set(carrier.messages).count == 10)
    }

    @Test func `an attempt that takes too long counts as failed`() async throws {
        let carrier = Scripted { _, before in
            if before == 0 { try? await Task.sleep(for: .seconds(600)) }
            return .delivered
        }
        await outbox.write(try message(1, alert: 1))
        try await run(carrier, timeout: .milliseconds(50)) { await outbox.wait { $0.settled == 1 && $0.failed == 1 } }
        #expect(carrier.messages == [1, 1])
    }

    @Test func `a receiver that asked to be left alone is left alone over a restart, also with other messages`()
        async throws
    {
        let begun = Mutex<[ContinuousClock.Instant]>([])
        let pause = Duration.milliseconds(1500)
        let carrier = Scripted { _, before in
            begun.withLock { $0.append(.now) }
            return before == 0 ? .failed("HTTP status 429", retryAfter: pause) : .delivered
        }
        await outbox.write(try message(1, alert: 1))
        try await run(carrier, longest: .seconds(60)) { await outbox.wait { $0.failed == 1 } }
        await outbox.write(try message(2, alert: 2))
        try await run(carrier, longest: .seconds(60)) { await outbox.wait { $0.settled == 2 } }
        let times = begun.withLock { $0 }
        // Instants have milliseconds.
        #expect(times.dropFirst().allSatisfy { $0 - times[0] >= pause - .milliseconds(2) })
    }

    @Test func `a receiver that fails for one patient alone is an alert too`() async throws {
        let isUp = Mutex(false)
        let carrier = Scripted { message, _ in
            message.id == 1 && !isUp.withLock { $0 } ? .failed("HTTP status 500") : .delivered
        }
        for id in 1...10 { await outbox.write(try message(Int64(id), alert: Int64(id))) }
        try await run(carrier, deadAfter: .zero) {
            await outbox.wait { $0.settled == 9 && $0.alerts.last == "raised" }
            isUp.withLock { $0 = true }
            await outbox.wait { $0.settled == 10 && $0.alerts.last == "cleared" }
        }
    }

    @Test(arguments: [DeliveryAttempt.failed("down"), .refused("HTTP status 400")])
    func `a receiver to which nothing gets through is an alert, cleared by what gets through`(
        _ attempt: DeliveryAttempt
    ) async throws {
        let isUp = Mutex(false)
        let carrier = Scripted { _, _ in isUp.withLock { $0 } ? .delivered : attempt }
        await outbox.write(try message(1, alert: 1))
        try await run(carrier, deadAfter: .zero) {
            await outbox.wait { $0.alerts.last == "raised" }
            isUp.withLock { $0 = true }
            await outbox.write(try message(2, alert: 2))
            wakeUp()
            await outbox.wait { $0.alerts.last == "cleared" && $0.settled == 2 }
        }
        #expect(await outbox.alerts.suffix(2) == ["raised", "cleared"])
    }
}
