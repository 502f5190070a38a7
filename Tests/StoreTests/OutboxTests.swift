import ClinicalDomain
import Foundation
import GRDB
import Synchronization
import Testing

@testable import Store

@Suite struct OutboxTests {
    /// A clock that stands still until it is moved.
    private final class Clock: Sendable {
        private let time = Mutex(Instant(millisecondsSince1970: 1_800_000_000_000))
        var now: Instant { time.withLock { $0 } }
        func move(_ seconds: Double) { time.withLock { $0 = $0.advanced(bySeconds: seconds) } }
    }

    /// A database with a receiver, and stays to raise alerts for.
    private struct Ward {
        let clock = Clock()
        let temporary: TemporaryStore
        var store: WardwatchStore { temporary.store }

        init(receivers: [String] = ["pager"]) async throws {
            let clock = clock
            temporary = try TemporaryStore(now: { clock.now })
            for patient in ["P1", "P2"] {
                try await temporary.store.append(
                    .sample(patient, patient: patient, encounter: Encounter(unit: "W7"), observations: [.sample()]))
            }
            try await temporary.store.register(receivers: receivers)
        }

        func raise(_ stay: Int64, quietFor seconds: Double? = nil) async throws -> Int64 {
            let quietUntil = seconds.map { clock.now.advanced(bySeconds: $0) }
            let raise = AlertDecision.Raise(reasons: [.networkRisk], level: AlertLevel(), quietUntil: quietUntil)
            let alerts = try await store.record([
                AssessmentRecord(
                    encounterID: EncounterID(rawValue: stay), through: nil, assessments: [],
                    decisions: [.raise(raise, .sample())])
            ])
            return try #require(alerts.first?.id)
        }

        func change(_ alert: Int64, _ changes: AlertChange...) async throws {
            for change in changes { try await store.change([(alert, change)]) }
        }

        /// What is due now: the alert and what happened to it.
        func due(_ interest: ReceiverInterest = ReceiverInterest(name: "pager")) async throws -> [String] {
            try await store.due(for: interest, limit: 100).map { "\($0.message.alert) \($0.message.event)" }
        }

        /// Delivers all that is due, again and again.
        func drain(_ interest: ReceiverInterest = ReceiverInterest(name: "pager")) async throws -> [String] {
            var told: [String] = []
            while true {
                let messages = try await store.due(for: interest, limit: 100)
                if messages.isEmpty { return told }
                for message in messages {
                    told.append("\(message.message.alert) \(message.message.event)")
                    try await store.note(
                        .delivered, of: message.id, to: interest.name, nextAttempt: clock.now, pausedUntil: nil)
                }
            }
        }
    }

    private let cleared = AlertChange.clear(at: hour(9), .recovery)

    @Test func `a later message of a patient waits for the earlier one, those of others do not`() async throws {
        let ward = try await Ward()
        let (one, two) = (try await ward.raise(1), try await ward.raise(2))
        try await ward.change(one, .acknowledge(by: "nurse"))
        #expect(try await ward.due() == ["\(one) raise", "\(two) raise"])
        let first = try #require(try await ward.store.due(for: ReceiverInterest(name: "pager"), limit: 1).first)
        let again = ward.clock.now.advanced(bySeconds: 30)
        try await ward.store.note(.failed("down"), of: first.id, to: "pager", nextAttempt: again, pausedUntil: again)
        #expect(try await ward.due() == ["\(two) raise"], "nothing of the first patient")
        #expect(try await ward.store.receivers().map(\.failingSince) == [ward.clock.now])
        ward.clock.move(30)
        #expect(try await ward.drain() == ["\(two) raise", "\(one) raise", "\(one) acknowledge"])
        let state = try #require(try await ward.store.receivers().first)
        #expect(state == ReceiverState(name: "pager", delivered: ward.clock.now))
        let attempts = try await ward.store.deliveries(DeliveryFilter(alert: one)).map(\.attempts)
        #expect(attempts == [1, 2])
    }

    @Test func `what a receiver refuses is kept, keeps nothing waiting, and can be tried again`() async throws {
        let ward = try await Ward()
        let one = try await ward.raise(1)
        try await ward.change(one, cleared)
        let first = try #require(try await ward.store.due(for: ReceiverInterest(name: "pager"), limit: 1).first)
        try await ward.store.note(
            .refused("HTTP status 400"), of: first.id, to: "pager", nextAttempt: ward.clock.now, pausedUntil: nil)
        #expect(try await ward.drain() == ["\(one) clear"])
        let refused = try await ward.store.deliveries(DeliveryFilter(states: [.refused]))
        #expect(refused.map(\.lastError) == ["HTTP status 400"])
        #expect(try await ward.store.receivers().map(\.refused) == [1])
        #expect(try await ward.store.retryDeliveries(receiver: "pager", alert: nil, by: "admin") == 1)
        #expect(try await ward.drain() == ["\(one) raise"])
        #expect(try await ward.store.audit(subject: "receiver/pager").map(\.action) == ["delivery.retry"])
    }

    @Test func `a new receiver begins with what is written next, also after a time out of the configuration`()
        async throws
    {
        let ward = try await Ward(receivers: [])
        let one = try await ward.raise(1)
        try await ward.store.register(receivers: ["pager"])
        #expect(try await ward.due() == [])
        try await ward.change(one, .escalate)
        #expect(try await ward.due() == ["\(one) escalate"])
        try await ward.store.register(receivers: ["pager"])
        #expect(try await ward.due() == ["\(one) escalate"], "a restart changes nothing")
        try await ward.store.register(receivers: [])
        #expect(try await ward.store.receivers() == [])
        try await ward.change(one, cleared)
        ward.clock.move(24 * 3600)
        try await ward.store.register(receivers: ["pager"])
        #expect(try await ward.due() == [])
        await #expect(throws: StoreError.unknownReceiver(name: "nobody")) {
            try await ward.store.due(for: ReceiverInterest(name: "nobody"), limit: 1)
        }
    }

    @Test func `a receiver that comes back within a day goes on where it was`() async throws {
        let ward = try await Ward()
        let one = try await ward.raise(1)
        #expect(try await ward.due() == ["\(one) raise"])
        #expect(try await ward.store.register(receivers: []) == ["pager": 1])
        #expect(try await ward.store.audit(action: "receiver.retire").map(\.subject) == ["receiver/pager"])
        try await ward.change(one, cleared)
        ward.clock.move(23 * 3600)
        #expect(try await ward.store.register(receivers: ["pager"]) == [:])
        #expect(try await ward.drain() == ["\(one) raise", "\(one) clear"])
    }

    @Test func `a message that cannot be read is refused and keeps nothing waiting`() async throws {
        let ward = try await Ward()
        let one = try await ward.raise(1)
        try ward.temporary.sql(
            "INSERT INTO outbox SELECT 99, alertID, 'join', 1, written, notBefore, '{\"version\":2}' FROM outbox")
        let two = try await ward.raise(2)
        #expect(try await ward.drain() == ["\(one) raise", "\(two) raise"])
        let refused = try await ward.store.deliveries(DeliveryFilter(states: [.refused]))
        #expect(refused.map(\.outboxID) == [99] && refused.map(\.lastError) == ["the message cannot be read"])
    }

    @Test func `order holds though the clock is set back`() async throws {
        let ward = try await Ward()
        let one = try await ward.raise(1)
        ward.clock.move(-3600)
        try await ward.change(one, cleared)
        #expect(try await ward.drain() == ["\(one) raise", "\(one) clear"])
    }

    @Test func `messages that do not get through are seen though others do`() async throws {
        let ward = try await Ward()
        _ = (try await ward.raise(1), try await ward.raise(2))
        let due = try await ward.store.due(for: ReceiverInterest(name: "pager"), limit: 2)
        let (then, again) = (ward.clock.now, ward.clock.now.advanced(bySeconds: 60))
        try await ward.store.note(
            .failed("HTTP status 500"), of: due[0].id, to: "pager", nextAttempt: again, pausedUntil: again)
        ward.clock.move(1)
        try await ward.store.note(.delivered, of: due[1].id, to: "pager", nextAttempt: again, pausedUntil: nil)
        let state = try #require(try await ward.store.receivers(named: "pager").first)
        #expect(state.failingSince == nil && state.stuckSince == then && state.troubledSince == then)
        #expect(try await ward.store.receivers(named: "nobody") == [])
    }

    @Test func `who is not informed is not asked after quiet hours for what others have seen to`() async throws {
        let pager = ReceiverInterest(name: "pager", informs: false)
        let changes: [AlertChange] = [
            cleared, .acknowledge(by: "nurse"), .snooze(until: hour(1), by: "nurse", reason: "seen"),
        ]
        for change in changes {
            let ward = try await Ward()
            let (one, two) = (try await ward.raise(1, quietFor: 3600), try await ward.raise(2, quietFor: 3600))
            ward.clock.move(1)
            try await ward.change(one, change)
            try await ward.change(two, .join([.news2], AlertLevel(news2: 5)))
            ward.clock.move(3600)
            #expect(try await ward.drain(pager) == ["\(two) raise"], "\(change)")
            let skipped = try await ward.store.deliveries(DeliveryFilter(states: [.skipped]))
            #expect(skipped.map(\.alert) == [one])
        }
    }

    @Test func `in quiet hours nobody is told, and never of what came and went in them`() async throws {
        let ward = try await Ward()
        let (one, two) = (try await ward.raise(1, quietFor: 3600), try await ward.raise(2, quietFor: 3600))
        #expect(try await ward.due() == [])
        ward.clock.move(1800)
        try await ward.change(one, cleared)
        #expect(try await ward.due() == [])
        ward.clock.move(1800)
        #expect(try await ward.drain() == ["\(two) raise"])
        #expect(try await ward.store.deliveries(DeliveryFilter(states: [.skipped])).map(\.alert) == [one, one])
        ward.clock.move(1)
        try await ward.change(two, cleared)
        #expect(try await ward.drain() == ["\(two) clear"])
    }

    @Test func `what cannot wait any more is told with what of it did, in order`() async throws {
        let ward = try await Ward()
        let one = try await ward.raise(1, quietFor: 3600)
        try await ward.change(one, .snooze(until: hour(1), by: "nurse", reason: "seen"), .present(.snoozeEnd, nil))
        #expect(try await ward.drain() == ["\(one) raise", "\(one) snooze", "\(one) snooze-end"])
    }

    @Test func `an alert in quiet hours does not keep the patient's other alerts waiting`() async throws {
        let ward = try await Ward()
        let one = try await ward.raise(1, quietFor: 3600)
        let technical = try await ward.store.record([
            AssessmentRecord(
                encounterID: EncounterID(rawValue: 1), through: nil, assessments: [],
                decisions: [.raiseTechnical(.noData, subject: "", at: hour(3), isShadow: false)])
        ])
        #expect(try await ward.drain() == ["\(try #require(technical.first?.id)) raise"])
        ward.clock.move(3600)
        #expect(try await ward.drain() == ["\(one) raise"])
    }

    @Test func `a receiver of a tier hears of escalations to it and of what follows`() async throws {
        let ward = try await Ward(receivers: ["senior"])
        let senior = ReceiverInterest(name: "senior", tiers: [2])
        let (one, two) = (try await ward.raise(1), try await ward.raise(2))
        let snooze = AlertChange.snooze(until: hour(1), by: "nurse", reason: "seen")
        try await ward.change(one, .escalate, snooze, .present(.snoozeEnd, nil), cleared)
        try await ward.change(two, cleared)
        #expect(
            try await ward.drain(senior)
                == ["\(one) escalate", "\(one) snooze", "\(one) snooze-end", "\(one) clear"])
    }

    @Test(arguments: [
        (ReceiverInterest(name: "a"), ["1 raise", "1 acknowledge", "2 raise"]),
        (ReceiverInterest(name: "a", informs: false), ["1 raise", "2 raise"]),
        (ReceiverInterest(name: "a", technical: false), ["1 raise", "1 acknowledge"]),
        (ReceiverInterest(name: "a", units: ["W8"]), ["2 raise"]),
        (ReceiverInterest(name: "a", units: ["W7"]), ["1 raise", "1 acknowledge", "2 raise"]),
        (ReceiverInterest(name: "b"), ["1 raise", "1 acknowledge"]),
    ])
    func `a receiver gets what it asks for, and nothing about itself`(
        _ interest: ReceiverInterest, _ expected: [String]
    ) async throws {
        let ward = try await Ward(receivers: ["a", "b"])
        _ = try await ward.raise(1)
        try await ward.change(1, .acknowledge(by: "nurse"))
        try await ward.store.raiseServiceAlert(.receiver, subject: "b", at: hour(2), isShadow: false)
        #expect(try await ward.drain(interest).sorted() == expected.sorted())
    }

    @Test func `a commit to the outbox is noticed, and no other`() async throws {
        let ward = try await Ward()
        let count = Mutex(0)
        let observation = ward.store.observeOutbox { count.withLock { $0 += 1 } }
        try await ward.store.sampleStay(patient: "P3")
        #expect(count.withLock { $0 } == 0)
        _ = try await ward.raise(1)
        #expect(count.withLock { $0 } == 1)
        observation.cancel()
        _ = try await ward.raise(2)
        #expect(count.withLock { $0 } == 1)
    }

    /// 100,000 messages of 1,000 patients wait, and the oldest of each patient has just failed.
    @Test func `with all waiting for their next attempt, what is due is read through indexes alone`() async throws {
        let ward = try await Ward()
        _ = try await ward.raise(1)
        try ward.temporary.sql(
            """
            DELETE FROM delivery;
            WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i <= 100000)
            INSERT INTO outbox SELECT i, 1, 'join', 1, written, notBefore, message FROM n, outbox WHERE id = 1;
            INSERT INTO delivery
            SELECT 'pager', id, id % 1000, 'waiting', id <= 1000, iif(id <= 1000, 9e15, notBefore), NULL, 0, '' FROM outbox;
            UPDATE receiver SET readThrough = 100001;
            """)
        #expect(try await ward.due() == [])
        try ward.temporary.sql("UPDATE delivery SET nextAttempt = 5 WHERE outboxID = 700")
        let due = try await ward.store.due(for: ReceiverInterest(name: "pager"), limit: 32)
        #expect(due.map(\.id) == [700])
        #expect(try await ward.store.receivers().map(\.waiting) == [100_001])
    }
}
