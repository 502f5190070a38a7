import ClinicalDomain
import Foundation
import GRDB
import Testing

@testable import Store

@Suite struct ErasureTests {
    /// Two patients with values, alerts with evidence, outcomes, quarantined entries and merged identifiers.
    private func ward() async throws -> TemporaryStore {
        let temporary = try TemporaryStore()
        let store = temporary.store
        for (number, patient) in ["ZZGONE", "STAYS"].enumerated() {
            let entry = QuarantineEntry(reason: .implausible, place: "OBX[1]-5", found: "\(patient) 999", hint: "")
            try await store.append(
                .sample(
                    "message \(number)", patient: patient, body: "PID|1||\(patient)^^^HOSP\r",
                    observations: [.sample(.heartRate, 80, at: 1), .sample(.heartRate, 90, at: 2)],
                    quarantine: [entry]))
            let id = try #require(try await store.encounters(ofPatient: patient).first?.id)
            try await store.record([
                AssessmentRecord(
                    encounterID: id, through: nil, assessments: [.sample(id)], decisions: [.raise(.news2, .sample())])
            ])
            try await store.label(
                patient: patient, visit: nil,
                outcome: OutcomeEvent(name: "sepsis", at: Instant(millisecondsSince1970: 9)),
                by: "me")
        }
        // Nothing of it could be used, so nothing refers to it but its own text.
        try await store.append(
            Delivery(
                message: Delivery.Message(
                    format: .hl7v2, source: "S", identity: [9], body: Array("PID|1||HOSP:ZZGONE\rOBX|broken".utf8),
                    received: hour(1)), subject: nil,
                quarantine: [QuarantineEntry(reason: .unparseable, place: "", found: "ZZGONE", hint: "")]))
        return temporary
    }

    @Test func `nothing of the patient is left in the files, and everything of the others`() async throws {
        let temporary = try await ward()
        let store = temporary.store
        #expect(try temporary.filesContain("ZZGONE"))
        let before = try await store.counts()
        let dry = try await store.erase(patient: "ZZGONE", by: "me", isDryRun: true)
        #expect(try await store.counts() == before, "a dry run changes nothing")
        let erasure = try await store.erase(patient: "ZZGONE", by: "me")
        #expect(erasure == dry)
        #expect(erasure.stays == 1 && erasure.observations == 2 && erasure.alerts.count == 1 && erasure.outcomes == 1)
        #expect(erasure.messages == 2 && erasure.quarantined == 2 && erasure.isOpen)
        #expect(try !temporary.filesContain("ZZGONE"))
        #expect(try temporary.filesContain("STAYS"))
        let after = try await store.counts()
        #expect(after.patients == 1 && after.observations == 2 && after.messages == before.messages)
        #expect(after.alerts == [.open: 1] && after.outcomes == ["sepsis": 1] && after.quarantine == [.implausible: 1])
        #expect(try await store.integrityProblems() == [])
    }

    @Test func `the audit trail is whole, says what was deleted, and still finds an alert that was taken`() async throws
    {
        let temporary = try await ward()
        let store = temporary.store
        let erasure = try await store.erase(patient: "ZZGONE", by: "me")
        #expect(try await store.verifyAudit() == nil)
        #expect(try await store.verifyAlerts() == nil)
        let row = try #require(try await store.audit(limit: 1).first)
        #expect(row.action == "patient.erase" && row.actor == "me" && !row.detail.contains("ZZGONE"))
        #expect(row.detail.contains(#""alerts":"\#(erasure.alerts[0])""#))
        // The triggers are back, and somebody with the file in hands is found out.
        await #expect(throws: StoreError.self) {
            try await store.write { try $0.execute(sql: "DELETE FROM alertEvidence") }
        }
        try await store.write {
            try $0.execute(
                sql: """
                    DROP TRIGGER alertIsKept; DROP TRIGGER alertEvidenceIsKept;
                    DELETE FROM outbox; DELETE FROM alertEvidence; DELETE FROM alert
                    """)
        }
        #expect(try await store.verifyAlerts()?.kind == .missing)
    }

    @Test func `a repeated message of a deleted patient is known as one`() async throws {
        let temporary = try await ward()
        _ = try await temporary.store.erase(patient: "ZZGONE", by: "me")
        let again = Delivery.sample("message 0", patient: "ZZGONE", observations: [.sample(.heartRate, 80, at: 60)])
        #expect(try await temporary.store.append([again])[0].isRepetition)
        #expect(try await temporary.store.counts().patients == 1)
        await #expect(throws: StoreError.unknownPatient) {
            try await temporary.store.erase(patient: "ZZGONE", by: "me")
        }
    }

    @Test func `the number of a deleted stay is never used again`() async throws {
        let temporary = try await ward()
        let store = temporary.store
        // The newest: SQLite would give its number to the next one.
        let gone = try #require(try await store.encounters(ofPatient: "STAYS").first?.id)
        _ = try await store.erase(patient: "STAYS", by: "me")
        let next = try await store.append(
            .sample("next", patient: "NEXT", observations: [.sample(.heartRate, 80, at: 3)]))
        #expect(try #require(next.encounterID) > gone)
        #expect(try await store.history(of: gone, isScored: true) == nil)
        #expect(
            try await store.patients(PatientFilter(openOnly: false)).map(\.patient.identifier) == ["NEXT", "ZZGONE"])
        await #expect(throws: StoreError.unknownPatient) { try await store.erase(patient: "deleted/2", by: "me") }
    }

    @Test func `an export has a line for everything, and names nobody else`() async throws {
        let temporary = try await ward()
        var lines: [String] = []
        try temporary.store.forEachLine(ofPatient: "ZZGONE") { lines.append($0) }
        let kinds = try lines.map { line in
            let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
            #expect(object?["version"] as? Int == 1)
            return object?["kind"] as? String ?? ""
        }
        #expect(kinds.count { $0 == "observation" } == 2)
        #expect(Set(kinds).isSuperset(of: ["patient", "stay", "observation", "outcome", "alert", "message", "audit"]))
        #expect(!lines.contains { $0.contains("STAYS") })
    }

    @Test(arguments: [
        ("PID|1||77001^^^H\r", true), ("PID|1||770011\r", false), ("OBX|1|NM|||77001\r", false), ("MRG|77001\r", true),
        ("PID|1||A77001\r", false),
    ])
    func `a message names a patient where the identifier stands by itself`(_ text: String, _ names: Bool) {
        #expect(MessageSearch.names(Array("77001".utf8), Array(text.utf8), isHL7: true) == names)
    }
}

extension TemporaryStore {
    /// Whether any byte of the database and its log is of a text.
    fileprivate func filesContain(_ text: String) throws -> Bool {
        try ["", "-wal"].contains { suffix in
            try Data(contentsOf: URL(fileURLWithPath: path + suffix)).range(of: Data(text.utf8)) != nil
        }
    }
}
