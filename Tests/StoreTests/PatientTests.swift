import ClinicalDomain
import Testing

@testable import Store

@Suite struct PatientTests {
    @Test func `a listing shows place, newest value, latest assessment and alerts in force`() async throws {
        let temporary = try TemporaryStore()
        let store = temporary.store
        let encounter = Encounter(visitNumber: "V1", unit: "ICU", bed: "4")
        try await store.append(
            .sample("1", encounter: encounter, observations: [.sample(at: 7), .sample(at: 3)]))
        let id = EncounterID(rawValue: 1)
        try await store.record([
            AssessmentRecord(
                encounterID: id, through: 1, assessments: [.sample(id, step: 7), .sample(id, step: 3)],
                decisions: [
                    .raise(.news2, .sample()), .clear(alertID: 1, at: hour(9)), .raise(.networkRisk, .sample()),
                ])
        ])
        let listing = try #require(try await store.patients().first)
        #expect(listing.encounterID == id)
        #expect(listing.patient.identifier == "P1")
        #expect(listing.encounter == encounter)
        #expect(listing.lastEffective == hour(7))
        #expect(listing.assessment?.assessment == .sample(id, step: 7))
        #expect(listing.alertsInForce.map(\.id) == [2])
    }

    @Test func `late data do not turn the newest time back`() async throws {
        let temporary = try TemporaryStore()
        try await temporary.store.append(.sample("1", observations: [.sample(at: 7)]))
        try await temporary.store.append(.sample("2", observations: [.sample(at: 3)]))
        #expect(try await temporary.store.patients().map(\.lastEffective) == [hour(7)])
    }

    @Test(arguments: [
        (PatientFilter(), ["P2", "P0", "P1"]), (PatientFilter(openOnly: false), ["P2", "P0", "P1", "P3"]),
        (PatientFilter(unit: "ICU"), ["P0", "P1"]), (PatientFilter(identifier: "P1"), ["P1"]),
        (PatientFilter(since: hour(1)), ["P2", "P1"]), (PatientFilter(limit: 2), ["P2", "P0"]),
    ])
    func `a filter lists what it says, by unit and bed`(_ filter: PatientFilter, _ expected: [String]) async throws {
        let temporary = try TemporaryStore()
        for (number, unit) in ["ICU", "ICU", "ED", "ICU"].enumerated() {
            try await temporary.store.append(
                .sample(
                    "\(number)", patient: "P\(number)",
                    encounter: Encounter(unit: unit, bed: "\(number)", discharged: number == 3 ? hour(9) : nil),
                    observations: [.sample(at: Double(number))]))
        }
        #expect(try await temporary.store.patients(filter).map(\.patient.identifier) == expected)
    }

    @Test func `a label is stored once, with who said so`() async throws {
        let temporary = try TemporaryStore()
        let store = temporary.store
        let id = try await store.sampleStay()
        let event = OutcomeEvent(name: "cardiac-arrest", at: hour(4))
        #expect(try await store.label(patient: "P1", outcome: event, by: "doctor") == id)
        try await store.label(patient: "P1", outcome: event, by: "nurse")
        #expect(try await store.history(of: id)?.outcomes == [event])
        #expect(try await store.audit().map(\.actor) == ["doctor"])
    }

    @Test func `a label needs a patient and an unambiguous stay`() async throws {
        let temporary = try TemporaryStore()
        let store = temporary.store
        let event = OutcomeEvent(name: "death", at: hour(4))
        for visit in ["V1", "V2"] {
            try await store.append(.sample(visit, encounter: Encounter(visitNumber: visit)))
        }
        await #expect(throws: StoreError.unknownPatient) {
            try await store.label(patient: "P9", outcome: event, by: "me")
        }
        await #expect(throws: StoreError.ambiguousVisit(visitNumbers: ["V1", "V2"])) {
            try await store.label(patient: "P1", outcome: event, by: "me")
        }
        await #expect(throws: StoreError.unknownVisit(visitNumber: "V3")) {
            try await store.label(patient: "P1", visit: "V3", outcome: event, by: "me")
        }
        #expect(try await store.label(patient: "P1", visit: "V2", outcome: event, by: "me").rawValue == 2)
    }

    @Test func `counts count`() async throws {
        let temporary = try TemporaryStore()
        let store = temporary.store
        let id = try await store.sampleStay()
        try await store.append(
            .sample(
                "2", outcomes: [OutcomeEvent(name: "death", at: hour(9))],
                quarantine: [QuarantineEntry(reason: .implausible, place: "", found: "", hint: "")]))
        try await store.record([
            AssessmentRecord(
                encounterID: id, through: 2, assessments: [.sample(id)], decisions: [.raise(.news2, .sample())])
        ])
        var counts = try await store.counts()
        #expect(counts.databaseBytes > 0)
        #expect(counts.logBytes > 0)
        (counts.databaseBytes, counts.logBytes) = (0, 0)
        var expected = StoreCounts()
        (expected.patients, expected.encounters, expected.observations) = (1, 1, 1)
        (expected.messages, expected.assessments) = (2, 1)
        (expected.quarantine, expected.alerts, expected.outcomes) = ([.implausible: 1], [.open: 1], ["death": 1])
        #expect(counts == expected)
    }
}
