import ClinicalDomain
import Foundation
import Simulation
import Store

/// A ward's past in a database, made once for all tests; each works on a copy of the file.
enum SimulatedHistory {
    /// Many patients who deteriorate, of whom many have an adverse event; or none has.
    enum Kind: CaseIterable {
        case withOutcomes, withoutOutcomes
    }

    private static let withOutcomes = Task { try await make(adverseEventShare: 0.9) }
    private static let withoutOutcomes = Task { try await make(adverseEventShare: 0) }

    /// A database of its own with that past.
    static func store(_ kind: Kind = .withOutcomes) async throws -> TemporaryStore {
        let task = kind == .withOutcomes ? withOutcomes : withoutOutcomes
        return try TemporaryStore(copyOf: try await task.value.store.path)
    }

    private static func make(adverseEventShare: Double) async throws -> TemporaryStore {
        var configuration = SimulationConfiguration.history(patients: 80, seed: 5)
        configuration.stays = .turnover(hours: 24...48)
        configuration.deterioratingShare = 0.6
        configuration.adverseEventShare = adverseEventShare
        let temporary = try TemporaryStore()
        let events = WardSimulation(configuration: configuration).events()
        _ = try await temporary.store.append(events.enumerated().map { Delivery($1, number: $0) })
        try await temporary.store.checkpoint()
        try temporary.store.close()
        return temporary
    }
}
