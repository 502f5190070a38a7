import ClinicalDomain
import Testing

@testable import Store

@Suite struct MergeTests {
    private let temporary: TemporaryStore
    private var store: WardwatchStore { temporary.store }

    init() throws { temporary = try TemporaryStore() }

    @discardableResult
    private func send(_ deliveries: Delivery...) async throws -> [AppendOutcome] {
        var outcomes: [AppendOutcome] = []
        for delivery in deliveries { outcomes.append(try await temporary.store.append(delivery)) }
        return outcomes
    }

    private func merge(_ prior: String..., into patient: String = "P1", at time: Double = 10) -> Delivery {
        .adt(.merge, at: time, patient: patient, visit: "", merging: prior)
    }

    @Test func `histories unite, and the prior identifier goes on naming the survivor`() async throws {
        try await send(
            .adt(.admit, at: 1, patient: "P2", visit: "V2", admitted: 1), .values(at: 2, patient: "P2", visit: "V2"),
            .values(at: 3, visit: "V1"), merge("P2"), .values(at: 4, patient: "P2", visit: "V2"))
        let known = try temporary.known()
        #expect(known.map(\.patient) == ["P1", "P1"] && known.map(\.times) == [[3], [2, 4]])
        for identifier in ["P1", "P2"] {
            #expect(try await store.encounters(ofPatient: identifier).map(\.encounter.visitNumber) == ["V2", "V1"])
            #expect(try await store.patients(PatientFilter(identifier: identifier)).count == 2)
            #expect(try await store.mergedIdentifiers(of: identifier) == ["P2"])
            #expect(try await store.currentIdentifier(of: identifier) == "P1")
            let event = OutcomeEvent(name: "sepsis", at: hour(5))
            #expect(try await store.label(patient: identifier, visit: "V2", outcome: event, by: "me").rawValue == 1)
            var read: [Int64] = []
            try store.forEachHistory(where: .patients([identifier]), batchSize: 9) { read += $0.map(\.id.rawValue) }
            #expect(read == [1, 2])
        }
        #expect(try await store.mergedIdentifiers(of: "nobody") == [])
        #expect(try await store.currentIdentifier(of: "nobody") == nil)
        #expect(try await store.counts().patients == 1)
    }

    @Test func `stays of the same number become one, and the emptied one points to it`() async throws {
        try await send(
            .values(at: 1, 2, visit: "V1"), .values(at: 2, 3, patient: "P2", visit: "V1"),
            .adt(.transfer, at: 4, patient: "P2", unit: "ICU"))
        let values = try await store.history(of: EncounterID(rawValue: 2))?.observations ?? []
        try await store.label(patient: "P2", outcome: OutcomeEvent(name: "sepsis", at: hour(5)), by: "me")
        let decisions: [AlertDecision] = [.raise(.news2, .sample())]
        for id in [1, 2] {
            try await store.record([
                AssessmentRecord(
                    encounterID: EncounterID(rawValue: Int64(id)), through: 3, assessments: [], decisions: decisions)
            ])
        }
        #expect(try await store.unassessedEncounters().isEmpty)
        let outcome = try await send(merge("P2"))[0]
        #expect(Set(outcome.stays.filter(\.isChanged).map(\.encounterID.rawValue)) == [1, 2])
        #expect(outcome.stays.flatMap(\.clearedAlerts).map(\.id) == [2])
        let stay = try #require(try temporary.onlyStay())
        #expect(stay.times == [1, 2, 2, 3] && stay.outcomes == ["sepsis at 5.0"] && stay.place == "ICU ")
        #expect(try await store.history(of: EncounterID(rawValue: 1))?.observations.contains(values[0]) == true)
        #expect(try await store.history(of: EncounterID(rawValue: 2))?.observations == [])
        #expect(try await store.history(of: EncounterID(rawValue: 2), isScored: true) == nil)
        #expect(try await store.unassessedEncounters().map(\.rawValue) == [1])
        // The alerts of both are listed with the patient that they turned out to be of.
        #expect(try await store.alerts(AlertFilter(patient: "P2")).map(\.patient) == ["P1", "P1"])
        #expect(try await store.patients().map(\.alertsInForce.count) == [1])
    }

    @Test func `repetitions fall together`() async throws {
        let same: [Observation] = [.sample(at: 1), .sample(.bodyTemperature, 37, at: 1)]
        try await send(
            .sample("1", patient: "P2", observations: same), .sample("2", observations: same), merge("P2"))
        #expect(try temporary.onlyStay()?.times == [1, 1])
        #expect(try temporary.count("observation") == 2)
    }

    @Test func `a prior identifier that nobody had names the survivor from then on`() async throws {
        try await send(merge("P2"))
        #expect(try temporary.known() == [])
        #expect(try await store.counts().patients == 1)
        try await send(.values(at: 1, patient: "P2"))
        #expect(try temporary.known().map(\.patient) == ["P1"])
    }

    @Test func `chains and circles end at one patient`() async throws {
        try await send(.values(at: 1, patient: "P3"), .values(at: 2, patient: "P2"), .values(at: 3))
        try await send(merge("P3", into: "P2"), merge("P2"), merge("P1", into: "P3"), merge("P1"), merge("P3"))
        #expect(try temporary.known().map(\.patient) == ["P1"])
        #expect(try temporary.onlyStay()?.times == [1, 2, 3])
        for identifier in ["P1", "P2", "P3"] {
            #expect(try await store.currentIdentifier(of: identifier) == "P1")
            #expect(try await store.mergedIdentifiers(of: identifier) == ["P3", "P2"])
        }
        #expect(try await store.audit().filter { $0.action == "patient.merge" }.count == 2)
    }

    @Test func `two merges in one message, and the same again, change what they must once`() async throws {
        try await send(.values(at: 1, patient: "P2"), .values(at: 2, patient: "P3"), merge("P2", "P3"))
        let before = try temporary.known()
        #expect(before.map(\.times) == [[1, 2]])
        let again = try await send(merge("P3", "P2", at: 11))[0]
        #expect(!again.patientChanged && again.stays.isEmpty)
        #expect(try temporary.known() == before)
        let rows = try await store.audit().filter { $0.action == "patient.merge" }
        #expect(rows.map(\.subject) == ["patient/3", "patient/3"])
        #expect(rows.map(\.detail).allSatisfy { $0.contains(#""message":"3""#) && !$0.contains("P2") })
    }

    @Test(arguments: ["", "null"]) func `no identifier, and the literal null, never match`(_ identifier: String)
        async throws
    {
        try await send(.values(at: 1))
        let outcomes = try await send(
            merge(identifier), merge("P1", into: identifier), .values(at: 2, patient: identifier))
        #expect(outcomes.map(\.quarantined) == [1, 1, 1])
        #expect(try temporary.known().map(\.patient) == ["P1"])
        #expect(try temporary.onlyStay()?.times == [1])
        #expect(try await store.quarantine().allSatisfy { $0.entry.reason == .missingPatient })
    }

    @Test func `what was known of the prior person fills in what is unknown`() async throws {
        let birthDate = CivilDate(year: 1950, month: 2, day: 28)
        try await send(
            .sample("1", patient: "P2", birthDate: birthDate, sex: .female, observations: [.sample()]),
            .sample("2", sex: .male), merge("P2"))
        let patient = try await store.history(of: EncounterID(rawValue: 1), isScored: true)?.patient
        #expect(
            try await store.patients().map(\.patient) == [Patient(identifier: "P1", birthDate: birthDate, sex: .male)])
        #expect(patient == nil, "the implicit stays became one")
    }

    @Test func `a merge is replayed like any other message, and twice is once`() async throws {
        try await send(.values(at: 1, patient: "P2"))
        let entry = QuarantineEntry(reason: .unsupported, place: "MSH-9", found: "ADT^A40", hint: "")
        var refused = merge("P2")
        (refused.subject, refused.merges, refused.quarantine) = (nil, [], [entry])
        let message = try await send(refused)[0].messageID
        for stays in [1, 0] {
            let outcome = try await store.replay([merge("P2")], messageID: message, by: "me")
            #expect(outcome.outcomes.flatMap(\.stays).count == stays)
        }
        #expect(try temporary.known().map(\.patient) == ["P1"])
        #expect(try await store.quarantine().isEmpty)
    }
}
