import ClinicalDomain
import Testing

@testable import Store

@Suite struct StayEventTests {
    private let temporary: TemporaryStore

    init() throws { temporary = try TemporaryStore() }

    @discardableResult
    private func send(_ deliveries: Delivery...) async throws -> [AppendOutcome] {
        var outcomes: [AppendOutcome] = []
        for delivery in deliveries { outcomes.append(try await temporary.store.append(delivery)) }
        return outcomes
    }

    @Test func `a patient is admitted, moves, and is discharged`() async throws {
        try await send(
            .adt(.admit, at: 1, unit: "ED", bed: "1", admitted: 0), .adt(.transfer, at: 3, unit: "WARD", bed: "2-1"),
            .adt(.transfer, at: 5, unit: "ICU"), .adt(.discharge, at: 9.5, discharged: 9))
        let stay = try #require(try temporary.onlyStay())
        #expect(stay.locations == ["ED 1 from 0.0 to 3.0", "WARD 2-1 from 3.0 to 5.0", "ICU  from 5.0 to 9.0"])
        #expect(stay.place == "ICU ")
        #expect(stay.admitted == 0 && stay.discharged == 9)
        #expect(stay.outcomes == ["icu-transfer at 5.0"])
    }

    @Test func `the history tells the units, and a late move that lies between others changes the stay`() async throws {
        try await send(
            .adt(.admit, at: 1, unit: "ED", admitted: 0), .adt(.transfer, at: 5, unit: "WARD"),
            .values(at: 6, visit: "V1"))
        func units() async throws -> [UnitStay] {
            var units: [UnitStay] = []
            try temporary.store.forEachHistory(where: .all, batchSize: 9) { units += $0.flatMap(\.units) }
            return units
        }
        #expect(try await units() == [UnitStay(since: hour(0), unit: "ED"), UnitStay(since: hour(5), unit: "WARD")])
        let late = try await send(.adt(.transfer, at: 3, unit: "ICU"))[0]
        #expect(late.encounterChanged, "what was scored with the units before must be scored again")
        #expect(try await units().map(\.unit) == ["ED", "ICU", "WARD"])
    }

    @Test func `a discharge without a time of its own happened when the message says`() async throws {
        try await send(.adt(.admit, at: 1, unit: "ED"), .adt(.discharge, at: 4))
        #expect(try temporary.onlyStay()?.discharged == 4)
    }

    @Test(arguments: [[4.0, 2, 6], [2, 4, 6], [6, 4, 2]])
    func `a death that is told again is one death, at the earliest time`(times: [Double]) async throws {
        for time in times {
            var delivery = Delivery.adt(.update, at: time, unit: "W7")
            delivery.outcomes = [OutcomeEvent(name: "death", at: hour(time))]
            try await send(delivery)
        }
        #expect(try temporary.onlyStay()?.outcomes == ["death at 2.0"])
    }

    @Test func `without any time the reception counts`() async throws {
        var admission = Delivery.adt(.admit, at: 0, unit: "ED")
        admission.eventTime = nil
        try await send(admission)
        #expect(try temporary.onlyStay()?.locations == ["ED  from 1.0"])
    }

    @Test func `an admission or a transfer into intensive care from nowhere is no outcome`() async throws {
        try await send(.adt(.admit, at: 1, unit: "ICU"), .adt(.transfer, at: 2, unit: "icu", bed: "9"))
        #expect(try temporary.onlyStay()?.outcomes == [])
    }

    @Test func `a site names its intensive care units`() async throws {
        let path = temporary.path
        let store = try WardwatchStore(
            path: path, mode: .existing, stayRules: StayRules(intensiveCareUnits: ["Bloc-4"]))
        for delivery in [Delivery.adt(.admit, at: 1, unit: "ICU"), .adt(.transfer, at: 2, unit: "BLOC-4")] {
            _ = try await store.append([delivery])
        }
        #expect(try temporary.onlyStay()?.outcomes == ["icu-transfer at 2.0"])
    }

    @Test func `an earlier location that arrives late makes a transfer an outcome, or none`() async throws {
        try await send(.adt(.transfer, at: 5, unit: "ICU"))
        #expect(try temporary.onlyStay()?.outcomes == [])
        let outcome = try await send(.adt(.transfer, at: 3, unit: "WARD"))[0]
        #expect(outcome.outcomes == [OutcomeEvent(name: "icu-transfer", at: hour(5))])
        #expect(try temporary.onlyStay()?.outcomes == ["icu-transfer at 5.0"])
        // He had been in intensive care in between.
        try await send(.adt(.transfer, at: 4, unit: "CCU"))
        #expect(try temporary.onlyStay()?.outcomes == ["icu-transfer at 4.0"])
    }

    @Test func `a labelled transfer stays when a message's is withdrawn`() async throws {
        try await send(.adt(.admit, at: 1, unit: "ED"), .adt(.transfer, at: 3, unit: "ICU"))
        let event = OutcomeEvent(name: "icu-transfer", at: hour(2))
        try await temporary.store.label(patient: "P1", outcome: event, by: "me")
        try await send(.adt(.cancelTransfer, at: 4, unit: "ED"))
        #expect(try temporary.onlyStay()?.outcomes == ["icu-transfer at 2.0"])
    }

    @Test func `a cancelled transfer never was, nor what was said of the place after it`() async throws {
        try await send(
            .adt(.admit, at: 1, unit: "ED", bed: "1"), .adt(.transfer, at: 3, unit: "ICU", bed: "2"),
            .adt(.update, at: 3.5, bed: "3"))
        #expect(try temporary.onlyStay()?.place == "ICU 3")
        try await send(.adt(.cancelTransfer, at: 4, unit: "ED", bed: "1"))
        let stay = try #require(try temporary.onlyStay())
        #expect(stay.locations == ["ED 1 from 1.0"])
        #expect(stay.outcomes == [])
    }

    @Test func `an update corrects the place and opens a stay that is not known`() async throws {
        try await send(.adt(.update, at: 1, unit: "WARD", bed: "2-1", admitted: 0))
        #expect(try temporary.onlyStay()?.place == "WARD 2-1")
        try await send(.adt(.update, at: 2, bed: "2-2"))
        #expect(try temporary.onlyStay()?.place == "WARD 2-2")
    }

    @Test func `a message about a person opens no stay and updates a known one`() async throws {
        var person = Delivery.adt(.person, at: 1, unit: "OUTPATIENT")
        person.subject?.patient.sex = .female
        try await send(person)
        #expect(try temporary.known() == [])
        #expect(try await temporary.store.counts().patients == 1)
        try await send(.adt(.admit, at: 2, unit: "ED"), .adt(.person, at: 3, bed: "7"), .adt(.person, at: 4, visit: ""))
        #expect(try temporary.onlyStay()?.place == "ED 7")
        #expect(try await temporary.store.patients().map(\.patient.sex) == [.female])
    }

    @Test func `an announced stay has no place, no admission and is not listed until it begins`() async throws {
        try await send(.adt(.preadmit, at: 1, unit: "WARD", bed: "1", admitted: 24))
        let stay = try #require(try temporary.onlyStay())
        #expect(stay.state == "planned" && stay.place == " " && stay.admitted == nil && stay.locations == [])
        #expect(try await temporary.store.patients().isEmpty)
        #expect(try await temporary.store.encounters(ofPatient: "P1").isEmpty)
        // What a monitor of another stay sends is not of the announced one.
        try await send(.values(at: 2))
        #expect(try temporary.known().map(\.times) == [[2], []])
        try await send(.adt(.admit, at: 20, unit: "WARD", bed: "2", admitted: 20))
        #expect(try temporary.known().map(\.state) == ["begun", "begun"])
        #expect(try await temporary.store.patients().map(\.encounter.bed) == ["2"], "the monitor's stay is over")
    }

    @Test func `an explicit discharge is not reopened by later values, and those are stored`() async throws {
        try await send(
            .adt(.admit, at: 0, unit: "ED"), .values(at: 1, visit: "V1"), .adt(.discharge, at: 2),
            .values(at: 3, visit: "V1"), .values(at: 4, unit: "ED"))
        let stay = try #require(try temporary.onlyStay())
        #expect(stay.discharged == 2 && stay.times == [1, 3, 4])
        #expect(stay.locations == ["ED  from 0.0 to 2.0"])
        #expect(try await temporary.store.openEncounters().isEmpty)
    }

    @Test func `a discharge is undone, and a death that came with it`() async throws {
        let death = OutcomeEvent(name: "death", at: hour(4))
        try await send(
            .adt(.admit, at: 0, unit: "ED"), .values(at: 1, visit: "V1"),
            .adt(.discharge, at: 4, outcomes: [death]))
        #expect(try temporary.onlyStay()?.outcomes == ["death at 4.0"])
        let undone = try await send(.adt(.cancelDischarge, at: 5, unit: "ED", bed: "3"))[0]
        #expect(undone.encounterChanged)
        let stay = try #require(try temporary.onlyStay())
        #expect(stay.discharged == nil && stay.outcomes == [] && stay.place == "ED 3")
        #expect(stay.locations == ["ED  from 0.0 to 5.0", "ED 3 from 5.0"])
        #expect(try await temporary.store.openEncounters().count == 1)
    }

    @Test func `a discharge before the admission ends the stay when the message says`() async throws {
        try await send(.adt(.admit, at: 2, unit: "ED", admitted: 2))
        let outcome = try await send(.adt(.discharge, at: 5, discharged: 1))[0]
        #expect(outcome.quarantined == 1)
        #expect(try temporary.onlyStay()?.discharged == 5)
    }

    @Test func `an admission after the discharge begins the stay again, a repeated one does not`() async throws {
        try await send(.adt(.admit, at: 0, unit: "ED", admitted: 0), .adt(.discharge, at: 4))
        try await send(.adt(.admit, at: 5, unit: "ED", admitted: 0))
        #expect(try temporary.onlyStay()?.discharged == 4)
        try await send(.adt(.admit, at: 6, unit: "WARD", admitted: 6))
        let stay = try #require(try temporary.onlyStay())
        #expect(stay.discharged == nil && stay.admitted == 6)
        #expect(stay.locations == ["ED  from 0.0 to 4.0", "WARD  from 6.0"])
    }

    @Test func `a corrected admission replaces the one that was known`() async throws {
        try await send(.adt(.admit, at: 5, unit: "ED", admitted: 4), .adt(.update, at: 6, admitted: 3))
        #expect(try temporary.onlyStay()?.admitted == 3)
        try await send(.adt(.update, at: 7, admitted: 5))
        #expect(try temporary.onlyStay()?.admitted == 5)
    }

    @Test func `a cancelled admission is not scored, listed or learned from, and its alerts end`() async throws {
        let store = temporary.store
        try await send(.adt(.admit, at: 0, unit: "ED"), .values(at: 1, visit: "V1"))
        let id = EncounterID(rawValue: 1)
        try await store.record([
            AssessmentRecord(
                encounterID: id, through: nil, assessments: [],
                decisions: [
                    .raise(.news2, .sample()),
                    .raiseTechnical(.sensorFault, subject: "heartRate", at: hour(2), isShadow: false),
                ])
        ])
        let cancelled = try await send(.adt(.cancelAdmission, at: 3))[0]
        #expect(cancelled.stays.map(\.isChanged) == [true])
        #expect(cancelled.stays[0].clearedAlerts.map(\.state) == [.cleared, .cleared])
        #expect(try await store.alerts(AlertFilter(states: [.open])).isEmpty)
        #expect(try await store.audit().prefix(2).map(\.action) == ["alert.clear", "alert.clear"])
        #expect(try await store.patients(PatientFilter(openOnly: false)).isEmpty)
        #expect(try await store.openEncounters().isEmpty)
        #expect(try await store.unassessedEncounters().isEmpty)
        #expect(try await store.history(of: id, isScored: true) == nil)
        #expect(try await store.history(of: id)?.observations.count == 1, "nothing is lost")
        try store.forEachHistory(where: .all, batchSize: 1) { _ in Issue.record("it is read for training") }
        try await send(.adt(.admit, at: 4, unit: "ED"))
        #expect(try temporary.onlyStay()?.state == "begun")
        #expect(try await store.unassessedEncounters() == [id])
    }

    @Test func `a device's place counts until ADT says one`() async throws {
        try await send(.values(at: 1, unit: "ED", bed: "1"), .values(at: 2, unit: "ED", bed: "2"))
        #expect(try temporary.onlyStay()?.locations == ["ED 1 from 1.0 to 2.0", "ED 2 from 2.0"])
        try await send(.adt(.transfer, at: 3, visit: "", unit: "WARD", bed: "3"))
        let outcome = try await send(.values(at: 4, unit: "ED", bed: "1"))[0]
        #expect(!outcome.encounterChanged)
        #expect(try temporary.onlyStay()?.place == "WARD 3")
        #expect(
            try temporary.onlyStay()?.locations
                == ["ED 1 from 1.0 to 2.0", "ED 2 from 2.0 to 3.0", "WARD 3 from 3.0"])
    }

    @Test func `a device that sends the same place again stores one statement`() async throws {
        for time in 1...5 { try await send(.values(at: Double(time), unit: "ED", bed: "1")) }
        #expect(try temporary.count("stayEvent") == 1)
    }
}
