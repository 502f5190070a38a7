import ClinicalDomain
import Daemon
import Foundation
import Logging
import RecurrentNetworks
import Scoring
import Simulation
import Store

/// 2026-01-01T00:00:00Z plus hours.
func hour(_ hours: Double) -> Instant { Instant(millisecondsSince1970: 1_767_225_600_000).advanced(byHours: hours) }

/// A logger that keeps nothing.
let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

extension Delivery {
    /// A message with observations of one patient at one time.
    static func sample(
        _ identity: String, patient: String = "P1", at time: Double = 0, discharged: Double? = nil,
        _ values: [ChannelID: Double] = [.heartRate: 80], status: Observation.Status = .final, issued: Double? = nil
    ) -> Delivery {
        Delivery(
            message: Message(
                format: .ndjson, source: "M", identity: Array(identity.utf8), body: [], received: hour(time)),
            subject: Subject(
                patient: Patient(identifier: patient), encounter: Encounter(discharged: discharged.map { hour($0) })),
            observations: values.sorted { $0.key < $1.key }.map { channel, value in
                Observation(
                    key: Observation.Key(channel: channel, effective: hour(time), source: "M"), code: "", value: value,
                    status: status, issued: hour(issued ?? time))
            })
    }

    /// What a simulated ward sends, as a message.
    init(_ event: SimulatedEvent, number: Int) {
        self.init(
            message: Message(
                format: .ndjson, source: "SIM", identity: Array("sim \(number)".utf8), body: [], received: event.at),
            subject: event.subject, observations: event.observations, outcomes: event.outcomes)
    }
}

/// All seven parameters of NEWS2: a total of 0, and a total of 9.
let healthy: [ChannelID: Double] = [
    .respiratoryRate: 16, .oxygenSaturation: 97, .supplementalOxygen: 0, .systolicBloodPressure: 125, .heartRate: 75,
    .consciousness: 0, .bodyTemperature: 36.8,
]
let ill: [ChannelID: Double] = healthy.merging([.respiratoryRate: 30, .oxygenSaturation: 90, .heartRate: 135]) { $1 }

extension RiskModel {
    /// A network with random weights: it knows nothing, but what it says depends on everything that it sees.
    static func sample(
        _ name: String = "deterioration-lstm-1", outcome: OutcomeDefinition = .deterioration, kind: CellKind = .lstm,
        seed: UInt64 = 1, threshold: Double = 0.5, trained: Double = 0
    ) throws -> RiskModel {
        let schema = SequenceSchema(
            channels: [
                SequenceSchema.ScaledChannel(id: .heartRate, mean: 85, deviation: 18),
                SequenceSchema.ScaledChannel(id: .respiratoryRate, mean: 18, deviation: 5),
                SequenceSchema.ScaledChannel(id: .oxygenSaturation, mean: 96, deviation: 3),
                SequenceSchema.ScaledChannel(id: .bodyTemperature, mean: 37, deviation: 0.8),
            ])
        let architecture = try NetworkArchitecture(
            cell: kind, inputSize: schema.featureCount, hiddenSize: 6, outputSize: 1)
        return RiskModel(
            name: name, outcome: outcome, schema: schema,
            networks: [RecurrentNetwork<Float>(architecture: architecture, seed: seed)],
            calibration: RiskModel.Calibration(scale: 3, offset: 0.1), threshold: threshold,
            provenance: RiskModel.Provenance(
                trained: hour(trained), seed: seed, dataDigest: "", patients: [1, 1, 1], metrics: [:]))
    }
}

extension TemporaryStore {
    /// Writes a model and registers it.
    @discardableResult
    func register(_ model: RiskModel) async throws -> ModelEntry {
        let (file, sha256) = try models.write(model)
        let entry = ModelEntry(
            name: model.name, outcome: model.outcome.name, network: model.networkName,
            file: file, sha256: sha256, trained: model.provenance.trained, seed: model.provenance.seed)
        try await store.registerModel(entry, by: "test")
        return entry
    }

    /// Writes a model, registers it and puts it to use.
    func promote(_ model: RiskModel) async throws {
        try await register(model)
        try await store.promote(name: model.name, reason: "test", by: "test")
    }
}

/// Waits until something is true; false when it is not within ten seconds.
func eventually(_ condition: () async throws -> Bool) async throws -> Bool {
    let deadline = ContinuousClock.now + .seconds(10)
    while ContinuousClock.now < deadline {
        if try await condition() { return true }
        try await Task.sleep(for: .milliseconds(2))
    }
    return false
}
