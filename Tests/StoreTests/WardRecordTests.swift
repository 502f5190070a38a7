import ClinicalDomain
import GRDB
import Testing

@testable import Store

@Suite struct WardRecordTests {
    @Test func `an empty database has an empty record`() async throws {
        let temporary = try TemporaryStore()
        let record = try await temporary.store.wardRecord(since: hour(0), until: hour(24))
        #expect(record == WardRecord(since: hour(0), until: hour(24)))
        let all = try await temporary.store.wardRecord(
            since: Instant(millisecondsSince1970: .min), until: Instant(millisecondsSince1970: .max))
        #expect(all.alerts.isEmpty && all.stays.isEmpty)
    }

    @Test func `alerts come with what was done about them`() async throws {
        let temporary = try TemporaryStore()
        let store = temporary.store
        let stay = try await store.sampleStay(patient: "P1")
        let unknown = QuarantineEntry(reason: .unknownCode, place: "OBX-3", found: "x", hint: "map it")
        _ = try await store.append(
            .sample("later", patient: "P1", observations: [.sample(at: 2, issued: -1)], quarantine: [unknown]))
        try await store.record([
            AssessmentRecord(
                encounterID: stay, through: nil, assessments: [], decisions: [.raise(.news2, .sample(at: 1))])
        ])
        try await store.change([(1, .escalate)])
        try await store.acknowledge(alertID: 1, by: "nurse")
        _ = try await store.label(patient: "P1", outcome: OutcomeEvent(name: "death", at: hour(3)), by: "me")
        let record = try await store.wardRecord(since: hour(0), until: hour(24))
        let course = try #require(record.alerts.first)
        #expect(record.alerts.count == 1 && course.patient == "P1" && course.person != nil)
        #expect(course.changes.map(\.name) == ["raise", "escalate", "acknowledge"])
        #expect(course.changes.map(\.tier) == [1, 2, 2])
        #expect(record.events.map(\.name) == ["death"] && record.events.map(\.person) == [course.person])
        #expect(record.stays.map(\.begins) == [hour(0)] && record.stays.map(\.ends) == [hour(2)])
        #expect(record.stays[0].person == course.person)
        // Received at 1 h: two hours after the value of the second message was issued.
        #expect(
            record.sources == [
                WardRecord.Source(
                    name: "MONITOR", format: "hl7v2", messages: 2, last: hour(1), quarantined: ["unknown-code": 1],
                    sampled: 2, late: 1)
            ])
        #expect(course.stay == stay && record.stays.map(\.id) == [stay] && course.quietUntil == nil)
        // What is in force counts for any later period; its event no more.
        let later = try await store.wardRecord(since: hour(100), until: hour(200))
        #expect(later.alerts.count == 1 && later.events.isEmpty && later.stays.isEmpty)
        #expect(later.sources.isEmpty)
    }

    @Test func `a stay is watched from its first value on`() async throws {
        let temporary = try TemporaryStore()
        let store = temporary.store
        // Admitted long before the monitor; admitted after the first value; never a value.
        _ = try await store.append(.adt(.admit, at: 0, patient: "P1", unit: "W1", admitted: 0))
        _ = try await store.append(.values(at: 70, 75, patient: "P1", visit: "V1"))
        _ = try await store.append(.values(at: 60, 72, patient: "P2", visit: "V1"))
        _ = try await store.append(.adt(.admit, at: 65, patient: "P2", unit: "W1", admitted: 65))
        _ = try await store.append(.adt(.admit, at: 50, patient: "P3", unit: "W1", admitted: 50))
        _ = try await store.append(.adt(.discharge, at: 90, patient: "P3", unit: "W1", discharged: 90))
        let stays = try await store.wardRecord(since: hour(48), until: hour(100)).stays
        #expect(stays.map(\.begins) == [hour(65), hour(70)] && stays.map(\.ends) == [hour(72), hour(75)])
        #expect(try await store.wardRecord(since: hour(48), until: hour(68)).stays.count == 1)
    }

    @Test func `units are those in which patients have been`() async throws {
        let temporary = try TemporaryStore()
        #expect(try await temporary.store.unitNames() == [])
        _ = try await temporary.store.append(.adt(.admit, at: 0, unit: "W2", admitted: 0))
        _ = try await temporary.store.append(.adt(.transfer, at: 5, unit: "W1"))
        _ = try await temporary.store.append(.adt(.preadmit, at: 5, patient: "P2", unit: "W3"))
        #expect(try await temporary.store.unitNames() == ["W1", "W2"])
    }

    @Test func `the end of quiet hours is kept when they end sooner`() async throws {
        let temporary = try TemporaryStore()
        let stay = try await temporary.store.sampleStay(patient: "P1")
        let raise = AlertDecision.Raise(reasons: [.news2], level: AlertLevel(), quietUntil: hour(1_000_000))
        try await temporary.store.record([
            AssessmentRecord(
                encounterID: stay, through: nil, assessments: [], decisions: [.raise(raise, .sample(at: 1))])
        ])
        try await temporary.store.change([(1, .present(.worsening, nil))])
        let course = try #require(
            try await temporary.store.wardRecord(since: hour(0), until: hour(24)).alerts.first)
        #expect(course.alert.quietUntil == nil && course.quietUntil == hour(1_000_000))
    }

    @Test func `outcomes are known of stays that a sender of events told of`() async throws {
        let temporary = try TemporaryStore()
        let store = temporary.store
        func known(of stays: [EncounterID]) async throws -> [Bool] {
            let alerts = try await store.wardRecord(since: hour(0), until: hour(24)).alerts
            return stays.map { stay in alerts.contains { $0.stay == stay && $0.isOutcomeKnown } }
        }
        _ = try await store.append(.adt(.admit, at: 0, patient: "P1", unit: "W1", admitted: 0))
        _ = try await store.append(.values(at: 1, patient: "P1", visit: "V1"))
        var stays: [EncounterID] = []
        stays += try await store.encounters(ofPatient: "P1").map(\.id)
        stays.append(try await store.sampleStay(patient: "P2"))
        try await store.record(
            stays.map {
                AssessmentRecord(
                    encounterID: $0, through: nil, assessments: [], decisions: [.raise(.news2, .sample(at: 1))])
            })
        #expect(try await known(of: stays) == [false, false])
        _ = try await store.label(patient: "P2", outcome: OutcomeEvent(name: "sepsis", at: hour(3)), by: "me")
        #expect(try await known(of: stays) == [false, false], "labels by hand do not say of whom nothing is known")
        // The information system tells of a death, of somebody else.
        let death = OutcomeEvent(name: "death", at: hour(5))
        _ = try await store.append(.adt(.discharge, at: 5, patient: "P3", unit: "W1", discharged: 5, outcomes: [death]))
        #expect(try await known(of: stays) == [true, false], "of P2 only the monitor told")
        // Lines of a file that do not say whose they are speak for all of their format.
        let line = Delivery.sample("line", patient: "P4", format: .ndjson, source: "PUMP", observations: [.sample()])
        stays.append(try #require(try await store.append(line).encounterID))
        try await store.record([
            AssessmentRecord(
                encounterID: stays[2], through: nil, assessments: [], decisions: [.raise(.news2, .sample(at: 1))])
        ])
        #expect(try await known(of: stays) == [true, false, false])
        _ = try await store.append(
            .sample("arrest", patient: "P5", format: .ndjson, source: "", outcomes: [death]))
        #expect(try await known(of: stays) == [true, false, true])
    }

    @Test(arguments: [
        (WardRecordReader.alerts, "SEARCH alert USING INDEX alertByTime"),
        (WardRecordReader.changes, "SEARCH audit USING INDEX auditBySubject (subject=?)"),
        (WardRecordReader.places, "SEARCH stayLocation USING PRIMARY KEY (encounterID=?)"),
        (WardRecordReader.events, "SEARCH place USING PRIMARY KEY (encounterID=? AND since<?)"),
        (WardRecordReader.firstValue, "SEARCH observation USING PRIMARY KEY (encounterID=? AND channelID=?)"),
        (WardRecordReader.tellers, "SEARCH message USING INTEGER PRIMARY KEY (rowid=?)"),
        (WardRecordReader.tellersOfStay, "SEARCH stayEvent USING PRIMARY KEY (encounterID=?)"),
        (WardRecordReader.messages, "SEARCH message USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)"),
        (
            WardRecordReader.quarantine,
            "SEARCH quarantine USING INDEX quarantineByMessage (messageID>? AND messageID<?)"
        ),
        (
            WardRecordReader.values,
            "SEARCH observation USING PRIMARY KEY (encounterID=? AND channelID=? AND effective>?"
        ),
    ])
    func `no query reads all values, messages or changes`(_ sql: String, _ plan: String) throws {
        let temporary = try TemporaryStore()
        let found = try temporary.store.pool.read { database in
            let numbered = (1...9).last { sql.contains("?\($0)") }
            return try Row.fetchAll(
                database, sql: "EXPLAIN QUERY PLAN " + sql,
                arguments: StatementArguments([Int?](repeating: nil, count: numbered ?? (sql.contains("?") ? 1 : 0)))
            ).map { $0["detail"] as String }.joined(separator: "\n")
        }
        #expect(found.contains(plan), "\(found)")
        for table in ["observation", "message", "audit"] { #expect(!found.contains("SCAN \(table)"), "\(found)") }
    }
}
