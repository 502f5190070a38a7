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
        #expect(try await store.dismissQuarantine(QuarantineFilter(ids: [2, 99]), by: "me") == 1)
        #expect(try await store.dismissQuarantine(QuarantineFilter(ids: [2]), by: "me") == 0)
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
            [.sample("1", observations: [.sample(), .sample(.heartRate, 99, at: 0.5)], quarantine: [still])],
            messageID: 1, by: "me")
        #expect(outcome.outcomes.flatMap(\.stored).map(\.value) == [99])
        #expect(try await store.quarantine().map(\.entry) == [still])
        #expect(try await store.quarantine(QuarantineFilter(state: .replayed)).map(\.entry) == [entry])
        #expect(try await store.unassessedEncounters() == [id])
        try await store.record([
            AssessmentRecord(encounterID: id, through: outcome.outcomes[0].messageID, assessments: [])
        ])
        #expect(try await store.unassessedEncounters() == [])
        await #expect(throws: StoreError.unknownMessage(id: 9)) {
            try await store.replay([.sample("1")], messageID: 9, by: "me")
        }
    }

    @Test func `entries are told by number, time, sender and reason, and dismissed likewise`() async throws {
        let temporary = try TemporaryStore()
        let store = temporary.store
        for (number, source) in ["A", "B", "A"].enumerated() {
            var delivery = Delivery.sample("\(number)", source: source, quarantine: [entry])
            delivery.message.received = hour(Double(number))
            try await store.append(delivery)
        }
        func ids(_ filter: QuarantineFilter) async throws -> [Int64] { try await store.quarantine(filter).map(\.id) }
        #expect(try await ids(QuarantineFilter(ids: [1, 3, 9])) == [3, 1])
        #expect(try await ids(QuarantineFilter(ids: [])) == [])
        #expect(try await ids(QuarantineFilter(since: hour(1))) == [3, 2])
        #expect(try await ids(QuarantineFilter(before: hour(1))) == [1])
        #expect(try await ids(QuarantineFilter(source: "A")) == [3, 1])
        #expect(try await ids(QuarantineFilter(reason: .implausible)) == [])
        #expect(try await ids(QuarantineFilter(limit: nil)) == [3, 2, 1])
        #expect(
            try await store.dismissQuarantine(QuarantineFilter(before: hour(2), source: "A", limit: nil), by: "me") == 1
        )
        #expect(try await ids(QuarantineFilter()) == [3, 2])
        #expect(try await store.dismissQuarantine(QuarantineFilter(state: .dismissed, limit: 1), by: "me") == 1)
        #expect(try await ids(QuarantineFilter()) == [2], "the newest that waits, whatever state the filter says")
        #expect(try await store.audit().map(\.detail) == [#"{"ids":[3]}"#, #"{"ids":[1]}"#])
    }

    @Test func `a summary counts what is the same, whichever segment of a message it was in`() async throws {
        let temporary = try TemporaryStore()
        for number in 1...4 {
            let found = number == 4 ? "mile" : "furlong"
            let entry = QuarantineEntry(reason: .unknownUnit, place: "OBX[\(number)]-6", found: found, hint: "")
            var delivery = Delivery.sample("\(number)", source: number == 3 ? "LAB" : "MONITOR", quarantine: [entry])
            delivery.message.received = hour(Double(number))
            try await temporary.store.append(delivery)
        }
        let counts = try await temporary.store.quarantineCounts()
        #expect(
            counts == [
                QuarantineCount(
                    reason: .unknownUnit, source: "MONITOR", place: "OBX-6", found: "furlong", count: 2,
                    first: hour(1), last: hour(2), example: 2),
                QuarantineCount(
                    reason: .unknownUnit, source: "MONITOR", place: "OBX-6", found: "mile", count: 1, first: hour(4),
                    last: hour(4), example: 4),
                QuarantineCount(
                    reason: .unknownUnit, source: "LAB", place: "OBX-6", found: "furlong", count: 1, first: hour(3),
                    last: hour(3), example: 3),
            ])
        #expect(try await temporary.store.quarantineCounts(QuarantineFilter(source: "LAB")).map(\.count) == [1])
    }

    @Test func `a message about several patients is replayed as a whole`() async throws {
        let temporary = try TemporaryStore()
        let store = temporary.store
        let other = QuarantineEntry(reason: .unknownCode, place: "OBX[2]-3", found: "X", hint: "")
        try await store.append(.sample("a", patient: "P1", quarantine: [entry]))
        try await store.append(.sample("b", patient: "P2", quarantine: [entry, other]))
        try await store.append(.sample("c", patient: "P1", observations: [.sample(at: 5)]))
        let outcome = try await store.replay(
            [
                .sample("a", patient: "P1", observations: [.sample(at: 1)]),
                .sample("b", patient: "P2", observations: [.sample(at: 1)], quarantine: [other]),
            ], messageID: 1, by: "me")
        #expect(outcome.outcomes.map(\.storedCount) == [1, 1] && outcome.storedCount == 2)
        #expect(outcome.settled == [1, 2] && outcome.waiting == [3] && outcome.added == 0)
        #expect(try await store.quarantine().map(\.messageID) == [2])
        #expect(outcome.outcomes.map(\.messageID) == [3, 3])
        #expect(try await store.unassessedEncounters().map(\.rawValue) == [1, 2])
        let again = try await store.replay(
            [.sample("b", patient: "P2", observations: [.sample(at: 1)], quarantine: [other])], messageID: 2, by: "me")
        #expect(again.storedCount == 0 && again.waiting == [3])
    }

    @Test func `an old message that is replayed does not override what later ones said of the patient`() async throws {
        let temporary = try TemporaryStore()
        let old = Delivery.sample("1", sex: .male, quarantine: [entry])
        try await temporary.store.append(old)
        try await temporary.store.append(.sample("2", sex: .female))
        var withBirthDate = old
        withBirthDate.subject?.patient.birthDate = CivilDate(year: 1950, month: 2, day: 28)
        try await temporary.store.replay([withBirthDate], messageID: 1, by: "me")
        let patient = try await temporary.store.history(of: EncounterID(rawValue: 1))?.patient
        #expect(patient?.sex == .female && patient?.birthDate == CivilDate(year: 1950, month: 2, day: 28))
    }
}
