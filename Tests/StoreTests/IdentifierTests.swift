import Testing

@testable import Store

@Suite struct IdentifierTests {
    private func store(_ identifiers: String...) async throws -> TemporaryStore {
        let temporary = try TemporaryStore()
        for identifier in identifiers { _ = try await temporary.store.sampleStay(patient: identifier) }
        return temporary
    }

    @Test(arguments: [
        ("77001", ["77002", "HOSP:77001", "WARD:77001"]), ("WARD:77002", ["77002", "HOSP:77001", "WARD:77001"]),
        ("hosp:77001", ["HOSP:77001", "WARD:77001"]), ("000000000000000000", []),
    ])
    func `what may have been meant is of about the same length, or ends the same`(
        identifier: String, expected: [String]
    ) async throws {
        let temporary = try await store("HOSP:77001", "WARD:77001", "77002", "A")
        #expect(try await temporary.store.patientIdentifiers(resembling: identifier) == expected)
    }

    @Test func `a prefix finds those who begin with it, and no pattern is read in it`() async throws {
        let temporary = try await store("A%1", "A1", "A2", "B1", "Ä1")
        let store = temporary.store
        #expect(try await store.patientIdentifiers(beginning: "A") == ["A%1", "A1", "A2"])
        #expect(try await store.patientIdentifiers(beginning: "A%") == ["A%1"])
        #expect(try await store.patientIdentifiers(beginning: "") == ["A%1", "A1", "A2", "B1", "Ä1"])
        #expect(try await store.patientIdentifiers(beginning: "", limit: 2) == ["A%1", "A1"])
        #expect(try await store.patientIdentifiers(beginning: "C").isEmpty)
    }
}
