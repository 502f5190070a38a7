import ClinicalDomain
import Testing

@testable import Store

@Suite struct BedTests {
    private let temporary: TemporaryStore

    init() throws { temporary = try TemporaryStore() }

    @discardableResult
    private func send(_ deliveries: Delivery...) async throws -> [AppendOutcome] {
        var outcomes: [AppendOutcome] = []
        for delivery in deliveries { outcomes.append(try await temporary.store.append(delivery)) }
        return outcomes
    }

    private func times() throws -> [String: [Double]] {
        Dictionary(try temporary.known().map { ($0.patient, $0.times) }) { $0 + $1 }
    }

    @Test func `values of a bed belong to whoever lay in it at each time`() async throws {
        try await send(
            .adt(.admit, at: 1, unit: "ICU", bed: "4"), .adt(.transfer, at: 3, unit: "WARD", bed: "1"),
            .adt(.admit, at: 5, patient: "P2", unit: "ICU", bed: "4"))
        let outcome = try await send(.bedValues(at: 0.5, 1, 2, 3, 4, 5, 6, unit: "ICU", bed: "4"))[0]
        #expect(try times() == ["P1": [1, 2], "P2": [5, 6]])
        #expect(outcome.stays.map(\.encounterID.rawValue) == [1, 2])
        #expect(outcome.stays.map(\.stored.count) == [2, 2])
        #expect(outcome.storedCount == 4 && outcome.quarantined == 1)
        let entry = try #require(try await temporary.store.quarantine().first).entry
        #expect(entry.reason == .missingPatient && entry.found == "3 results of bed ICU 4")
        #expect(try await temporary.store.unassessedEncounters().map(\.rawValue) == [1, 2])
    }

    @Test func `a bed without its unit is found where one fits, and with the last part of its name`() async throws {
        try await send(
            .adt(.admit, at: 1, unit: "ICU", bed: "R2-24"),
            .adt(.admit, at: 1, patient: "P2", unit: "WARD", bed: "24-7"))
        #expect(try await send(.bedValues(at: 2, unit: "ICU", bed: "24"))[0].encounterID?.rawValue == 1)
        #expect(try await send(.bedValues(at: 2, bed: "7"))[0].encounterID?.rawValue == 2)
        #expect(try await send(.bedValues(at: 3, bed: "24"))[0].encounterID?.rawValue == 1)
        #expect(try await send(.bedValues(at: 3, unit: "WARD", bed: "24"))[0].encounterID == nil)
    }

    @Test func `a name that fits several beds fits none, unless it is exact`() async throws {
        try await send(
            .adt(.admit, at: 1, unit: "ICU", bed: "A-3"), .adt(.admit, at: 1, patient: "P2", unit: "ICU", bed: "B-3"),
            .adt(.admit, at: 1, patient: "P3", unit: "WARD", bed: "3"))
        let ambiguous = try await send(.bedValues(at: 2, unit: "ICU", bed: "3"), .bedValues(at: 3, bed: "3"))
        #expect(ambiguous.map(\.storedCount) == [0, 0])
        #expect(try await temporary.store.quarantine().allSatisfy { $0.entry.hint.contains("several") })
        #expect(try await send(.bedValues(at: 2, unit: "WARD", bed: "3"))[0].encounterID?.rawValue == 3)
        #expect(try await send(.bedValues(at: 2, unit: "ICU", bed: "B-3"))[0].encounterID?.rawValue == 2)
    }

    @Test func `a bed of another room is another bed, although its last part is the same`() async throws {
        try await send(.adt(.admit, at: 1, unit: "W", bed: "R1-B3"))
        #expect(try await send(.bedValues(at: 2, unit: "W", bed: "R2-B3"))[0].encounterID == nil)
        #expect(try await send(.bedValues(at: 3, unit: "W", bed: "B3"))[0].encounterID?.rawValue == 1)
    }

    @Test func `of two in one bed the one who came last`() async throws {
        try await send(
            .adt(.admit, at: 3, patient: "P2", unit: "ICU", bed: "4"), .adt(.admit, at: 1, unit: "ICU", bed: "4"),
            .bedValues(at: 2, 4, unit: "ICU", bed: "4"))
        #expect(try times() == ["P1": [2], "P2": [4]])
    }

    @Test(arguments: [StayEvent.discharge, .cancelAdmission, .preadmit])
    func `nobody lies in a bed after a discharge, a cancelled or an announced admission`(_ event: StayEvent)
        async throws
    {
        if event != .preadmit { try await send(.adt(.admit, at: 1, unit: "ICU", bed: "4")) }
        try await send(.adt(event, at: 3, unit: "ICU", bed: "4"))
        #expect(try await send(.bedValues(at: 4, unit: "ICU", bed: "4"))[0].storedCount == 0)
    }

    @Test func `a bed that a device with a patient named is found too`() async throws {
        try await send(.values(at: 1, unit: "ICU", bed: "4"), .bedValues(at: 2, unit: "ICU", bed: "4"))
        #expect(try times() == ["P1": [1, 2]])
    }

    @Test func `a bed and no patient at all goes to quarantine, as does an empty bed name`() async throws {
        let outcomes = try await send(.bedValues(at: 1, unit: "ICU", bed: "9"), .bedValues(at: 1, bed: ""))
        #expect(outcomes.map(\.quarantined) == [1, 1])
        #expect(outcomes.map(\.encounterID) == [nil, nil])
        #expect(try temporary.count("message") == 2)
    }

    @Test func `replaying after the admission brings the values in`() async throws {
        let values = Delivery.bedValues(at: 2, 3, unit: "ICU", bed: "4")
        let message = try await send(values)[0].messageID
        try await send(.adt(.admit, at: 1, unit: "ICU", bed: "4"))
        let store = temporary.store
        let dry = try await store.replay([values], messageID: message, by: "me", isDryRun: true)
        #expect(dry.storedCount == 2 && dry.settled == [1])
        #expect(try temporary.count("observation") == 0)
        #expect(try await store.quarantine().count == 1)
        let outcome = try await store.replay([values], messageID: message, by: "me")
        #expect(outcome.storedCount == 2 && outcome.settled == [1] && outcome.waiting == [] && outcome.added == 0)
        #expect(try times() == ["P1": [2, 3]])
        #expect(try await store.quarantine().isEmpty)
        #expect(try await store.unassessedEncounters().count == 1)
    }

    @Test func `what still belongs to nobody goes on waiting`() async throws {
        let values = Delivery.bedValues(at: 2, unit: "ICU", bed: "4")
        let message = try await send(values)[0].messageID
        for _ in 0..<2 {
            let outcome = try await temporary.store.replay([values], messageID: message, by: "me")
            #expect(outcome.waiting == [1] && outcome.settled == [] && outcome.added == 0)
        }
        #expect(try temporary.count("quarantine") == 1)
    }
}
