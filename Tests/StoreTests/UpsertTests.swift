import ClinicalDomain
import Testing

@testable import Store

@Suite struct UpsertTests {
    @Test func `what was unknown of a patient is filled in and silence changes nothing`() async throws {
        let temporary = try TemporaryStore()
        let birthDate = CivilDate(year: 1950, month: 2, day: 28)
        let steps: [(Delivery, changed: Bool)] = [
            (.sample("1"), true), (.sample("2"), false), (.sample("3", birthDate: birthDate), true),
            (.sample("4", sex: .female), true), (.sample("5"), false),
            (.sample("6", birthDate: birthDate, sex: .female), false),
        ]
        for (delivery, changed) in steps {
            #expect(try await temporary.store.append(delivery).patientChanged == changed)
        }
        let history = try #require(try await temporary.store.history(of: EncounterID(rawValue: 1)))
        #expect(history.patient == Patient(identifier: "P1", birthDate: birthDate, sex: .female))
    }

    @Test func `a newer birth date and sex win`() async throws {
        let temporary = try TemporaryStore()
        try await temporary.store.append(.sample("1", birthDate: CivilDate(year: 1950, month: 1, day: 1), sex: .male))
        let newer = CivilDate(year: 1951, month: 1, day: 1)
        try await temporary.store.append(.sample("2", birthDate: newer, sex: .other))
        let history = try #require(try await temporary.store.history(of: EncounterID(rawValue: 1)))
        #expect(history.patient == Patient(identifier: "P1", birthDate: newer, sex: .other))
    }

    @Test func `an admission after the discharge opens the stay again, and so do later values`() async throws {
        let temporary = try TemporaryStore()
        func discharged() async throws -> Instant? {
            try await temporary.store.history(of: EncounterID(rawValue: 1))?.encounter.discharged
        }
        try await temporary.store.append(
            .sample("1", encounter: Encounter(admitted: hour(0), discharged: hour(5)), observations: [.sample()]))
        #expect(try await discharged() == hour(5))
        let again = try await temporary.store.append(.sample("2", encounter: Encounter(admitted: hour(9))))
        #expect(try await discharged() == nil)
        #expect(again.quarantined == 0 && again.encounterChanged)
        try await temporary.store.append(.sample("3", encounter: Encounter(discharged: hour(10))))
        try await temporary.store.append(.sample("4", observations: [.sample(at: 9.5)]))
        #expect(try await discharged() == hour(10), "charted late")
        let later = try await temporary.store.append(.sample("5", observations: [.sample(at: 11)]))
        #expect(try await discharged() == nil)
        #expect(later.encounterChanged && later.stays.map(\.previousMessageID) == [4])
    }

    @Test func `a stay is told by patient and visit number`() async throws {
        let temporary = try TemporaryStore()
        let deliveries: [Delivery] = [
            .sample("1"), .sample("2"), .sample("3", encounter: Encounter(visitNumber: "V1")),
            .sample("4", patient: "P2", encounter: Encounter(visitNumber: "V1")),
        ]
        let ids = try await temporary.store.append(deliveries).compactMap { $0.encounterID?.rawValue }
        #expect(ids == [1, 1, 2, 3])
        let stays = try await temporary.store.encounters(ofPatient: "P1")
        #expect(stays.map(\.encounter.visitNumber) == ["", "V1"])
        #expect(try await temporary.store.encounters(ofPatient: "nobody").isEmpty)
    }

    @Test func `place, admission and discharge are taken over when given`() async throws {
        let temporary = try TemporaryStore()
        let steps: [(Encounter, changed: Bool)] = [
            (Encounter(unit: "ED", bed: "1"), true), (Encounter(), false),
            (Encounter(bed: "2", admitted: hour(0)), true), (Encounter(discharged: hour(48)), true),
            (Encounter(unit: "ED", bed: "2", admitted: hour(0), discharged: hour(48)), false),
        ]
        for (index, step) in steps.enumerated() {
            let outcome = try await temporary.store.append(.sample("\(index)", encounter: step.0))
            #expect(outcome.encounterChanged == step.changed, "step \(index)")
        }
        let history = try #require(try await temporary.store.history(of: EncounterID(rawValue: 1)))
        #expect(history.encounter == Encounter(unit: "ED", bed: "2", admitted: hour(0), discharged: hour(48)))
    }

    @Test func `a move to another unit without a bed leaves no bed`() async throws {
        let temporary = try TemporaryStore()
        try await temporary.store.append(.sample("1", encounter: Encounter(unit: "ED", bed: "1")))
        try await temporary.store.append(.sample("2", encounter: Encounter(unit: "ICU")))
        let history = try #require(try await temporary.store.history(of: EncounterID(rawValue: 1)))
        #expect(history.encounter == Encounter(unit: "ICU"))
    }

    @Test func `a discharge before the admission goes to quarantine and the rest is kept`() async throws {
        let temporary = try TemporaryStore()
        try await temporary.store.append(.sample("1", encounter: Encounter(admitted: hour(10))))
        let outcome = try await temporary.store.append(
            .sample("2", encounter: Encounter(unit: "ICU", discharged: hour(9)), observations: [.sample()]))
        #expect(outcome.stored.count == 1)
        #expect(try await temporary.store.quarantine().map(\.entry.reason) == [.invalidTime])
        let history = try #require(try await temporary.store.history(of: EncounterID(rawValue: 1)))
        #expect(history.encounter == Encounter(unit: "ICU", admitted: hour(10)))
    }
}
