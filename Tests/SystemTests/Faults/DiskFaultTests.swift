import Foundation
import Testing

extension EndToEnd {
    /// A disk that refuses, a database that somebody else holds, pages that are damaged: nothing that was acknowledged
    /// is missing afterwards, the log says what happened, and health or the exit status says so too.
    @Suite(.enabled(if: FaultyDisk.isAvailable, "a C compiler makes the faulty disk"))
    struct DiskFaultTests {
        private func message(_ patient: String) -> WardMessage {
            WardMessage(controlID: patient, patient: patient, effective: admission, results: WardResult.failing)
        }

        private func expectReady(_ daemon: DaemonProcess, _ reason: String? = nil) async throws {
            try await poll(until: "readiness says \(reason ?? "ready"): \(daemon.log)") {
                let ready = try httpGet("/readyz", port: daemon.httpPort)
                guard let reason else { return ready.status == 200 && ready.body.contains(#""reasons":[]"#) }
                return ready.status == 503 && ready.body.contains(reason)
            }
        }

        private func expect(_ patients: [String], in workspace: Workspace) async throws {
            try await workspace.assessmentsHaveCaughtUp()
            let stored = try await workspace.rows(
                """
                SELECT identifier, (SELECT count(*) FROM observation WHERE encounterID = encounter.id),
                    (SELECT count(*) FROM alert WHERE encounterID = encounter.id)
                FROM patient JOIN encounter ON encounter.patientID = patient.id ORDER BY identifier
                """)
            #expect(stored == patients.sorted().map { [$0, "\(WardResult.failing.count)", "1"] })
            #expect(try await workspace.rows("PRAGMA integrity_check") == [["ok"]])
            #expect(try await workspace.command(["audit", "verify"]).status == 0)
        }

        @Test(arguments: [
            (ENOSPC, "no room left on the file system"), (EIO, "cannot be read or written"),
            (EROFS, "cannot be read or written"),
        ])
        func `a disk that refuses to write`(_ error: Int32, _ reason: String) async throws {
            let workspace = try Workspace()
            let disk = try await FaultyDisk(in: workspace)
            let daemon = try await DaemonProcess(in: workspace, environment: disk.environment)
            let connection = try daemon.connect()
            #expect(try connection.exchange(message("before").text)?.code == "AA")
            try await expectReady(daemon)
            try disk.refuse(with: error)
            for number in 0..<3 {
                let answer = try connection.exchange(message("refused\(number)").text)
                #expect(answer?.code == "AE" && answer?.error?.contains("207") == true)
            }
            try await expectReady(daemon, reason)
            #expect(try httpGet("/healthz", port: daemon.httpPort).status == 200, "it is alive")
            try await poll(until: "the log says so") {
                daemon.log.contains("the database takes nothing; senders are told to repeat")
            }
            try disk.refuse(with: 0)
            // Without a message: the daemon looks by itself.
            try await expectReady(daemon)
            try await poll(until: "the log says so") { daemon.log.contains("the database takes everything again") }
            for number in 0..<3 {
                #expect(try connection.exchange(message("refused\(number)").text)?.code == "AA", "as it was told")
            }
            try await workspace.assessmentsHaveCaughtUp()
            // An end on such a disk is none that a service manager would take for a good one, nor is a start.
            try disk.refuse(with: error)
            #expect(try connection.exchange(message("late").text)?.code == "AE")
            #expect(try await daemon.stop() == 1)
            let start = try await run(
                DaemonProcess.executable, ["--database", workspace.database],
                environment: DaemonProcess.environment.merging(disk.environment) { $1 })
            #expect(start.status == 1 && start.errors.contains("hint: "), "\(start.errors)")
            let good = try await DaemonProcess(in: workspace)
            try await expect(["before", "refused0", "refused1", "refused2"], in: workspace)
            #expect(try await good.stop() == 0)
        }

        @Test func `a database that a stranger holds for half a minute`() async throws {
            let workspace = try Workspace()
            let daemon = try await DaemonProcess(in: workspace)
            let connection = try daemon.connect()
            #expect(try connection.exchange(message("before").text)?.code == "AA")
            try await workspace.assessmentsHaveCaughtUp()
            let hold = """
                import sqlite3, sys
                c = sqlite3.connect(sys.argv[1], isolation_level=None); c.execute("BEGIN EXCLUSIVE")
                print("locked", flush=True); sys.stdin.read()
                """
            let python = try #require(Executables.find("python3"))
            let stranger = try ChildProcess(python, ["-c", hold, workspace.database], hasInput: true)
            try await poll(until: "the lock is held") { stranger.output.contains("locked") }
            // Each waits five seconds for the lock.
            for number in 0..<6 {
                #expect(try connection.exchange(message("refused\(number)").text)?.code == "AE")
            }
            try await expectReady(daemon, "locked by another process")
            #expect(daemon.log.contains("stayed locked by another process"))
            try stranger.input?.close()
            #expect(try await stranger.end(within: .seconds(5)) == 0)
            try await expectReady(daemon)
            for number in 0..<6 {
                #expect(try connection.exchange(message("refused\(number)").text)?.code == "AA")
            }
            try await expect(["before"] + (0..<6).map { "refused\($0)" }, in: workspace)
            #expect(try await daemon.stop() == 0)
        }

        @Test func `damaged pages are found at the next start, and a backup brings everything back`() async throws {
            let workspace = try Workspace()
            var daemon = try await DaemonProcess(in: workspace)
            var connection = try daemon.connect()
            let patients = (0..<40).map { "p\($0)" }
            for patient in patients { #expect(try connection.exchange(message(patient).text)?.code == "AA") }
            try await workspace.assessmentsHaveCaughtUp()
            #expect(try await daemon.stop() == 0)
            let backup = workspace.path("backup.sqlite")
            #expect(try await workspace.command(["backup", backup]).status == 0)
            // What is in the log is not read from the pages.
            try await workspace.change("PRAGMA wal_checkpoint(TRUNCATE)")
            // The pages of one table: the schema is read as before, so the daemon starts.
            let root = try await workspace.count("SELECT rootpage FROM sqlite_schema WHERE name = 'observation'")
            let file = try FileHandle(forUpdating: URL(fileURLWithPath: workspace.database))
            try file.seek(toOffset: UInt64(root - 1) * 4096)
            try file.write(contentsOf: Data(repeating: 0xA5, count: 4096))
            try file.close()
            // As after a power failure: the file of the daemon that was running is still there.
            try workspace.write("{}", to: "ward.sqlite.endpoints.json")

            daemon = try await DaemonProcess(in: workspace)
            try await expectReady(daemon, "damaged")
            #expect(daemon.log.contains("did not stop properly; the database is checked"))
            try await poll(until: "the log says so") { daemon.log.contains("is damaged") }
            connection = try daemon.connect()
            #expect(try connection.exchange(message("late").text)?.code == "AE")
            let doctor = try await workspace.command(["doctor", "--deep"])
            #expect(doctor.status == 1 && (doctor.output + doctor.errors).contains("damaged"), "\(doctor.output)")
            try await daemon.kill()

            for suffix in ["", "-wal", "-shm"] {
                try? FileManager.default.removeItem(atPath: workspace.database + suffix)
            }
            try FileManager.default.moveItem(atPath: backup, toPath: workspace.database)
            daemon = try await DaemonProcess(in: workspace)
            connection = try daemon.connect()
            #expect(try connection.exchange(message("late").text)?.code == "AA")
            try await expectReady(daemon)
            try await expect(patients + ["late"], in: workspace)
            #expect(try await daemon.stop() == 0)
        }
    }
}
