import Logging
import ServiceLifecycle
import Synchronization
import Testing

@testable import Daemon

struct ReceiversServiceTests {
    @Test func `another delivery takes over when the one before has ended, and shutdown ends the last`() async throws {
        let events = Events()
        let receivers = ReceiversService(Delivering(name: "a", events: events), logger: quiet)
        let group = ServiceGroup(services: [receivers], logger: quiet)
        async let running: Void = group.run()
        #expect(try await eventually { events.all.withLock { $0 } == ["a begins"] })
        await receivers.use(Delivering(name: "b", events: events))
        #expect(try await eventually { events.all.withLock { $0.count } == 3 })
        await receivers.use(Delivering(name: "c", events: events))
        #expect(try await eventually { events.all.withLock { $0.count } == 5 })
        await group.triggerGracefulShutdown()
        try await running
        #expect(
            events.all.withLock { $0 } == ["a begins", "a ends", "b begins", "b ends", "c begins", "c ends"])
    }
}

private final class Events: Sendable {
    let all = Mutex<[String]>([])
}

private struct Delivering: Service {
    let name: String
    let events: Events

    func run() async throws {
        events.all.withLock { $0.append("\(name) begins") }
        try await gracefulShutdown()
        events.all.withLock { $0.append("\(name) ends") }
    }
}
