public import ClinicalDomain
public import Logging
public import ServiceLifecycle

/// Delivers what waits in the outbox, each receiver in a task of its own.
///
/// On graceful shutdown attempts that are under way have a few seconds to end; what has not arrived then waits for the
/// next start.
public struct DeliveryService: Service {
    private let receivers: [Receiver]
    private let wakeUp: WakeUp
    private let outbox: any DeliveryOutbox
    private let logger: Logger
    private let now: @Sendable () -> Instant

    /// A service.
    ///
    /// - Parameters:
    ///   - receivers: who gets what, and how.
    ///   - outbox: where messages wait.
    ///   - wakeUp: called when something may have been written.
    ///   - logger: gets no patient's data.
    ///   - now: the clock.
    public init(
        receivers: [Receiver], outbox: any DeliveryOutbox, wakeUp: WakeUp, logger: Logger,
        now: @escaping @Sendable () -> Instant
    ) {
        (self.receivers, self.outbox, self.wakeUp, self.logger, self.now) = (receivers, outbox, wakeUp, logger, now)
    }

    /// Delivers until shutdown.
    public func run() async throws {
        await withDiscardingTaskGroup { group in
            for receiver in receivers {
                let loop = DeliveryLoop(
                    receiver: receiver, outbox: outbox, wakeUp: wakeUp, logger: logger, now: now)
                group.addTask {
                    await loop.run()
                    await receiver.carrier.close()
                }
            }
        }
    }
}

/// Who gets messages, when and how.
public struct Receiver: Sendable {
    /// Which messages.
    public var interest: ReceiverInterest
    /// When, and when again.
    public var schedule: DeliverySchedule
    /// How.
    public var carrier: any AlertCarrier

    /// A receiver of its parts.
    public init(interest: ReceiverInterest, schedule: DeliverySchedule, carrier: any AlertCarrier) {
        (self.interest, self.schedule, self.carrier) = (interest, schedule, carrier)
    }
}
