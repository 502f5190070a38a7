import Foundation
import Testing

extension EndToEnd {
    /// One patient is deleted while the daemon watches the ward.
    @Suite struct PatientDeletionTests {
        @Test func `the daemon goes on without the patient, and takes them for a new one when they come again`()
            async throws
        {
            let workspace = try Workspace()
            let daemon = try await DaemonProcess(in: workspace)
            let connection = try daemon.connect()
            func send(_ patient: String, hour: Int, _ results: [WardResult]) async throws {
                let message = WardMessage(
                    controlID: "\(patient)\(hour)", patient: patient, effective: admission + hour * 3600,
                    results: results)
                #expect(try connection.exchange(message.text)?.code == "AA")
                try await workspace.assessmentsHaveCaughtUp()
            }
            for patient in ["ZZSTAYS", "ZZGONE"] { try await send(patient, hour: 0, WardResult.failing) }
            try await workspace.wardwatch("patients", "delete", "ZZGONE", "--yes")
            try await send("ZZSTAYS", hour: 1, WardResult.failing)
            // Of the failing values nothing is known any more: the same patient is well, and nobody is alerted.
            try await send("ZZGONE", hour: 2, WardResult.well)
            let scores = try await workspace.rows(
                """
                SELECT identifier, news2Total, (SELECT count(*) FROM alert WHERE encounterID = encounter.id)
                FROM assessment JOIN encounter ON encounter.id = assessment.encounterID
                JOIN patient ON patient.id = encounter.patientID ORDER BY identifier, step
                """)
            #expect(scores.count == 3 && scores[0] == ["ZZGONE", "0", "0"], "\(scores)")
            #expect(scores[1...].allSatisfy { $0[0] == "ZZSTAYS" && $0[2] == "1" }, "\(scores)")
            #expect(daemon.loggedErrors.isEmpty, "\(daemon.loggedErrors)")
            #expect(try await daemon.stop() == 0)
            #expect(try await workspace.wardwatch("audit", "verify").contains("intact"))
            #expect(try await workspace.wardwatch("doctor", "--deep").contains("all pages are sound"))
        }
    }
}
