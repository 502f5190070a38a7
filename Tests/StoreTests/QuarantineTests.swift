import ClinicalDomain
import Testing

@testable import Store

@Suite struct QuarantineTests {
    private let entry = QuarantineEntry(
        reason: .unknownUnit, place: "OBX[1]-6", found: "furlong", hint: "expected /min")

    @Test func `an entry is listed with the message it came from`() async throws {
        let temporary = try TemporaryStore()
        try await temporary.store.append(.sample("1", source: "LAB", quarantine: [entry]))
        let expected = QuarantineListing(
            id: 1, messageID: 1, format: .hl7v2, source: "LAB", entry: entry, received: hour(1), state: .waiting)
        #expect(try await temporary.store.quarantine() == [expected])
        #expect(try await temporary.store.quarantineEntry(id: 1) == expected)
        #expect(try await temporary.store.quarantineEntry(id: 2) == nil)
    }

    @Test func `a filter lists what it says`() async throws {
        let temporary = try TemporaryStore()
        let store = temporary.store
        let other = QuarantineEntry(reason: .framing, place: "", found: "", hint: "")
        try await store.append(.sample("1", quarantine: [entry, other]))
        #expect(try await store.quarantine(QuarantineFilter(reason: .framing)).map(\.id) == [2])
        #expect(try await store.quarantine(QuarantineFilter(since: hour(2))).isEmpty)
        #expect(try await store.quarantine(QuarantineFilter(limit: 1)).map(\.id) == [2])
        #expect(try await store.dismissQuarantine(ids: [2, 99], by: "me") == 1)
        #expect(try await store.dismissQuarantine(ids: [2], by: "me") == 0)
        #expect(try await store.quarantine().map(\.id) == [1])
        #expect(try await store.quarantine(QuarantineFilter(state: .dismissed)).map(\.id) == [2])
        #expect(try await store.quarantine(QuarantineFilter(state: nil)).count == 2)
        #expect(try await store.audit().map(\.action) == ["quarantine.dismiss"])
    }

    @Test func `a replay stores the values, settles the entries and makes the stay unassessed`() async throws {
        let temporary = try TemporaryStore()
        let store = temporary.store
        try await store.append(.sample("1", observations: [.sample()], quarantine: [entry]))
        try await store.append(.sample("2", observations: [.sample(at: 1)]))
        let id = EncounterID(rawValue: 1)
        try await store.record([AssessmentRecord(encounterID: id, through: 2, assessments: [])])
        let still = QuarantineEntry(reason: .implausible, place: "OBX[2]-5", found: "999", hint: "expected 0 to 350")
        let outcome = try await store.replay(
            .sample("1", observations: [.sample(), .sample(.heartRate, 99, at: 0.5)], quarantine: [still]),
            messageID: 1,
            by: "me")
        #expect(outcome.stored.map(\.value) == [99])
        #expect(try await store.quarantine().map(\.entry) == [still])
        #expect(try await store.quarantine(QuarantineFilter(state: .replayed)).map(\.entry) == [entry])
        #expect(try await store.unassessedEncounters() == [id])
        try await store.record([AssessmentRecord(encounterID: id, through: outcome.messageID, assessments: [])])
        #expect(try await store.unassessedEncounters() == [])
        await #expect(throws: StoreError.unknownMessage(id: 9)) {
            try await store.replay(.sample("1"), messageID: 9, by: "me")
        }
    }
}
