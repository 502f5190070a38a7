import Foundation
import Testing

extension EndToEnd {
    /// `wardwatch alerts follow`: every change once and in order, also for a reader that comes back.
    @Suite struct AlertsFollowTests {
        private struct Line: Decodable {
            let version: Int
            let cursor: Int
            let change: String
            let by: String
            let id: Int
            let patient: String
            let state: String
        }

        private func lines(_ text: String) throws -> [Line] {
            try text.split(separator: "\n").map { try JSONDecoder().decode(Line.self, from: Data($0.utf8)) }
        }

        private func follow(_ workspace: Workspace, _ arguments: String...) throws -> ChildProcess {
            try ChildProcess(
                Executables.directory.appendingPathComponent("wardwatch").path,
                ["alerts", "follow", "--database", workspace.database] + arguments)
        }

        private static func fail(_ patient: String, port: Int) throws {
            let message = WardMessage(
                controlID: patient, patient: patient, effective: admission, results: WardResult.failing)
            let answer = try MLLPConnection(port: port, receiveTimeout: 20).exchange(message.text)
            #expect(answer?.code == "AA")
        }

        @Test func `each change is a line as soon as it is in the database, and a signal ends it`() async throws {
            let workspace = try Workspace()
            let daemon = try await DaemonProcess(in: workspace)
            let follower = try follow(workspace)
            // What happens before it listens is not its business: it is asked until it has seen something.
            var number = 0
            try await poll(until: "the follower sees an alert", every: .milliseconds(300)) {
                number += 1
                try Self.fail("p\(number)", port: daemon.mllpPort)
                return !follower.output.isEmpty
            }
            let first = try #require(try lines(follower.output).first)
            #expect(first.version == 1 && first.change == "alert.raise" && first.by == "wardwatchd")
            try await workspace.wardwatch("alerts", "ack", "\(first.id)", "--by", "nurse.w1")
            try await poll(until: "the follower sees the acknowledgement") {
                try lines(follower.output).contains { $0.change == "alert.acknowledge" && $0.id == first.id }
            }
            let last = try #require(try lines(follower.output).last { $0.change == "alert.acknowledge" })
            #expect(last.by == "nurse.w1" && last.state == "acknowledged")
            follower.signal(SIGTERM)
            #expect(try await follower.end(within: .seconds(10)) == 0)
            #expect(follower.errors.isEmpty)
            let cursors = try lines(follower.output).map(\.cursor)
            #expect(cursors == cursors.sorted() && Set(cursors).count == cursors.count)
            #expect(try await daemon.stop() == 0)
        }

        @Test(arguments: [SIGINT, SIGHUP])
        func `a quiet follower ends with 0 when it is interrupted`(signal: Int32) async throws {
            let workspace = try Workspace()
            _ = try await DaemonProcess(in: workspace).stop()
            let follower = try follow(workspace, "--after", "0")
            // It handles signals once it looks at the database, which it has open then.
            try await poll(until: "the database is open") {
                let folder = "/proc/\(follower.processID)/fd"
                return try FileManager.default.contentsOfDirectory(atPath: folder).contains { name in
                    (try? FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/\(name)"))?
                        .hasSuffix("-wal") == true
                }
            }
            try await Task.sleep(for: .milliseconds(200))
            follower.signal(signal)
            #expect(try await follower.end(within: .seconds(10)) == 0)
        }

        @Test func `a reader that comes back with its cursor misses nothing and sees nothing twice`() async throws {
            let workspace = try Workspace()
            let daemon = try await DaemonProcess(in: workspace)
            let patients = (1...40).map { "p\($0)" }
            let port = daemon.mllpPort
            async let sent: Void = { for patient in patients { try Self.fail(patient, port: port) } }()
            var (seen, cursor): ([Line], Int) = ([], 0)
            // Read in many short runs while alerts come in.
            try await poll(until: "every patient has an alert", every: .milliseconds(1)) {
                let result = try await workspace.command(["alerts", "follow", "--once", "--after", "\(cursor)"])
                #expect(result.status == 0, "\(result.errors)")
                let new = try lines(result.output)
                seen += new
                cursor = new.last?.cursor ?? cursor
                return Set(seen.map(\.patient)).count == patients.count
            }
            try await sent
            let stored = try await workspace.rows("SELECT id FROM audit WHERE action GLOB 'alert.*' ORDER BY id")
            #expect(seen.map { "\($0.cursor)" } == Array(stored.map { $0[0] }.prefix(seen.count)))
            #expect(seen.count == Set(seen.map(\.cursor)).count)
            #expect(try await daemon.stop() == 0)
        }

        @Test func `it ends when its reader does, though nothing happens any more`() async throws {
            let ward = try await CommandWard.copy()
            let result = try await ward.shell("wardwatch alerts follow --after 0 | head -1", within: .seconds(20))
            #expect(result.status == 0 && result.errors.isEmpty)
            #expect(try lines(result.output).count == 1)
        }

        @Test func `filters keep to a unit, a patient and a state`() async throws {
            let ward = try await CommandWard.copy()
            let all = try lines(try await ward.shell("wardwatch alerts follow --after 0 --once").output)
            let one = try #require(all.last)
            for (option, wanted) in [
                ("--patient \(one.patient)", all.filter { $0.patient == one.patient }), ("--unit W9", []),
                ("--state open", all.filter { $0.state == "open" }), ("--unit W1", all),
            ] {
                let some = try lines(try await ward.shell("wardwatch alerts follow --after 0 --once \(option)").output)
                #expect(some.map(\.cursor) == wanted.map(\.cursor), "\(option)")
            }
        }
    }
}
