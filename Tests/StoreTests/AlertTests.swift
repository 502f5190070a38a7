import ClinicalDomain
import Testing

@testable import Store

@Suite struct AlertTests {
    /// Records one decision for a stay.
    private func decide(_ store: WardwatchStore, _ id: EncounterID, _ decisions: AlertDecision...) async throws
        -> [Alert]
    {
        try await store.record([
            AssessmentRecord(encounterID: id, through: nil, assessments: [], decisions: decisions)
        ])
    }

    @Test func `a raised alert keeps its evidence and leaves an audit row`() async throws {
        let temporary = try TemporaryStore()
        let store = temporary.store
        try await store.append(
            .sample("1", encounter: Encounter(visitNumber: "V1", unit: "ICU", bed: "4"), observations: [.sample()]))
        let id = EncounterID(rawValue: 1)
        let raised = try await decide(store, id, .raise(.networkRisk, .sample()))
        #expect(raised == [Alert(id: 1, encounterID: id, reason: .networkRisk, state: .open, raised: hour(2))])
        let (listing, evidence) = try #require(try await store.alert(id: 1))
        #expect(evidence == .sample())
        #expect(
            listing
                == AlertListing(
                    alert: raised[0], acknowledgedBy: nil, patient: "P1", visitNumber: "V1", unit: "ICU", bed: "4",
                    risk: AlertEvidence.sample().risk, news2: AlertEvidence.sample().news2))
        #expect(try await store.audit(subject: "alert/1").map(\.action) == ["alert.raise"])
        #expect(try await store.alert(id: 2) == nil)
    }

    @Test func `raising what is in force and clearing what is cleared change nothing`() async throws {
        let temporary = try TemporaryStore()
        let store = temporary.store
        let id = try await store.sampleStay()
        #expect(try await decide(store, id, .raise(.news2, .sample())).count == 1)
        #expect(try await decide(store, id, .raise(.news2, .sample(at: 3))) == [])
        #expect(try await decide(store, id, .raise(.networkRisk, .sample())).count == 1)
        #expect(try await decide(store, id, .clear(alertID: 1, at: hour(5))).map(\.cleared) == [hour(5)])
        #expect(try await decide(store, id, .clear(alertID: 1, at: hour(6))) == [])
        #expect(try await store.alert(id: 1)?.listing.alert.cleared == hour(5))
        #expect(try await store.audit().map(\.action) == ["alert.clear", "alert.raise", "alert.raise"])
    }

    @Test func `after a clear the same reason can be raised again`() async throws {
        let temporary = try TemporaryStore()
        let store = temporary.store
        let id = try await store.sampleStay()
        _ = try await decide(store, id, .raise(.news2, .sample()), .clear(alertID: 1, at: hour(3)))
        let again = try await decide(store, id, .raise(.news2, .sample(at: 9)))
        #expect(again.map(\.id) == [2])
    }

    @Test func `an alert is never cleared before it was raised`() async throws {
        let temporary = try TemporaryStore()
        let id = try await temporary.store.sampleStay()
        _ = try await decide(temporary.store, id, .raise(.news2, .sample(at: 5)))
        let cleared = try await decide(temporary.store, id, .clear(alertID: 1, at: hour(4)))
        #expect(cleared.map(\.cleared) == [hour(5)])
    }

    @Test func `acknowledging notes who and when, once`() async throws {
        let temporary = try TemporaryStore()
        let store = temporary.store
        let id = try await store.sampleStay()
        _ = try await decide(store, id, .raise(.news2, .sample()))
        try await store.acknowledge(alertID: 1, by: "nurse", at: hour(3))
        try await store.acknowledge(alertID: 1, by: "doctor", at: hour(4))
        let listing = try #require(try await store.alert(id: 1)?.listing)
        #expect(listing.alert.state == .acknowledged)
        #expect(listing.alert.acknowledged == hour(3))
        #expect(listing.acknowledgedBy == "nurse")
        #expect(try await store.audit().map(\.actor) == ["nurse", "wardwatchd"])
        let cleared = try await decide(store, id, .clear(alertID: 1, at: hour(5)))
        #expect(cleared.map(\.acknowledged) == [hour(3)])
    }

    @Test func `what is not in force cannot be acknowledged`() async throws {
        let temporary = try TemporaryStore()
        let store = temporary.store
        let id = try await store.sampleStay()
        await #expect(throws: StoreError.unknownAlert(id: 1)) {
            try await store.acknowledge(alertID: 1, by: "nurse", at: hour(3))
        }
        _ = try await decide(store, id, .raise(.news2, .sample()), .clear(alertID: 1, at: hour(3)))
        await #expect(throws: StoreError.alertCleared(id: 1)) {
            try await store.acknowledge(alertID: 1, by: "nurse", at: hour(3))
        }
    }

    @Test func `after a restart the policy gets the latest alert of each stay and reason`() async throws {
        let temporary = try TemporaryStore()
        let store = temporary.store
        let (one, two) = (try await store.sampleStay(patient: "P1"), try await store.sampleStay(patient: "P2"))
        _ = try await decide(store, one, .raise(.news2, .sample()), .clear(alertID: 1, at: hour(3)))
        _ = try await decide(store, one, .raise(.news2, .sample(at: 20)), .raise(.networkRisk, .sample()))
        _ = try await decide(store, two, .raise(.news2, .sample()), .clear(alertID: 4, at: hour(4)))
        let latest = try await store.latestAlerts()
        #expect(latest.mapValues { $0.map(\.id).sorted() } == [one: [2, 3], two: [4]])
        #expect(latest[two]?.first?.cleared == hour(4))
    }

    @Test(arguments: [
        (AlertFilter(), [3, 2, 1]), (AlertFilter(limit: 1), [3]), (AlertFilter(since: hour(5)), [3]),
        (AlertFilter(unit: "ICU"), [2, 1]), (AlertFilter(unit: "nowhere"), []), (AlertFilter(patient: "P2"), [3]),
        (AlertFilter(states: [.open]), [3, 2]), (AlertFilter(states: [.cleared, .acknowledged]), [1]),
        (AlertFilter(unit: "ICU", states: [.open], patient: "P1"), [2]),
    ])
    func `a filter lists what it says, newest first`(_ filter: AlertFilter, _ expected: [Int64]) async throws {
        let temporary = try TemporaryStore()
        let store = temporary.store
        for (patient, unit) in [("P1", "ICU"), ("P2", "ED")] {
            try await store.append(
                .sample(patient, patient: patient, encounter: Encounter(unit: unit), observations: [.sample()]))
        }
        _ = try await decide(
            store, EncounterID(rawValue: 1), .raise(.news2, .sample(at: 1)), .raise(.networkRisk, .sample(at: 2)))
        _ = try await decide(store, EncounterID(rawValue: 2), .raise(.news2, .sample(at: 6)))
        _ = try await decide(store, EncounterID(rawValue: 1), .clear(alertID: 1, at: hour(9)))
        #expect(try await store.alerts(filter).map(\.alert.id) == expected)
    }
}
