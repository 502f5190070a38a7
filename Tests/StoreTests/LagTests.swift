import ClinicalDomain
import Testing

@testable import Store

struct LagTests {
    private let store: WardwatchStore
    private let temporary: TemporaryStore

    init() throws {
        temporary = try TemporaryStore()
        store = temporary.store
    }

    /// A message of a patient that came in at an hour, with a value of half an hour before.
    private func message(_ patient: String, received: Double, discharged: Double? = nil) -> Delivery {
        var encounter = Encounter()
        encounter.discharged = discharged.map { hour($0) }
        var delivery = Delivery.sample(
            "\(patient) \(received)", patient: patient, encounter: encounter,
            observations: [.sample(at: received - 0.5)])
        delivery.message.received = hour(received)
        return delivery
    }

    @Test func `of what waits the oldest counts, until it is assessed`() async throws {
        #expect(try await store.waitingSince(inStaysSince: nil) == nil)
        let outcomes = try await store.append([message("A", received: 3), message("B", received: 2)])
        #expect(try await store.waitingSince(inStaysSince: nil) == hour(2))
        let id = try #require(outcomes[1].encounterID)
        try await store.record([AssessmentRecord(encounterID: id, through: outcomes[1].messageID, assessments: [])])
        #expect(try await store.waitingSince(inStaysSince: nil) == hour(3))
    }

    @Test func `stays that have ended, or were silent for long, wait for nobody`() async throws {
        _ = try await store.append([message("A", received: 3, discharged: 4), message("B", received: 5)])
        #expect(try await store.waitingSince(inStaysSince: nil) == hour(5))
        #expect(try await store.waitingSince(inStaysSince: hour(4.5)) == hour(5))
        #expect(try await store.waitingSince(inStaysSince: hour(4.6)) == nil)
    }
}
