import ClinicalDomain
import GRDB
import Testing

@testable import Store

@Suite struct AuditTests {
    /// A trail of five rows.
    private func trail() async throws -> TemporaryStore {
        let temporary = try TemporaryStore()
        for number in 1...5 {
            try await temporary.store.recordAudit(
                actor: "me", action: "test", subject: "row/\(number)", detail: ["n": "\(number)"])
        }
        return temporary
    }

    private static let disarm = """
        DROP TRIGGER auditIsImmutable; DROP TRIGGER auditIsKept; DROP TRIGGER auditContinuesTheChain;
        DROP TRIGGER auditIsNotReplaced;
        """

    @Test func `an untouched trail verifies`() async throws {
        let temporary = try await trail()
        #expect(try await temporary.store.verifyAudit() == nil)
        #expect(try await temporary.store.audit().map(\.id) == [5, 4, 3, 2, 1])
        #expect(try await temporary.store.audit(limit: 1).map(\.detail) == [#"{"n":"5"}"#])
        #expect(try await temporary.store.audit(since: Instant(millisecondsSince1970: 1_800_000_000_001)).isEmpty)
    }

    @Test func `an empty trail verifies and has no head`() async throws {
        let temporary = try TemporaryStore()
        #expect(try await temporary.store.verifyAudit() == nil)
        #expect(try await temporary.store.auditHead() == nil)
    }

    @Test(arguments: [
        ("UPDATE audit SET actor = 'you' WHERE id = 3", AuditBreach(id: 3, kind: .changed)),
        ("UPDATE audit SET at = at + 1 WHERE id = 1", AuditBreach(id: 1, kind: .changed)),
        ("UPDATE audit SET detail = '{}' WHERE id = 5", AuditBreach(id: 5, kind: .changed)),
        ("UPDATE audit SET action = 'tes', subject = 'trow/2' WHERE id = 2", AuditBreach(id: 2, kind: .changed)),
        ("UPDATE audit SET hash = randomblob(32) WHERE id = 2", AuditBreach(id: 2, kind: .changed)),
        ("UPDATE audit SET previousHash = randomblob(32) WHERE id = 2", AuditBreach(id: 2, kind: .broken)),
        ("DELETE FROM audit WHERE id = 1", AuditBreach(id: 1, kind: .missing)),
        ("DELETE FROM audit WHERE id = 3", AuditBreach(id: 3, kind: .missing)),
        ("DELETE FROM audit WHERE id = 5", AuditBreach(id: 5, kind: .truncated)),
        ("DELETE FROM audit", AuditBreach(id: 1, kind: .truncated)),
        (
            "DELETE FROM audit WHERE id = 3; UPDATE audit SET id = id - 1 WHERE id > 3",
            AuditBreach(id: 3, kind: .broken)
        ),
        (
            """
            UPDATE audit SET id = id + 10 WHERE id > 2; UPDATE audit SET id = id - 9 WHERE id > 2;
            INSERT INTO audit VALUES (3, 5, 'me', 'test', 'x', '{}', (SELECT hash FROM audit WHERE id = 2), randomblob(32))
            """, AuditBreach(id: 3, kind: .changed)
        ),
        (
            "UPDATE audit SET id = 99 WHERE id = 2; UPDATE audit SET id = 2 WHERE id = 3; UPDATE audit SET id = 3 WHERE id = 99",
            AuditBreach(id: 2, kind: .broken)
        ),
    ])
    func `a tampered trail is found at its first wrong row`(_ tampering: String, _ breach: AuditBreach) async throws {
        let temporary = try await trail()
        try temporary.sql(AuditTests.disarm + tampering)
        #expect(try await temporary.store.verifyAudit() == breach)
    }

    @Test(arguments: [
        ("UPDATE alert SET state = 'cleared', cleared = raised WHERE id = 1", AlertDeviation.Kind.state),
        ("UPDATE alert SET tier = 2 WHERE id = 1", .state),
        ("UPDATE alert SET reasons = '[\"network-risk\",\"news2\"]' WHERE id = 1", .state),
        ("DROP TRIGGER alertOriginIsImmutable; UPDATE alert SET encounterID = 2 WHERE id = 1", .state),
        ("UPDATE alertEvidence SET evidence = json_set(evidence, '$.version', 1) WHERE alertID = 1", .evidence),
        ("DELETE FROM alertEvidence WHERE alertID = 1", .evidence),
        (
            "DROP TRIGGER alertIsKept; DELETE FROM outbox; DELETE FROM alertEvidence; DELETE FROM alert WHERE id = 1",
            .missing
        ),
        (
            """
            CREATE TEMP TABLE one AS SELECT * FROM alert; UPDATE one SET id = 2, encounterID = 2;
            INSERT INTO alert SELECT * FROM one
            """, .unheardOf
        ),
    ])
    func `an alert that is not what the trail says is found`(_ tampering: String, _ kind: AlertDeviation.Kind)
        async throws
    {
        let temporary = try TemporaryStore()
        let one = try await temporary.store.sampleStay(patient: "P1")
        try await temporary.store.sampleStay(patient: "P2")
        try await temporary.store.record([
            AssessmentRecord(
                encounterID: one, through: nil, assessments: [], decisions: [.raise(.news2, .sample(at: 1))])
        ])
        #expect(try await temporary.store.verifyAlerts() == nil)
        try temporary.sql(
            "PRAGMA foreign_keys = OFF; DROP TRIGGER alertEvidenceIsImmutable; DROP TRIGGER alertEvidenceIsKept; \(tampering)"
        )
        #expect(try await temporary.store.verifyAudit() == nil)
        let alert: Int64 = kind == .unheardOf ? 2 : 1
        #expect(try await temporary.store.verifyAlerts() == AlertDeviation(alertID: alert, kind: kind))
    }

    @Test func `a cut-off end stays visible after further rows`() async throws {
        let temporary = try await trail()
        try temporary.sql("DROP TRIGGER auditIsKept; DELETE FROM audit WHERE id = 5")
        try await temporary.store.recordAudit(actor: "me", action: "test", subject: "after")
        #expect(try await temporary.store.verifyAudit() == AuditBreach(id: 5, kind: .missing))
    }

    @Test func `a trail computed anew is found by a head kept elsewhere`() async throws {
        let temporary = try await trail()
        let head = try #require(try await temporary.store.auditHead())
        #expect(head.id == 5)
        #expect(try await temporary.store.verifyAudit(against: head) == nil)
        try temporary.sql(
            "DROP TRIGGER auditIsKept; DELETE FROM audit; DELETE FROM sqlite_sequence WHERE name = 'audit'")
        for number in 1...5 {
            try await temporary.store.recordAudit(actor: "me", action: "forged", subject: "row/\(number)")
        }
        #expect(try await temporary.store.verifyAudit() == nil)
        #expect(try await temporary.store.verifyAudit(against: head) == AuditBreach(id: 5, kind: .changed))
        #expect(
            try await temporary.store.verifyAudit(against: AuditHead(id: 9, hash: []))
                == AuditBreach(id: 6, kind: .truncated))
    }

    @Test func `the hash is that of the documented bytes`() {
        // printf of the encoding, through coreutils' sha256sum.
        let row = AuditRow(
            id: 1, at: Instant(millisecondsSince1970: 258), actor: "me", action: "é", subject: "", detail: "{}",
            previousHash: AuditChain.origin, hash: [])
        let hex = AuditChain.hash(row).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
        #expect(hex == "8026f2a40c6fc189aa60a279b703fe45e8b91fcad114773149a3bf79e99f641a")
    }

    @Test func `a failed call leaves no audit row`() async throws {
        let temporary = try await trail()
        await #expect(throws: StoreError.self) {
            try await temporary.store.promote(name: "nobody", reason: "", by: "me")
        }
        await #expect(throws: StoreError.self) {
            try await temporary.store.recordAudit(actor: "", action: "test", subject: "")
        }
        #expect(try await temporary.store.audit().count == 5)
        try await temporary.store.recordAudit(actor: "me", action: "test", subject: "after")
        #expect(try await temporary.store.verifyAudit() == nil)
    }
}
