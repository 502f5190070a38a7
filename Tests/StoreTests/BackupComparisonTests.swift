import ClinicalDomain
import Foundation
import GRDB
import Testing

@testable import Store

@Suite struct BackupComparisonTests {
    private func backup(_ temporary: TemporaryStore) async throws -> String {
        _ = try await temporary.store.append(CrashTests.call(0))
        try await temporary.store.recordAudit(actor: "me", action: "test", subject: "")
        let path = temporary.directory.appendingPathComponent("copy.sqlite").path
        try await temporary.store.backup(to: path)
        return path
    }

    @Test func `what was stored since the copy is no difference`() async throws {
        let temporary = try TemporaryStore()
        let path = try await backup(temporary)
        _ = try await temporary.store.append(CrashTests.call(1))
        try await temporary.store.recordAudit(actor: "me", action: "later", subject: "")
        let copy = try WardwatchStore(path: path, mode: .readOnly)
        #expect(try await temporary.store.differences(fromCopy: copy) == [])
    }

    @Test(arguments: [
        ("DELETE FROM observation WHERE effective = (SELECT min(effective) FROM observation)", "observations"),
        (
            """
            DROP TRIGGER observationIsImmutable;
            UPDATE observation SET effective = effective + 1 WHERE effective = (SELECT max(effective) FROM observation)
            """, "observations"
        ),
        (
            "DROP TRIGGER auditIsImmutable; UPDATE audit SET hash = randomblob(32) WHERE id = 1",
            "hash of the audit trail"
        ),
    ])
    func `what a copy lacks or holds otherwise is said`(_ damage: String, _ what: String) async throws {
        let temporary = try TemporaryStore()
        let path = try await backup(temporary)
        let queue = try DatabaseQueue(path: path)
        try await queue.write { try $0.execute(sql: damage) }
        try queue.close()
        let copy = try WardwatchStore(path: path, mode: .readOnly)
        let differences = try await temporary.store.differences(fromCopy: copy)
        #expect(differences.count == 1 && differences.first?.hasPrefix("\(what): ") == true, "\(differences)")
    }
}
