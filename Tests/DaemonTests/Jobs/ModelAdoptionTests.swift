import ClinicalDomain
import Daemon
import Foundation
import Scoring
import Store
import Testing

struct ModelAdoptionTests {
    private let temporary: TemporaryStore
    private let adoption: ModelAdoption

    init() throws {
        temporary = try TemporaryStore()
        adoption = ModelAdoption(store: temporary.store, directory: temporary.models)
    }

    private func published(_ model: RiskModel) throws -> String {
        let directory = temporary.directory.appendingPathComponent("published")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        try Data(model.fileBytes()).write(to: directory.appendingPathComponent("model.safetensors"))
        return directory.path
    }

    @Test func `a published model is copied, registered with its measures, and not in use`() async throws {
        var model = try RiskModel.sample("sepsis-ward")
        model.provenance.metrics = ["validation.auroc": 0.8]
        let directory = try published(model)
        let entry = try await adoption.adopt(path: directory, by: "someone")
        #expect(entry.name == "sepsis-ward" && entry.state == .candidate)
        #expect(entry.metrics == #"{"validation.auroc":0.8}"#)
        #expect(try temporary.models.load(entry).fileBytes() == model.fileBytes())
        #expect(try await temporary.store.activeModel(outcome: model.outcome.name) == nil)
        let error = await #expect(throws: StoreError.self) {
            try await adoption.adopt(path: "\(directory)/model.safetensors", by: "someone")
        }
        #expect(error == .modelExists(name: "sepsis-ward"))
    }

    @Test(arguments: ["../../outside", "", ".hidden", "a b", "a/b", "bell\u{7}", String(repeating: "x", count: 101)])
    func `a name that is no directory's is refused, and nothing is written`(name: String) async throws {
        let directory = try published(try RiskModel.sample(name))
        let error = await #expect(throws: ModelFileError.self) { try await adoption.adopt(path: directory, by: "x") }
        #expect(error == .unusableName(name: name) && error?.hint.isEmpty == false)
        #expect(!FileManager.default.fileExists(atPath: temporary.models.url.path))
        #expect(try await temporary.store.models().isEmpty)
    }

    @Test func `the shipped model is put into use where none is registered, and only there`() async throws {
        let directory = try published(try RiskModel.sample("shipped"))
        #expect(try await adoption.adoptShipped(path: "") == nil)
        #expect(try await adoption.adoptShipped(path: "/none") == nil)
        #expect(try await adoption.adoptShipped(path: directory) == "shipped")
        #expect(try await temporary.store.activeModel(outcome: "deterioration")?.name == "shipped")
        try await temporary.store.retire(name: "shipped", reason: "not wanted", by: "x")
        #expect(try await adoption.adoptShipped(path: directory) == nil)
        #expect(try await temporary.store.activeModel(outcome: "deterioration") == nil)
    }
}
