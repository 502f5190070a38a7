import Foundation
import Testing

extension EndToEnd {
    /// A positive answer means that the message is on the disk, and nothing else does.
    @Suite struct AcknowledgmentTests {
        @Test func `what was acknowledged is there after a kill at once, thirty times`() async throws {
            let workspace = try Workspace()
            for round in 1...30 {
                let daemon = try await DaemonProcess(in: workspace)
                let message = WardMessage(
                    controlID: "K\(round)", patient: "killed", effective: admission + round * 60,
                    results: [.heartRate("\(60 + round)")])
                let answer = try daemon.connect().exchange(message.text)
                try await daemon.kill()
                #expect(answer?.code == "AA")
                #expect(answer?.controlID == "K\(round)")
                #expect(try await workspace.count("SELECT count(*) FROM observation") == round)
                #expect(try await workspace.count("SELECT count(*) FROM message") == round)
            }
            let daemon = try await DaemonProcess(in: workspace)
            try await workspace.assessmentsHaveCaughtUp()
            #expect(try await daemon.stop() == 0)
            #expect(try await workspace.rows("PRAGMA integrity_check") == [["ok"]])
        }

        @Test func `a repeated message gets the same answer and is stored once, also after a restart`() async throws {
            let workspace = try Workspace()
            let message = WardMessage(
                controlID: "R1", patient: "repeated", effective: admission, results: WardResult.well)
            var answers: [String] = []
            for _ in 0..<2 {
                let daemon = try await DaemonProcess(in: workspace)
                let connection = try daemon.connect()
                for _ in 0..<3 {
                    let answer = try #require(try connection.exchange(message.text))
                    answers.append("\(answer.code) \(answer.controlID) \(answer.error ?? "")")
                }
                #expect(try await daemon.stop() == 0)
            }
            #expect(answers.count == 6)
            #expect(Set(answers) == ["AA R1 "])
            #expect(try await workspace.count("SELECT count(*) FROM message") == 1)
            #expect(try await workspace.count("SELECT count(*) FROM observation") == WardResult.well.count)
        }

        @Test func `two different messages of one control identifier are two messages`() async throws {
            let workspace = try Workspace()
            let daemon = try await DaemonProcess(in: workspace)
            let connection = try daemon.connect()
            for minute in 0..<2 {
                let message = WardMessage(
                    controlID: "GE", patient: "two", effective: admission + minute * 60, results: [.heartRate("80")])
                #expect(try connection.exchange(message.text)?.code == "AA")
            }
            #expect(try await workspace.count("SELECT count(*) FROM observation") == 2)
            #expect(try await daemon.stop() == 0)
        }

        @Test func `accept and application acknowledgements follow MSH-15 and MSH-16`() async throws {
            let workspace = try Workspace()
            let daemon = try await DaemonProcess(in: workspace)
            let connection = try daemon.connect()
            for (number, (fields, code)) in [("||AL|NE", "CA"), ("||NE|AL", "AA"), ("||AL|AL", "AA")].enumerated() {
                let message = WardMessage(
                    controlID: "E\(number)", patient: "enhanced", effective: admission + number * 60,
                    results: [.heartRate("80")])
                let text = message.text.replacing("|P|2.5\r", with: "|P|2.5|\(fields)\r", maxReplacements: 1)
                #expect(try connection.exchange(text)?.code == code, "\(fields)")
            }
            // NE/NE wants no answer; the next answer is that of the next message.
            let silent = WardMessage(
                controlID: "N", patient: "enhanced", effective: admission + 600, results: [.heartRate("81")])
            try connection.send(silent.text.replacing("|P|2.5\r", with: "|P|2.5|||NE|NE\r", maxReplacements: 1))
            let next = WardMessage(
                controlID: "NEXT", patient: "enhanced", effective: admission + 660, results: [.heartRate("82")])
            #expect(try connection.exchange(next.text)?.controlID == "NEXT")
            #expect(try await workspace.count("SELECT count(*) FROM observation") == 5)
            #expect(try await daemon.stop() == 0)
        }

        @Test func `a database that cannot be written to is never a positive answer`() async throws {
            let workspace = try Workspace()
            let daemon = try await DaemonProcess(in: workspace)
            let connection = try daemon.connect()
            let first = WardMessage(
                controlID: "L0", patient: "locked", effective: admission, results: [.heartRate("80")])
            #expect(try connection.exchange(first.text)?.code == "AA")
            // Another program holds the write lock for longer than the daemon waits.
            let python = try #require(Executables.find("python3"), "python3 holds the lock")
            let lock = try ChildProcess(
                python,
                [
                    "-c",
                    """
                    import sqlite3, sys
                    c = sqlite3.connect(sys.argv[1], isolation_level=None); c.execute("BEGIN IMMEDIATE")
                    print("locked", flush=True); sys.stdin.read()
                    """, workspace.database,
                ], hasInput: true)
            try await poll(until: "the lock is held") { lock.output.contains("locked") }
            let second = WardMessage(
                controlID: "L1", patient: "locked", effective: admission + 60, results: [.heartRate("81")])
            let refused = try #require(try connection.exchange(second.text))
            #expect(refused.code == "AE")
            #expect(refused.error?.contains("207") == true)
            #expect(try await workspace.count("SELECT count(*) FROM observation") == 1)
            try lock.input?.close()
            #expect(try await lock.end(within: .seconds(5)) == 0)
            #expect(try connection.exchange(second.text)?.code == "AA", "the sender repeats it, and then it is taken")
            #expect(try await workspace.count("SELECT count(*) FROM observation") == 2)
            #expect(try await daemon.stop() == 0)
        }
    }
}
