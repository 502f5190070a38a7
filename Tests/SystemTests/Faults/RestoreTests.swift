import Foundation
import Testing

extension EndToEnd {
    /// Backups that are put back.
    @Suite struct RestoreTests {
        private func message(_ patient: String) -> WardMessage {
            WardMessage(controlID: patient, patient: patient, effective: admission, results: WardResult.failing)
        }

        private func send(_ patients: [String], to daemon: DaemonProcess) throws {
            let connection = try daemon.connect()
            for patient in patients { #expect(try connection.exchange(message(patient).text)?.code == "AA") }
        }

        private func patients(_ workspace: Workspace) async throws -> [String] {
            try await workspace.rows("SELECT identifier FROM patient ORDER BY identifier").map { $0[0] }
        }

        @Test func `a backup made meanwhile is put back, and the old database kept`() async throws {
            let workspace = try Workspace()
            var daemon = try await DaemonProcess(in: workspace)
            try send(["a", "b"], to: daemon)
            let backup = workspace.path("backup.sqlite")
            #expect(try await workspace.command(["backup", backup]).errors.contains("copied, checked and compared"))
            try send(["c"], to: daemon)
            let refused = try await workspace.command(["restore", backup])
            #expect(refused.status == 1 && refused.errors.contains("another wardwatchd is running"))
            #expect(try await daemon.stop() == 0)
            let restored = try await workspace.command(["restore", backup])
            #expect(restored.status == 0, "\(restored.errors)")
            #expect(try await patients(workspace) == ["a", "b"])
            let kept = try FileManager.default.contentsOfDirectory(atPath: workspace.directory.path)
                .filter { $0.hasPrefix("ward.sqlite.replaced-") }
            let old = workspace.path("\(try #require(kept.first))/ward.sqlite")
            #expect(try await runTool("sqlite3", ["-readonly", old, "SELECT count(*) FROM patient"]) == "3\n")
            daemon = try await DaemonProcess(in: workspace)
            try send(["b", "c"], to: daemon)
            try await workspace.assessmentsHaveCaughtUp()
            #expect(try await patients(workspace) == ["a", "b", "c"], "the sender repeats what came since")
            #expect(try await workspace.rows("SELECT count(*) FROM message") == [["3"]])
            #expect(try await workspace.wardwatch("audit", "verify").contains("intact"))
            #expect(try await daemon.stop() == 0)
        }

        @Test func `what is no backup, or a damaged one, changes nothing`() async throws {
            let workspace = try Workspace()
            let daemon = try await DaemonProcess(in: workspace)
            try send((0..<30).map { "p\($0)" }, to: daemon)
            #expect(try await daemon.stop() == 0)
            let (backup, text) = (workspace.path("backup.sqlite"), try workspace.write("no database", to: "text"))
            try await workspace.wardwatch("backup", backup)
            let root = try await workspace.count("SELECT rootpage FROM sqlite_schema WHERE name = 'observation'")
            let file = try FileHandle(forUpdating: URL(fileURLWithPath: backup))
            for page in [root, root + 1, root + 2] {
                try file.seek(toOffset: UInt64(page) * 4096)
                try file.write(contentsOf: Data(repeating: 0xA5, count: 4096))
            }
            try file.close()
            for path in [backup, text, workspace.path("none")] {
                let result = try await workspace.command(["restore", path])
                #expect(result.status == 1 && result.errors.contains("hint: "), "\(path): \(result.errors)")
                #expect(try await patients(workspace).count == 30)
            }
            let files = try FileManager.default.contentsOfDirectory(atPath: workspace.directory.path)
            #expect(!files.contains { $0.contains("partial") || $0.contains("replaced") }, "\(files)")
        }

        @Test(.enabled(if: FaultyDisk.isAvailable, "a C compiler makes the faulty disk"))
        func `ended at any moment, the old database or the new one is there`() async throws {
            let original = try Workspace()
            let daemon = try await DaemonProcess(in: original)
            try send(["a", "b"], to: daemon)
            try await original.wardwatch("backup", original.path("backup.sqlite"))
            try send(["c"], to: daemon)
            try await original.assessmentsHaveCaughtUp()
            // With a log that holds what is not in the file yet.
            try await daemon.kill()
            let rehearsed = try Workspace(copyOf: original)
            let disk = try await FaultyDisk(in: rehearsed)
            let arguments = ["restore", rehearsed.path("backup.sqlite")]
            #expect(try await rehearsed.command(arguments, environment: disk.environment).status == 0)
            let count = try disk.operations
            for index in 0..<24 {
                let workspace = try Workspace(copyOf: original)
                let disk = try await FaultyDisk(in: workspace)
                let end = FaultyDisk.End.allCases[index % FaultyDisk.End.allCases.count]
                try disk.end(before: 1 + index * count / 24, end)
                _ = try await workspace.command(
                    ["restore", workspace.path("backup.sqlite")], environment: disk.environment)
                let comment: Comment = "\(end) before \(1 + index * count / 24) of \(count)"
                let found = try await patients(workspace)
                #expect(found == ["a", "b"] || found == ["a", "b", "c"], comment)
                #expect(
                    try await workspace.command(["doctor", "--deep"]).output.contains("all pages are sound"), comment)
                // Whoever repeats it, gets what was asked for.
                let again = try await workspace.command(["restore", workspace.path("backup.sqlite")])
                #expect(again.status == 0, comment)
                #expect(try await patients(workspace) == ["a", "b"], comment)
            }
        }
    }
}
