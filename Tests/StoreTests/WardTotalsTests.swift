import ClinicalDomain
import Testing

@testable import Store

@Suite struct WardTotalsTests {
    private func append(_ store: WardwatchStore, _ id: String, patient: String, hour: Double) async throws {
        try await store.append(
            .sample(id, patient: patient, observations: [.sample(at: hour)]))
    }

    @Test func `values are explained by the marks of their stays, arrivals and departures are not`() async throws {
        let temporary = try TemporaryStore()
        let store = temporary.store
        for patient in ["P1", "P2", "P3"] { try await append(store, "first of \(patient)", patient: patient, hour: 1) }
        let (marks, totals) = try await store.stayMarks(activeWithinHours: 1000)
        #expect(marks.count == 3 && totals.count == 3)
        #expect(try await store.stayMarks(changedSince: totals).marks.isEmpty)
        #expect(try await store.stayMarks(changedSince: totals).totals.follow(totals, replacing: [], by: []))

        try await append(store, "second of P2", patient: "P2", hour: 2)
        let (changed, later) = try await store.stayMarks(changedSince: totals)
        #expect(changed.map(\.encounterID) == [marks[1].encounterID])
        #expect(later.follow(totals, replacing: [marks[1]], by: changed))
        #expect(!later.follow(totals, replacing: [], by: []))

        try await append(store, "first of P4", patient: "P4", hour: 2)
        let (arrived, more) = try await store.stayMarks(changedSince: later)
        #expect(arrived.count == 1 && !more.follow(later, replacing: [], by: arrived))

        try temporary.sql("UPDATE encounter SET discharged = lastEffective WHERE id = \(marks[0].encounterID.rawValue)")
        let (left, fewer) = try await store.stayMarks(changedSince: more)
        #expect(left.isEmpty && !fewer.follow(more, replacing: [], by: []))
    }
}
