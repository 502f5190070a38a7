import ClinicalDomain
import Foundation
import GRDB
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
        let clock = Instant(millisecondsSince1970: 1_800_000_000_000)
        #expect(
            raised == [
                Alert(
                    id: 1, encounterID: id, reason: .networkRisk, raised: hour(2), presented: clock,
                    level: AlertLevel(risk: 0.7, news2: 3))
            ])
        let (listing, evidence) = try #require(try await store.alert(id: 1))
        let text = try #require(evidence)
        #expect(try JSONDecoder().decode(AlertEvidence.self, from: Data(text.utf8)) == .sample())
        #expect(
            listing
                == AlertListing(
                    alert: raised[0], patient: "P1", visitNumber: "V1", unit: "ICU", bed: "4",
                    risk: AlertEvidence.sample().risk, news2Total: 3, news2IsPartial: true))
        #expect(try await store.audit(subject: "alert/1").map(\.action) == ["alert.raise"])
        #expect(try await store.alert(id: 2)?.listing == nil)
    }

    @Test func `raising what is in force and clearing what is cleared change nothing`() async throws {
        let temporary = try TemporaryStore()
        let store = temporary.store
        let id = try await store.sampleStay()
        #expect(try await decide(store, id, .raise(.news2, .sample())).count == 1)
        #expect(try await decide(store, id, .raise(.news2, .sample(at: 3))) == [])
        #expect(try await decide(store, id, .raise(.networkRisk, .sample())) == [], "a patient has one story")
        #expect(try await decide(store, id, .clear(alertID: 1, at: hour(5))).map(\.cleared) == [hour(5)])
        #expect(try await decide(store, id, .clear(alertID: 1, at: hour(6))) == [])
        #expect(try await store.alert(id: 1)?.listing.alert.cleared == hour(5))
        #expect(try await store.audit().map(\.action) == ["alert.clear", "alert.raise"])
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
        try await store.acknowledge(alertID: 1, by: "nurse", from: "ward terminal")
        try await store.acknowledge(alertID: 1, by: "doctor")
        let listing = try #require(try await store.alert(id: 1)?.listing)
        #expect(listing.alert.state == .acknowledged)
        #expect(listing.alert.acknowledged == Instant(millisecondsSince1970: 1_800_000_000_000))
        #expect(listing.alert.acknowledgedBy == "nurse")
        #expect(try await store.audit().map(\.actor) == ["nurse", "wardwatchd"])
        #expect(try await store.audit()[0].detail.contains("ward terminal"))
        let cleared = try await decide(store, id, .clear(alertID: 1, at: hour(5)))
        #expect(cleared.map(\.acknowledgedBy) == ["nurse"])
    }

    @Test func `what is not in force cannot be acknowledged`() async throws {
        let temporary = try TemporaryStore()
        let store = temporary.store
        let id = try await store.sampleStay()
        await #expect(throws: StoreError.unknownAlert(id: 1)) {
            try await store.acknowledge(alertID: 1, by: "nurse")
        }
        _ = try await decide(store, id, .raise(.news2, .sample()), .clear(alertID: 1, at: hour(3)))
        await #expect(throws: StoreError.alertCleared(id: 1)) {
            try await store.acknowledge(alertID: 1, by: "nurse")
        }
    }

    @Test func `after a restart the policy gets the latest alerts of each stay, newest first`() async throws {
        let temporary = try TemporaryStore()
        let store = temporary.store
        let (one, two) = (try await store.sampleStay(patient: "P1"), try await store.sampleStay(patient: "P2"))
        _ = try await decide(store, one, .raise(.news2, .sample()), .clear(alertID: 1, at: hour(3)))
        _ = try await decide(store, one, .raise(.news2, .sample(at: 20)))
        _ = try await decide(store, two, .raise(.news2, .sample()), .clear(alertID: 3, at: hour(4)))
        let latest = try await store.latestAlerts()
        #expect(latest.mapValues { $0.map(\.id) } == [one: [2, 1], two: [3]])
        #expect(latest[two]?.first?.cleared == hour(4))
    }

    @Test(arguments: [
        (AlertFilter(), [3, 2, 1]), (AlertFilter(limit: 1), [3]), (AlertFilter(since: hour(5)), [3]),
        (AlertFilter(until: hour(2)), [1]), (AlertFilter(since: hour(2), until: hour(6)), [2]),
        (AlertFilter(unit: "ICU"), [2, 1]), (AlertFilter(unit: "nowhere"), []), (AlertFilter(patient: "P2"), [3]),
        (AlertFilter(isTechnical: false), [3, 2, 1]), (AlertFilter(isTechnical: true), []),
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
            store, EncounterID(rawValue: 1), .raise(.news2, .sample(at: 1)), .clear(alertID: 1, at: hour(1)),
            .raise(.networkRisk, .sample(at: 2)))
        _ = try await decide(store, EncounterID(rawValue: 2), .raise(.news2, .sample(at: 6)))
        #expect(try await store.alerts(filter).map(\.alert.id) == expected)
    }

    @Test func `a story takes further reasons in, is put off, comes back, and goes through the tiers`() async throws {
        let temporary = try TemporaryStore()
        let store = temporary.store
        let id = try await store.sampleStay()
        _ = try await decide(store, id, .raise(.networkRisk, .sample()))
        let worse = AlertLevel(risk: 0.9, news2: 8)
        var changes: [AlertChange] = [.join([.news2], worse), .escalate]
        for change in changes { try await store.change([(1, change)]) }
        try await store.snooze(alertID: 1, by: "nurse", until: hour(9), reason: "seen")
        // hour(9) lies before the clock of these tests.
        var alert = try #require(try await store.alert(id: 1)?.listing.alert)
        #expect(alert.reasons == [.networkRisk, .news2] && alert.level == worse && alert.tier == 2)
        #expect(alert.state == .snoozed && alert.snoozedUntil == hour(9))
        changes = [.present(.snoozeEnd, nil), .escalate]
        for change in changes { try await store.change([(1, change)]) }
        alert = try #require(try await store.alert(id: 1)?.listing.alert)
        #expect(alert.state == .open && alert.tier == 2 && alert.presentations == 2 && alert.snoozedUntil == nil)
        #expect(
            try await store.audit(subject: "alert/1").reversed().map(\.action) == [
                "alert.raise", "alert.join", "alert.escalate", "alert.snooze", "alert.snooze-end", "alert.escalate",
            ])
    }

    @Test func `every change is in the outbox with an identity of its own, unless nobody is to be alerted`()
        async throws
    {
        let temporary = try TemporaryStore()
        let store = temporary.store
        let (one, two) = (try await store.sampleStay(patient: "P1"), try await store.sampleStay(patient: "P2"))
        _ = try await decide(store, one, .raise(.news2, .sample()))
        try await store.acknowledge(alertID: 1, by: "nurse")
        _ = try await decide(store, one, .clear(alertID: 1, at: hour(5)))
        let shadow = AlertDecision.Raise(reasons: [.news2], level: AlertLevel(), isShadow: true)
        _ = try await decide(store, two, .raise(shadow, .sample()))
        let messages = try await store.read { database in
            try String.fetchAll(database, sql: "SELECT message FROM outbox ORDER BY id").map {
                try JSONDecoder().decode(AlertMessage.self, from: Data($0.utf8))
            }
        }
        #expect(messages.map(\.event) == ["raise", "acknowledge", "clear"])
        #expect(messages.map(\.asksForAttention) == [true, false, false])
        #expect(messages.allSatisfy { $0.patient == "P1" && $0.alert == 1 && $0.news2 == 3 })
        #expect(Set(messages.map(\.identity)).count == 3)
        let first = try await store.audit(subject: "alert/1").last
        #expect(messages[0].identity == first?.identity)
        #expect(try await store.audit(subject: "alert/2").count == 1, "what is only recorded is recorded")
    }

    @Test func `technical alerts stand beside the story, one for each thing, also without a patient`() async throws {
        let temporary = try TemporaryStore()
        let store = temporary.store
        let id = try await store.sampleStay()
        func technical(_ reason: Alert.Reason, _ subject: String) -> AlertDecision {
            .raiseTechnical(reason, subject: subject, at: hour(4), isShadow: false)
        }
        let raised = try await decide(
            store, id, .raise(.news2, .sample()), technical(.noData, ""), technical(.noData, ""),
            technical(.sensorFault, "heartRate"), technical(.sensorFault, "meanArterialPressure"))
        #expect(raised.map(\.reason) == [.news2, .noData, .sensorFault, .sensorFault])
        for _ in 0..<2 {
            try await store.raiseServiceAlert(.receiver, subject: "pager", at: hour(5), isShadow: false)
        }
        #expect(try await store.serviceAlerts().map(\.subject) == ["pager"])
        let listed = try await store.alerts()
        #expect(listed.count == 5 && listed.first { $0.alert.reason == .receiver }?.patient == "")
    }

    @Test func `a cleared alert cannot be changed, and none opens again by itself`() async throws {
        let temporary = try TemporaryStore()
        let store = temporary.store
        let id = try await store.sampleStay()
        _ = try await decide(store, id, .raise(.news2, .sample()))
        try await store.acknowledge(alertID: 1, by: "nurse")
        #expect(throws: DatabaseError.self) {
            try temporary.sql(
                "UPDATE alert SET state = 'open', acknowledged = NULL, acknowledgedBy = NULL WHERE id = 1")
        }
        _ = try await decide(store, id, .clear(alertID: 1, at: hour(3)))
        for change in ["state = 'open', cleared = NULL, clearing = NULL", "tier = 2", "reasons = '[]'"] {
            #expect(throws: DatabaseError.self) { try temporary.sql("UPDATE alert SET \(change) WHERE id = 1") }
        }
        #expect(throws: DatabaseError.self) { try temporary.sql("DELETE FROM alert") }
    }

    @Test func `procedures are kept until they end`() async throws {
        let temporary = try TemporaryStore()
        let store = temporary.store
        let id = try await store.sampleStay()
        #expect(
            try await store.noteProcedure(patient: "P1", from: hour(1), until: hour(3), reason: "scan", by: "me") == 1)
        await #expect(throws: StoreError.unknownPatient) {
            try await store.noteProcedure(patient: "P9", from: hour(1), until: hour(3), reason: "scan", by: "me")
        }
        #expect(try await store.procedures(since: hour(2)) == [id: [hour(1)...hour(3)]])
        #expect(try await store.procedures(since: hour(4)).isEmpty)
        #expect(try await store.audit().first?.action == "procedure.note")
        #expect(try await store.endProcedures(patient: "P1", by: "me") == 0, "it was over long ago")
    }

    @Test func `a procedure that is ended is over`() async throws {
        let temporary = try TemporaryStore()
        let store = temporary.store
        let id = try await store.sampleStay()
        let clock = Instant(millisecondsSince1970: 1_800_000_000_000)
        let (before, after) = (clock.advanced(byHours: -1), clock.advanced(byHours: 1))
        try await store.noteProcedure(patient: "P1", from: before, until: after, reason: "scan", by: "me")
        #expect(try await store.procedures(since: clock) == [id: [before...after]])
        #expect(try await store.endProcedures(patient: "P1", by: "me") == 1)
        #expect(try await store.procedures(since: clock).isEmpty)
        #expect(try await store.endProcedures(patient: "P1", by: "me") == 0)
        #expect(try await store.audit().prefix(2).map(\.action) == ["procedure.end", "procedure.note"])
        await #expect(throws: StoreError.unknownPatient) { try await store.endProcedures(patient: "P9", by: "me") }
    }
}
