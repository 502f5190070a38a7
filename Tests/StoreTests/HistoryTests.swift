import ClinicalDomain
import Testing

@testable import Store

@Suite struct HistoryTests {
    private struct Stop: Error {}

    /// Six stays: P0 to P5, hour = number, odd ones from PhysioNet, P2 and P3 with sepsis, P4 without observations.
    private func ward() async throws -> TemporaryStore {
        let temporary = try TemporaryStore()
        for number in 0..<6 {
            try await temporary.store.append(
                .sample(
                    "\(number)", patient: "P\(number)",
                    encounter: Encounter(discharged: number == 5 ? hour(50) : nil),
                    format: number.isMultiple(of: 2) ? .hl7v2 : .physionet2019,
                    observations: number == 4 ? [] : [.sample(at: Double(number))],
                    outcomes: [2, 3].contains(number) ? [OutcomeEvent(name: "sepsis", at: hour(9))] : []))
        }
        return temporary
    }

    @Test(arguments: [
        (HistoryFilter.all, [0, 1, 2, 3, 5]), (.format(.physionet2019), [1, 3, 5]), (.format(.csv), []),
        (.outcomes(["sepsis", "death"]), [2, 3]), (.outcomes(["death"]), []), (.outcomes([]), []),
        (.patients(["P5", "P0", "P4", "nobody"]), [0, 5]), (.patients([]), []), (.since(hour(3)), [3, 5]),
        (.encounters([EncounterID(rawValue: 3), EncounterID(rawValue: 99)]), [2]),
    ])
    func `a filter lets through what it says`(_ filter: HistoryFilter, _ expected: [Int]) async throws {
        let temporary = try await ward()
        var patients: [String] = []
        try temporary.store.forEachHistory(where: filter, batchSize: 2) { batch in
            patients += batch.map(\.patient.identifier)
        }
        #expect(patients == expected.map { "P\($0)" })
    }

    @Test func `batches have the size asked for, in the order of stays`() async throws {
        let temporary = try await ward()
        var batches: [[Int64]] = []
        try temporary.store.forEachHistory(where: .all, batchSize: 2) { batches.append($0.map(\.id.rawValue)) }
        #expect(batches == [[1, 2], [3, 4], [6]])
    }

    @Test func `walking and reading one by one give the same`() async throws {
        let temporary = try await ward()
        var walked: [EncounterHistory] = []
        try temporary.store.forEachHistory(where: .all, batchSize: 100) { walked += $0 }
        for history in walked {
            let single = try #require(try await temporary.store.history(of: history.id))
            #expect(single.patient == history.patient)
            #expect(single.encounter == history.encounter)
            #expect(single.observations == history.observations)
            #expect(single.outcomes == history.outcomes)
        }
    }

    @Test func `what the caller throws ends the walk and comes back`() async throws {
        let temporary = try await ward()
        var calls = 0
        #expect(throws: Stop.self) {
            try temporary.store.forEachHistory(where: .all, batchSize: 1) { _ in
                calls += 1
                throw Stop()
            }
        }
        #expect(calls == 1)
    }

    @Test func `a stay that does not exist has no history`() async throws {
        let temporary = try TemporaryStore()
        #expect(try await temporary.store.history(of: EncounterID(rawValue: 7)) == nil)
    }

    @Test func `open stays have observations and no discharge`() async throws {
        let temporary = try await ward()
        #expect(try await temporary.store.openEncounters().map(\.rawValue) == [1, 2, 3, 4])
        #expect(try await temporary.store.openEncounters(since: hour(2)).map(\.rawValue) == [3, 4])
    }

    @Test func `a stay is unassessed until an assessment covers its newest message`() async throws {
        let temporary = try TemporaryStore()
        let store = temporary.store
        let first = try await store.append(.sample("1", observations: [.sample()]))
        let id = try #require(first.encounterID)
        #expect(try await store.unassessedEncounters() == [id])
        let second = try await store.append(.sample("2", observations: [.sample(at: 1)]))
        try await store.record([AssessmentRecord(encounterID: id, through: first.messageID, assessments: [])])
        #expect(try await store.unassessedEncounters() == [id])
        try await store.record([AssessmentRecord(encounterID: id, through: second.messageID, assessments: [])])
        #expect(try await store.unassessedEncounters() == [])
        // What brings nothing new leaves nothing to do; the mark never goes back.
        try await store.append(.sample("3", observations: [.sample(at: 1)]))
        try await store.record([AssessmentRecord(encounterID: id, through: first.messageID, assessments: [])])
        try await store.record([AssessmentRecord(encounterID: id, through: nil, assessments: [])])
        #expect(try await store.unassessedEncounters() == [])
        #expect(try await store.newestMessageID() == 3)
    }
}
