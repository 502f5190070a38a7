import ClinicalDomain
import Foundation
import GRDB
import Testing

@testable import Store

/// Resources and their versions in a real database.
@Suite struct FHIRStoreTests {
    private struct Refused: Error, Equatable {
        let reason: String
    }

    private static func delivery(_ identity: String, _ body: String, patient: String = "P1") -> Delivery {
        .sample(identity, patient: patient, format: .fhir, body: body, observations: [.sample(source: "fhir")])
    }

    private func store(
        _ store: WardwatchStore, _ id: String, _ version: Int, body: String = "{}", index: FHIRIndex? = FHIRIndex()
    ) async throws {
        try await store.writeFHIR { writer in
            try writer.store(
                type: "Observation", id: id, version: version, updated: hour(Double(version)), index: index,
                delivery: Self.delivery("\(id) \(version)", body))
        }
    }

    @Test func `every version is kept with its bytes, and the last one is current`() async throws {
        let temporary = try TemporaryStore()
        try await store(temporary.store, "a", 1, body: #"{"value":1.00}"#)
        try await store(temporary.store, "a", 2, body: #"{"value":2}"#)
        try await store(temporary.store, "a", 3, body: "", index: nil)
        let (current, versions, other) = try await temporary.store.readFHIR { reader in
            (
                try reader.current(type: "Observation", id: "a"),
                try (0...4).map { try reader.version($0, type: "Observation", id: "a") },
                try reader.current(type: "Patient", id: "a")
            )
        }
        #expect(current?.version == 3 && current?.isDeleted == true && current?.body.isEmpty == true)
        // A deletion keeps where the values were, for what comes back.
        #expect(current?.patient == "P1")
        #expect(
            versions.map { $0.map { String(decoding: $0.body, as: UTF8.self) } } == [
                nil, #"{"value":1.00}"#, #"{"value":2}"#, "", nil,
            ])
        #expect(versions.map { $0?.updated } == [nil, hour(1), hour(2), hour(3), nil])
        #expect(other == nil)
    }

    @Test func `a message leads to its version as long as that is current`() async throws {
        let temporary = try TemporaryStore()
        try await store(temporary.store, "a", 1)
        let first = try await temporary.store.newestMessageID()
        #expect(try await temporary.store.readFHIR { try $0.current(ofMessage: first)?.id } == "a")
        try await store(temporary.store, "a", 2)
        #expect(try await temporary.store.readFHIR { try $0.current(ofMessage: first) } == nil)
        let second = try await temporary.store.newestMessageID()
        #expect(try await temporary.store.readFHIR { try $0.current(ofMessage: second)?.version } == 2)
    }

    @Test func `what the body throws undoes the resources and the values`() async throws {
        let temporary = try TemporaryStore()
        await #expect(throws: Refused(reason: "no")) {
            try await temporary.store.writeFHIR { writer in
                try writer.store(
                    type: "Observation", id: "a", version: 1, updated: hour(1), index: FHIRIndex(),
                    delivery: Self.delivery("a", "{}"))
                throw Refused(reason: "no")
            }
        }
        for table in ["fhirResource", "fhirVersion", "message", "observation", "patient"] {
            #expect(try temporary.count(table) == 0)
        }
        try await store(temporary.store, "a", 1)
        #expect(try temporary.count("observation") == 1)
    }

    @Test func `a version that is there already and a type that is not known are refused by the schema`() async throws {
        let temporary = try TemporaryStore()
        try await store(temporary.store, "a", 1)
        await #expect(throws: StoreError.self) {
            try await temporary.store.writeFHIR { writer in
                try writer.store(
                    type: "Observation", id: "a", version: 1, updated: hour(2), index: FHIRIndex(),
                    delivery: Self.delivery("again", "{}"))
            }
        }
        await #expect(throws: StoreError.self) {
            try await temporary.store.writeFHIR { writer in
                try writer.store(
                    type: "Device", id: "a", version: 1, updated: hour(2), index: FHIRIndex(),
                    delivery: Self.delivery("device", "{}"))
            }
        }
        #expect(try temporary.count("message") == 1)
        #expect(throws: DatabaseError.self) { try temporary.sql("UPDATE fhirVersion SET updated = 0") }
        #expect(throws: DatabaseError.self) { try temporary.sql("DELETE FROM message") }
    }

    @Test func `a deleted or changed resource is no longer found by what it was`() async throws {
        let temporary = try TemporaryStore()
        func index(_ code: String) -> FHIRIndex {
            FHIRIndex(terms: [FHIRIndex.Term(parameter: "Observation.code", text: code)], date: hour(1)...hour(2))
        }
        func found(_ code: String) async throws -> [String] {
            let query = FHIRQuery(
                type: "Observation", conditions: [.terms([.init(parameter: "Observation.code", text: code)])], limit: 9)
            return try await temporary.store.readFHIR { try $0.search(query).map(\.id) }
        }
        try await store(temporary.store, "a", 1, index: index("1"))
        #expect(try await found("1") == ["a"])
        try await store(temporary.store, "a", 2, index: index("2"))
        #expect(try await found("1") == [])
        #expect(try await found("2") == ["a"])
        try await store(temporary.store, "a", 3, index: nil)
        #expect(try await found("2") == [])
        #expect(try temporary.count("fhirTerm") == 0)
    }

    /// A span of a resource, a comparison with 10...20, and whether it holds.
    @Test(
        arguments: [
            ((10, 20), "equal notEqual- greater- less- greaterOrEqual lessOrEqual startsAfter- endsBefore-"),
            ((12, 15), "equal notEqual- greater- less- greaterOrEqual lessOrEqual startsAfter- endsBefore-"),
            ((9, 15), "equal- notEqual greater- less greaterOrEqual- lessOrEqual startsAfter- endsBefore-"),
            ((15, 21), "equal- notEqual greater less- greaterOrEqual lessOrEqual- startsAfter- endsBefore-"),
            ((9, 21), "equal- notEqual greater less greaterOrEqual lessOrEqual startsAfter- endsBefore-"),
            ((21, 30), "equal- notEqual greater less- greaterOrEqual lessOrEqual- startsAfter endsBefore-"),
            ((1, 9), "equal- notEqual greater- less greaterOrEqual- lessOrEqual startsAfter- endsBefore"),
            (nil, "equal- notEqual- greater- less- greaterOrEqual- lessOrEqual- startsAfter- endsBefore-"),
        ] as [((Int64, Int64)?, String)])
    func `spans compare as the standard's prefixes say`(span: (Int64, Int64)?, expected: String) async throws {
        let temporary = try TemporaryStore()
        func instant(_ milliseconds: Int64) -> Instant { Instant(millisecondsSince1970: milliseconds) }
        try await store(
            temporary.store, "a", 1, index: FHIRIndex(date: span.map { instant($0.0)...instant($0.1) }))
        for (name, comparison) in [
            ("equal", .equal), ("notEqual", .notEqual), ("greater", .greater), ("less", .less),
            ("greaterOrEqual", .greaterOrEqual), ("lessOrEqual", .lessOrEqual), ("startsAfter", .startsAfter),
            ("endsBefore", .endsBefore),
        ] as [(String, FHIRQuery.DateMatch.Comparison)] {
            let query = FHIRQuery(
                type: "Observation", conditions: [.date([.init(comparison, instant(10)...instant(20))])], limit: 1)
            let count = try await temporary.store.readFHIR { try $0.count(query) }
            #expect(expected.split(separator: " ").contains(count == 1 ? Substring(name) : "\(name)-"), "\(name)")
        }
    }
}
