internal import Delivery
internal import Logging
internal import ServiceLifecycle

/// Delivers alerts to receivers, and to others when it is told so.
///
/// A change lets attempts under way end as a shutdown does; what has not arrived then waits in the outbox for those who
/// take over.
actor ReceiversService: Service {
    private var delivery: any Service
    /// What takes over.
    private var next: (any Service)?
    private var running: ServiceGroup?
    private let logger: Logger

    init(_ delivery: any Service, logger: Logger) { (self.delivery, self.logger) = (delivery, logger) }

    /// Has another delivery take over.
    func use(_ delivery: any Service) async {
        next = delivery
        await running?.triggerGracefulShutdown()
    }

    func run() async throws {
        while true {
            let group = ServiceGroup(services: [delivery], logger: logger.lifecycle)
            running = group
            // What was told before there was a group to shut down.
            if next == nil { try await group.run() }
            if Task.isCancelled || Task.isShuttingDownGracefully { return }
            guard let next else { return }
            (delivery, self.next) = (next, nil)
        }
    }
}

/// Nobody is told of anything.
struct NoReceivers: Service {
    func run() async throws { try? await gracefulShutdown() }
}
