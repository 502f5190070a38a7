import Foundation
import Testing

extension EndToEnd {
    /// Databases that earlier versions wrote (`Tests/Fixtures/Schemas`), taken over by this one.
    @Suite struct UpgradeTests {
        static let versions = ["v001", "v002", "v003", "v004", "v005", "v006", "v007"]

        @Test(arguments: versions)
        func `a database of an earlier version is served with its alerts`(_ version: String) async throws {
            let workspace = try Workspace()
            try await workspace.makeDatabase(ofSchema: version)
            let before = try await workspace.storedAlerts()
            #expect(Set(before.map { $0[1] }) == ["open", "acknowledged", "cleared"])
            let observations = try await workspace.rows("SELECT count(*) FROM observation")
            let daemon = try await DaemonProcess(in: workspace)
            #expect(daemon.log.contains("a copy of it as it was is kept"))
            try await workspace.assessmentsHaveCaughtUp()
            #expect(try await workspace.storedAlerts() == before)
            #expect(try await workspace.rows("SELECT count(*) FROM observation") == observations)
            #expect(try await workspace.rows("PRAGMA integrity_check") == [["ok"]])
            #expect(try await workspace.rows("PRAGMA foreign_key_check") == [])
            #expect(try await workspace.wardwatch("audit", "verify").contains("intact"))

            // The copy is what was there before.
            let copy = try Workspace()
            try FileManager.default.moveItem(atPath: "\(workspace.database).\(version)", toPath: copy.database)
            let newest = try await copy.rows("SELECT substr(max(identifier), 1, 4) FROM grdb_migrations")
            #expect(newest == [[version]])
            #expect(try await copy.storedAlerts() == before)

            // Its alerts are shown, and made again as far as they say by which policy they were raised.
            for alert in before {
                let shown: AlertDocument = try await workspace.listing("alerts", "show", alert[0])
                #expect((shown.evidence.news2?.values.reduce(0, +) ?? 0) >= 7 && !shown.evidence.values.isEmpty)
            }
            let replay = try await workspace.command(["alerts", "replay", "--limit", "100"])
            let names = version >= "v005"
            #expect(replay.status == (names ? 0 : 1), "\(replay.output)")
            #expect(
                replay.output.hasSuffix(
                    names
                        ? "3 of 3 identical, 0 different, 0 cannot be made again\n"
                        : "0 of 3 identical, 0 different, 3 cannot be made again\n"), "\(replay.output)")

            // Life goes on where it was: the alert that is in force is not raised again, a new one is.
            let connection = try daemon.connect()
            for (patient, hour) in [("open", 2), ("well", 2)] {
                let message = WardMessage(
                    controlID: "N\(patient)", patient: patient, effective: admission + hour * 3600,
                    results: WardResult.failing, sender: "MONITOR")
                #expect(try connection.exchange(message.text)?.code == "AA")
            }
            try await workspace.assessmentsHaveCaughtUp()
            let after = try await workspace.storedAlerts()
            #expect(after.prefix(before.count) == before[...] && after.count == before.count + 1, "\(after)")
            #expect(try await daemon.stop() == 0)
        }
    }
}

extension Workspace {
    /// Makes the database as an earlier version left it.
    func makeDatabase(ofSchema version: String) async throws {
        let file = Executables.packageRoot.appendingPathComponent("Tests/Fixtures/Schemas/\(version).sql")
        // As a daemon leaves it: with a write-ahead log.
        try await change(
            "PRAGMA journal_mode = WAL;\n" + String(decoding: try Data(contentsOf: file), as: UTF8.self))
    }

    /// Number, state, time and patient of every alert, oldest first.
    fileprivate func storedAlerts() async throws -> [[String]] {
        try await rows(
            """
            SELECT alert.id, alert.state, alert.raised, patient.identifier FROM alert
            JOIN encounter ON encounter.id = alert.encounterID JOIN patient ON patient.id = encounter.patientID
            ORDER BY alert.id
            """)
    }
}
