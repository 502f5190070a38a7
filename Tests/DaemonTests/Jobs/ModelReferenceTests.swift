import ClinicalDomain
import Daemon
import Foundation
import RecurrentNetworks
import Scoring
import Store
import Testing

struct ModelReferenceTests {
    private let temporary: TemporaryStore
    private let reference: ModelReference

    init() throws {
        temporary = try TemporaryStore()
        reference = ModelReference(store: temporary.store, directory: temporary.models)
    }

    /// Four models of two outcomes, the later ones trained later.
    private func register() async throws {
        for (time, name) in ["sepsis-lstm-1", "sepsis-elman-1", "sepsis-lstm-2"].enumerated() {
            let kind: CellKind = name.contains("lstm") ? .lstm : .elman
            try await temporary.register(
                try RiskModel.sample(name, outcome: .sepsis, kind: kind, seed: UInt64(time), trained: Double(time)))
        }
        try await temporary.register(
            try RiskModel.sample("mortality-elman-jordan-1", outcome: .mortality, kind: .elmanJordan, trained: 9))
    }

    @Test(arguments: [
        ("sepsis-lstm-1", "sepsis-lstm-1"), ("sepsis-lstm", "sepsis-lstm-2"), ("sepsis-elman", "sepsis-elman-1"),
        ("lstm", "sepsis-lstm-2"), ("elman", "sepsis-elman-1"), ("elman-jordan", "mortality-elman-jordan-1"),
        ("mortality-elman-jordan", "mortality-elman-jordan-1"),
    ])
    func `a model is found by name, by name without number, and by network`(
        name: String, expected: String
    ) async throws {
        try await register()
        #expect(try await reference.entry(name).name == expected)
        #expect(try await reference.model(name).name == expected)
    }

    @Test func `without a name it is the newest, and once one is promoted, the one promoted last`() async throws {
        try await register()
        #expect(try await reference.entry(nil).name == "mortality-elman-jordan-1")
        try await temporary.store.promote(name: "sepsis-lstm-1", reason: "", by: "test")
        #expect(try await reference.entry(nil).name == "sepsis-lstm-1")
    }

    @Test func `an unknown name is an error that names the nearest`() async throws {
        await #expect(throws: ModelReferenceError.noModels) { try await reference.entry(nil) }
        await #expect(throws: ModelReferenceError.noModels) { try await reference.entry("lstm") }
        try await register()
        let error = await #expect(throws: ModelReferenceError.self) { try await reference.entry("sepsis-lst-1") }
        #expect(error == .unknown(name: "sepsis-lst-1", nearest: "sepsis-lstm-1"))
        #expect(error?.hint.contains("sepsis-lstm-1") == true)
    }

    @Test func `a path to a model file needs no registry`() async throws {
        let (file, _) = try temporary.models.write(try RiskModel.sample("loose-lstm-1"))
        let path = temporary.models.url.appendingPathComponent(file).path
        #expect(try await reference.model(path).name == "loose-lstm-1")
        await #expect(throws: ModelFileError.self) { try await reference.model("/none/model.safetensors") }
    }
}
