import ClinicalDomain
import Testing

@testable import Store

@Suite struct AlertChangeTests {
    /// A store with two raised alerts, one acknowledged, and other rows in the audit trail before and between.
    private func store() async throws -> TemporaryStore {
        let temporary = try TemporaryStore()
        let store = temporary.store
        let (one, two) = (try await store.sampleStay(patient: "P1"), try await store.sampleStay(patient: "P2"))
        try await store.recordAudit(actor: "me", action: "backup", subject: "file")
        try await store.record([
            AssessmentRecord(
                encounterID: one, through: nil, assessments: [], decisions: [.raise(.news2, .sample(at: 1))])
        ])
        try await store.recordAudit(actor: "me", action: "model.promote", subject: "model/x")
        try await store.record([
            AssessmentRecord(
                encounterID: two, through: nil, assessments: [], decisions: [.raise(.news2, .sample(at: 2))])
        ])
        try await store.acknowledge(alertID: 1, by: "nurse")
        return temporary
    }

    @Test func `changes come in the order of the audit trail, other rows are passed over`() async throws {
        let temporary = try await store()
        let (changes, cursor) = try await temporary.store.alertChanges(after: 0)
        #expect(changes.map(\.cursor) == [2, 4, 5])
        #expect(changes.map(\.action) == ["alert.raise", "alert.raise", "alert.acknowledge"])
        #expect(changes.map(\.actor) == ["wardwatchd", "wardwatchd", "nurse"])
        #expect(changes.map(\.listing.alert.id) == [1, 2, 1])
        #expect(changes.map(\.listing.patient) == ["P1", "P2", "P1"])
        // As they stood then, not as they stand now.
        #expect(changes.map(\.listing.alert.state) == [.open, .open, .acknowledged])
        #expect(changes.map(\.listing.alert.acknowledgedBy) == [nil, nil, "nurse"])
        #expect(cursor == 5)
    }

    @Test func `each change shows the alert as it left it`() async throws {
        let temporary = try await store()
        let store = temporary.store
        try await store.snooze(alertID: 2, by: "nurse", until: hour(9), reason: "seen")
        try await store.change([
            (2, .present(.snoozeEnd, nil)), (2, .join([.networkRisk], AlertLevel())), (2, .escalate),
        ])
        try await store.change([(2, .clear(at: hour(12), .recovery))])
        let alerts = try await store.alertChanges(after: 5).changes.map(\.listing.alert)
        #expect(alerts.map(\.state) == [.snoozed, .open, .open, .open, .cleared])
        #expect(alerts.map(\.snoozedUntil) == [hour(9), nil, nil, nil, nil])
        #expect(alerts.map(\.tier) == [1, 1, 1, 2, 2])
        #expect(alerts.map(\.reasons.count) == [1, 1, 2, 2, 2])
        #expect(alerts.map(\.cleared) == [nil, nil, nil, nil, hour(12)])
        #expect(alerts.last?.clearing == .recovery)
    }

    @Test func `any way to cut the changes gives each once`() async throws {
        let temporary = try await store()
        for limit in 1...4 {
            var (cursor, seen): (Int64, [Int64]) = (0, [])
            while true {
                let (changes, next) = try await temporary.store.alertChanges(after: cursor, limit: limit)
                if next == cursor { break }
                seen += changes.map(\.cursor)
                cursor = next
            }
            #expect(seen == [2, 4, 5])
            #expect(cursor == 5)
        }
    }

    @Test func `a cursor before a time is that of the last row before it`() async throws {
        let temporary = try TemporaryStore()
        #expect(try await temporary.store.auditCursor(before: hour(0)) == 0)
        try await temporary.store.recordAudit(actor: "me", action: "test", subject: "row")
        let at = try #require(try await temporary.store.audit().first).at
        #expect(try await temporary.store.auditCursor(before: at) == 0)
        #expect(try await temporary.store.auditCursor(before: at.advanced(bySeconds: 1)) == 1)
    }

    @Test func `an audit listing keeps to an actor, an action or its kind, and a time`() async throws {
        let temporary = try await store()
        let store = temporary.store
        #expect(try await store.audit(actor: "nurse").map(\.id) == [5])
        #expect(try await store.audit(action: "alert").map(\.id) == [5, 4, 2])
        #expect(try await store.audit(action: "alert.raise").map(\.id) == [4, 2])
        #expect(try await store.audit(action: "alert.rais").isEmpty)
        #expect(try await store.audit(actor: "me", action: "model").map(\.id) == [3])
        let now = try #require(try await store.audit().first).at
        #expect(try await store.audit(until: now).allSatisfy { $0.at < now })
        #expect(try await store.audit(until: now.advanced(bySeconds: 1)).count == 5)
    }
}
