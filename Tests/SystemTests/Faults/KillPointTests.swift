import Foundation
import Testing

extension EndToEnd {
    /// What was acknowledged survives a killed process and a loss of power, at any operation of the disk.
    ///
    /// `WARDWATCH_KILL_POINTS` says how many are tried, 220 by default.
    @Suite(.enabled(if: FaultyDisk.isAvailable, "a C compiler makes the faulty disk"))
    struct KillPointTests {
        /// One moment to end at.
        struct Point: CustomStringConvertible {
            var number: Int
            let kind: FaultyDisk.Operation?
            let end: FaultyDisk.End
            var description: String { "\(end) before \(kind.map { "\($0)" } ?? "operation") \(number)" }
        }

        private static let count =
            ProcessInfo.processInfo.environment["WARDWATCH_KILL_POINTS"].flatMap { Int($0) } ?? 220

        /// A share of the points: one half before an fsync, one half before any operation, spread over all there are.
        private static func points(percent: Int, syncs: Int, operations: Int) -> [Point] {
            let count = max(count * percent / 100, 8)
            return (0..<count).map { index in
                let isSync = index.isMultiple(of: 2)
                let all = isSync ? syncs : operations
                return Point(
                    number: 1 + index * all / count, kind: isSync ? .sync : nil,
                    end: FaultyDisk.End.allCases[index / 2 % FaultyDisk.End.allCases.count])
            }
        }

        /// How many operations a run has that nothing ends.
        private func rehearse(_ run: (FaultyDisk) async throws -> Void, in workspace: Workspace) async throws -> Int {
            let disk = try await FaultyDisk(in: workspace)
            try disk.count()
            try await run(disk)
            #expect(try disk.ending == nil)
            return try disk.operations
        }

        /// Ends a run at a point, or at an earlier one where the run is over before it.
        private func strike(
            _ point: Point, in workspace: Workspace, _ run: (FaultyDisk) async throws -> [WardMessage]
        ) async throws -> (ending: FaultyDisk.Ending, sent: [WardMessage]) {
            var (point, sent) = (point, [WardMessage]())
            while true {
                let disk = try await FaultyDisk(in: workspace)
                try disk.end(before: point.number, of: point.kind, point.end)
                sent += try await run(disk)
                if let ending = try disk.ending { return (ending, sent) }
                try #require(point.number > 1, "a run without any operation: \(point)")
                point.number = point.number * 3 / 4
            }
        }

        private func expect(_ endings: [FaultyDisk.Ending], include wanted: Set<String>) {
            let found = Set(endings.map(\.description))
            #expect(wanted.isSubset(of: found), "\(found.sorted())")
        }

        @Test func `while messages come in, and while it stops`() async throws {
            let ward = KilledWard(try Workspace())
            let operations = try await rehearse(
                { disk in
                    try await ward.recover(
                        try await ward.send("first", count: 8, through: disk), stops: true, "rehearsal")
                }, in: ward.workspace)
            var endings: [FaultyDisk.Ending] = []
            for (index, point) in Self.points(percent: 40, syncs: 24, operations: operations * 7 / 10).enumerated() {
                var attempts = 0
                let (ending, sent) = try await strike(point, in: ward.workspace) { disk in
                    attempts += 1
                    return try await ward.send("r\(index).\(attempts)", count: 8, through: disk)
                }
                endings.append(ending)
                try await ward.recover(sent, stops: index % 5 == 4, "\(index): \(point), \(ending)")
            }
            expect(endings, include: ["write w", "sync w", "sync d"])
        }

        @Test func `while a new database is made and the shipped model put into use`() async throws {
            let model = Executables.packageRoot.appendingPathComponent("models/sepsis-vital-signs").path
            let settings = ["WARDWATCH_MODELS_SHIPPED": model]
            let rehearsed = KilledWard(try Workspace(), settings: settings)
            let operations = try await rehearse(
                { disk in
                    _ = try await rehearsed.send("first", count: 2, through: disk)
                }, in: rehearsed.workspace)
            var endings: [FaultyDisk.Ending] = []
            for point in Self.points(percent: 16, syncs: 24, operations: operations) {
                let ward = KilledWard(try Workspace(), settings: settings)
                var attempts = 0
                let (ending, sent) = try await strike(point, in: ward.workspace) { disk in
                    attempts += 1
                    return try await ward.send("n\(attempts)", count: 2, through: disk)
                }
                endings.append(ending)
                try await ward.recover(sent, stops: true, "\(point), \(ending)")
                let active = try await ward.workspace.rows("SELECT name FROM model WHERE state = 'active'")
                #expect(active == [["sepsis-vital-signs"]], "\(point), \(ending)")
            }
            expect(endings, include: ["write d", "write w", "sync w"])
        }

        @Test func `while a long log is folded into the database`() async throws {
            let original = try Workspace()
            let first = KilledWard(original)
            let sent = try await first.send("first", count: 4, through: try await FaultyDisk(in: original))
            try await first.recover(sent, stops: false, "before")
            // More pages in the log than are left there: the next commit folds them in.
            let fill = """
                import os, sqlite3, sys
                c = sqlite3.connect(sys.argv[1])
                c.execute("PRAGMA wal_autocheckpoint = 0")
                c.execute("CREATE TABLE filler (bytes BLOB) STRICT")
                c.executemany("INSERT INTO filler VALUES (?)", ((os.urandom(4000),) for _ in range(4200)))
                c.commit()
                os._exit(0)
                """
            _ = try await runTool("python3", ["-c", fill, original.database])
            let patients = Set(sent.map(\.patient))
            var endings: [FaultyDisk.Ending] = []
            for (index, point) in Self.points(percent: 12, syncs: 6, operations: 4200).enumerated() {
                let ward = KilledWard(try Workspace(copyOf: original), patients: patients)
                var attempts = 0
                let (ending, sent) = try await strike(point, in: ward.workspace) { disk in
                    attempts += 1
                    return try await ward.send("c\(index).\(attempts)", count: 2, through: disk)
                }
                endings.append(ending)
                try await ward.recover(sent, stops: true, "\(point), \(ending)")
            }
            expect(endings, include: ["write d", "sync w"])
        }

        @Test(arguments: UpgradeTests.versions)
        func `while the database of an earlier version is taken over`(_ version: String) async throws {
            let original = try Workspace()
            try await original.makeDatabase(ofSchema: version)
            let known = try await original.rows("SELECT count(*) FROM observation")
            let rehearsed = try Workspace(copyOf: original)
            let operations = try await rehearse(
                { disk in
                    let daemon = try await DaemonProcess(in: rehearsed, environment: disk.environment)
                    try await daemon.kill()
                }, in: rehearsed)
            var endings: [FaultyDisk.Ending] = []
            for point in Self.points(percent: 4, syncs: 12, operations: operations) {
                let workspace = try Workspace(copyOf: original)
                let (ending, _) = try await strike(point, in: workspace) { disk in
                    do {
                        let daemon = try await DaemonProcess(in: workspace, environment: disk.environment)
                        try await daemon.stop()
                    } catch let failure as ToolFailure {
                        _ = try #require(try disk.ending, "\(failure)")
                    }
                    return []
                }
                endings.append(ending)
                let daemon = try await DaemonProcess(in: workspace)
                let comment: Comment = "\(version): \(point), \(ending)"
                #expect(try await workspace.rows("SELECT count(*) FROM observation") == known, comment)
                #expect(try await workspace.rows("SELECT count(*) FROM alert") == [["3"]], comment)
                #expect(try await workspace.rows("PRAGMA integrity_check") == [["ok"]], comment)
                #expect(daemon.loggedErrors.isEmpty, comment)
                #expect(try await daemon.stop() == 0, comment)
                let copy = "\(workspace.database).\(version)"
                let check = try await runTool("sqlite3", ["-readonly", copy, "PRAGMA integrity_check"])
                #expect(check == "ok\n", comment)
                #expect(try await workspace.command(["audit", "verify"]).status == 0, comment)
            }
            expect(endings, include: ["write d"])
        }

        @Test func `while a model is added and promoted`() async throws {
            let model = Executables.packageRoot.appendingPathComponent("models/sepsis-vital-signs").path
            let original = try Workspace()
            try await original.wardwatch("simulate", "--history", "2", "--seed", "1", "--to", "database")
            for (command, state) in [
                (["models", "add", model], "candidate"), (["models", "promote", "sepsis-vital-signs"], "active"),
            ] {
                let rehearsed = try Workspace(copyOf: original)
                let disk = try await FaultyDisk(in: rehearsed)
                #expect(try await rehearsed.command(command, environment: disk.environment).status == 0)
                for point in Self.points(percent: 8, syncs: 6, operations: try disk.operations) {
                    let workspace = try Workspace(copyOf: original)
                    let (ending, _) = try await strike(point, in: workspace) { disk in
                        _ = try await workspace.command(command, environment: disk.environment)
                        return []
                    }
                    // As it was, or as it is to be; then the command does what is left to do.
                    let states = try await workspace.rows("SELECT state FROM model").map { $0[0] }
                    #expect(states == [] || states == ["candidate"] || states == [state], "\(point), \(ending)")
                    if states != [state] {
                        #expect(try await workspace.command(command).status == 0, "\(point), \(ending)")
                    }
                    let doctor = try await workspace.command(["doctor", "--deep", "--format", "csv"])
                    #expect(!doctor.output.contains("fault,"), "\(point), \(ending): \(doctor.output)")
                }
                try await original.wardwatch(command[0], command[1], command[2])
            }
        }

        @Test func `a disk that lies about fsync loses what was acknowledged, and these tests would see it`()
            async throws
        {
            let ward = KilledWard(try Workspace())
            let first = try await ward.send("first", count: 1, through: try await FaultyDisk(in: ward.workspace))
            try await ward.recover(first, stops: true, "before")
            let disk = try await FaultyDisk(in: ward.workspace)
            try disk.ignoreSync()
            try disk.end(before: 150, .powerLost)
            let sent = try await ward.send("lost", count: 8, through: disk)
            #expect(try disk.ending != nil)
            #expect(try await !ward.missing().isEmpty)
            #expect(try await ward.missing().isSubset(of: sent.map(\.patient)), "what was before is there")
        }
    }
}
