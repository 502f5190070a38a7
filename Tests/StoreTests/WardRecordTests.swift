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
        // What is in force counts for any later period; its event no more.
        let later = try await store.wardRecord(since: hour(100), until: hour(200))
        #expect(later.alerts.count == 1 && later.events.isEmpty && later.stays.isEmpty)
        #expect(later.sources.isEmpty)
    }

    @Test(arguments: [
        (WardRecordReader.alerts, "SEARCH alert USING INDEX alertByTime"),
        (WardRecordReader.changes, "SEARCH audit USING INDEX auditBySubject (subject=?)"),
        (WardRecordReader.places, "SEARCH stayLocation USING PRIMARY KEY (encounterID=?)"),
        (WardRecordReader.events, "SEARCH place USING PRIMARY KEY (encounterID=? AND since<?)"),
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
                arguments: StatementArguments([Int?](repeating: nil, count: numbered ?? 1))
            ).map { $0["detail"] as String }.joined(separator: "\n")
        }
        #expect(found.contains(plan), "\(found)")
        for table in ["observation", "message", "audit"] { #expect(!found.contains("SCAN \(table)"), "\(found)") }
    }
}
