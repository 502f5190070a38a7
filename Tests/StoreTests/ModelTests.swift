import ClinicalDomain
import GRDB
import Testing

@testable import Store

@Suite struct ModelTests {
    private func model(_ name: String, outcome: String = "sepsis", parent: String? = nil) -> ModelEntry {
        ModelEntry(
            name: name, outcome: outcome, network: "lstm", file: "\(name)/model.safetensors",
            sha256: Array(repeating: 0xAB, count: 32), trained: hour(1), seed: .max - 1, parent: parent,
            metrics: #"{"auroc":0.81}"#, reason: "nightly")
    }

    private func active(_ store: WardwatchStore) async throws -> [String] {
        try await store.models(outcome: "sepsis").filter { $0.state == .active }.map(\.name)
    }

    @Test func `a model is read as it was registered`() async throws {
        let temporary = try TemporaryStore()
        try await temporary.store.registerModel(model("a"), by: "me")
        try await temporary.store.registerModel(model("b", parent: "a"), by: "me")
        #expect(try await temporary.store.model(named: "b") == model("b", parent: "a"))
        #expect(try await temporary.store.model(named: "c") == nil)
        #expect(try await temporary.store.activeModel(outcome: "sepsis") == nil)
    }

    @Test func `a name is registered once and a parent must be known`() async throws {
        let temporary = try TemporaryStore()
        try await temporary.store.registerModel(model("a"), by: "me")
        await #expect(throws: StoreError.modelExists(name: "a")) {
            try await temporary.store.registerModel(model("a", outcome: "death"), by: "me")
        }
        await #expect(throws: StoreError.unknownModel(name: "x")) {
            try await temporary.store.registerModel(model("b", parent: "x"), by: "me")
        }
    }

    @Test func `promotion keeps one model active for each outcome`() async throws {
        let temporary = try TemporaryStore()
        let store = temporary.store
        for name in ["a", "b", "c"] { try await store.registerModel(model(name), by: "me") }
        try await store.registerModel(model("m", outcome: "mortality"), by: "me")
        for name in ["a", "m", "b", "c", "b", "b"] {
            try await store.promote(name: name, reason: "better", by: "me")
            if name != "m" { #expect(try await active(store) == [name]) }
        }
        #expect(try await store.activeModel(outcome: "mortality")?.name == "m")
        #expect(try await store.model(named: "c")?.state == .retired)
        #expect(try await store.model(named: "c")?.reason == "replaced by b")
        #expect(try await store.activeModel(outcome: "sepsis")?.promoted?.millisecondsSince1970 == 1_800_000_000_000)
        // The last promotion changed nothing, so it left no row.
        #expect(try await store.audit().filter { $0.action == "model.promote" }.count == 5)
        await #expect(throws: StoreError.unknownModel(name: "x")) {
            try await store.promote(name: "x", reason: "", by: "me")
        }
    }

    @Test func `a model is not put into use over a decision that somebody took meanwhile`() async throws {
        let temporary = try TemporaryStore()
        let store = temporary.store
        for name in ["a", "b", "c"] { try await store.registerModel(model(name), by: "me") }
        try await store.promote(name: "a", reason: "", by: "me")
        #expect(try await store.promote(name: "b", unlessChangedFrom: "a", reason: "", by: "night"))
        #expect(try await store.promote(name: "c", unlessChangedFrom: "a", reason: "", by: "night") == false)
        #expect(try await active(store) == ["b"])
        try await store.retire(name: "b", reason: "too many alerts", by: "me")
        #expect(try await store.promote(name: "c", unlessChangedFrom: "b", reason: "", by: "night") == false)
        #expect(try await active(store).isEmpty)
    }

    @Test func `rolling back walks through the promotions into the past`() async throws {
        let temporary = try TemporaryStore()
        let store = temporary.store
        for name in ["a", "b", "c"] {
            try await store.registerModel(model(name), by: "me")
            try await store.promote(name: name, reason: "better", by: "me")
        }
        #expect(try await store.rollback(outcome: "sepsis", reason: "worse", by: "me").name == "b")
        #expect(try await store.rollback(outcome: "sepsis", reason: "worse", by: "me").name == "a")
        await #expect(throws: StoreError.nothingToRollBack(outcome: "sepsis")) {
            try await store.rollback(outcome: "sepsis", reason: "worse", by: "me")
        }
        #expect(try await active(store) == ["a"])
        try await store.promote(name: "c", reason: "again", by: "me")
        #expect(try await store.rollback(outcome: "sepsis", reason: "worse", by: "me").name == "a")
    }

    @Test func `a retired model leaves its outcome without one, and a rollback brings it back`() async throws {
        let temporary = try TemporaryStore()
        let store = temporary.store
        for name in ["a", "b"] { try await store.registerModel(model(name), by: "me") }
        try await store.promote(name: "a", reason: "better", by: "me")
        try await store.retire(name: "a", reason: "drift", by: "me")
        try await store.retire(name: "b", reason: "refused", by: "me")
        #expect(try await store.activeModel(outcome: "sepsis") == nil)
        #expect(try await store.rollback(outcome: "sepsis", reason: "needed", by: "me").name == "a")
    }

    @Test func `every change of the registry is in the audit trail`() async throws {
        let temporary = try TemporaryStore()
        let store = temporary.store
        for name in ["a", "b"] {
            try await store.registerModel(model(name), by: "trainer")
            try await store.promote(name: name, reason: "better", by: "trainer")
        }
        try await store.rollback(outcome: "sepsis", reason: "worse", by: "doctor")
        let rows = try await store.audit().reversed().map { "\($0.actor) \($0.action) \($0.subject)" }
        #expect(
            rows == [
                "trainer model.register model/a", "trainer model.promote model/a", "trainer model.register model/b",
                "trainer model.promote model/b", "doctor model.rollback model/a",
            ])
        #expect(
            try await store.audit(subject: "model/b", limit: 1).map(\.detail) == [
                #"{"reason":"better","replaces":"a"}"#
            ])
    }
}
