import ClinicalDomain
import Daemon
import Foundation
import Ingest
import Mapping
import Simulation
import Store

/// Stores events straight into the database, many in one transaction.
final class DatabaseTarget: EventTarget {
    let name: String
    let summary = ""
    private static let eventsPerTransaction = 1000
    private let store: WardwatchStore
    private var waiting: [Delivery] = []

    init(store: WardwatchStore) {
        self.store = store
        name = store.path
    }

    func send(_ event: SimulatedEvent) async throws {
        let text = "\(event.subject.encounter.visitNumber) \(event.at) \(event.observations) \(event.outcomes)"
        let message = Delivery.Message(
            format: .ndjson, source: "SIMULATOR", identity: MessageIdentity.digest(Array(text.utf8)), body: [],
            received: event.at)
        waiting.append(
            Delivery(
                message: message, subject: event.subject, observations: event.observations, outcomes: event.outcomes))
        if waiting.count >= Self.eventsPerTransaction { try await flush() }
    }

    private func flush() async throws {
        _ = try await store.append(waiting)
        waiting = []
    }

    func finish() async throws {
        try await flush()
        try store.close()
    }
}
