import Foundation
import Testing

extension EndToEnd {
    /// The board on a real terminal, with a real daemon behind it.
    @Suite(.enabled(if: TmuxScreen.isInstalled, "tmux is not installed")) struct WatchTests {
        private static let program = Executables.directory.appendingPathComponent("wardwatch").path

        /// A board whose process and terminal settings can be looked at: `stty` before and after.
        private func board(
            _ workspace: Workspace, _ arguments: String = "", columns: Int = 80, rows: Int = 24,
            environment: [String: String] = [:]
        ) async throws -> TmuxScreen {
            let command = """
                stty -a > '\(workspace.path("before"))'
                sh -c 'echo $$ > "\(workspace.path("pid"))"; exec "\(Self.program)" watch \(arguments) --by nurse.w7 \
                --database "\(workspace.database)"'
                status=$?
                stty -a > '\(workspace.path("after"))'
                (exit $status)
                """
            return try await TmuxScreen(
                command, columns: columns, rows: rows, in: workspace, environment: environment)
        }

        private func isRestored(_ screen: TmuxScreen, _ workspace: Workspace) async throws -> Bool {
            func settings(_ name: String) throws -> String {
                // The size is the window's.
                try String(contentsOfFile: workspace.path(name), encoding: .utf8)
                    .replacing(/rows \d+; columns \d+/, with: "")
            }
            let isOrdinary = try await screen.isOrdinary()
            return try isOrdinary && settings("before") == settings("after")
        }

        private func message(_ patient: String, hour: Int, _ results: [WardResult]) -> WardMessage {
            WardMessage(
                controlID: "\(patient)\(hour)", patient: patient, admitted: admission,
                effective: admission + hour * 3600, results: results)
        }

        @Test func `an alert appears, is acknowledged by a key, and the terminal is given back`() async throws {
            let workspace = try Workspace()
            let daemon = try await DaemonProcess(in: workspace)
            let connection = try daemon.connect()
            #expect(try connection.exchange(message("well", hour: 0, WardResult.well).text)?.code == "AA")
            let screen = try await board(workspace)
            try await screen.waits(for: "well")
            #expect(try connection.exchange(message("failing", hour: 1, WardResult.failing).text)?.code == "AA")
            let lines = try await screen.waits(for: "1 open")
            #expect(lines.count == 24)
            #expect(lines[0].contains("2 patients") && lines[0].contains("daemon running"))
            #expect(lines[3].hasPrefix("! ") && lines[3].contains("failing") && lines[3].contains("open"))
            #expect(lines[4].contains("well"))

            try await screen.press("a")
            try await screen.waits(for: "choose a patient first")
            try await screen.press("n", "a")
            try await screen.waits(for: "ack nurse.w7")
            try await screen.waits(for: "acknowledged by nurse.w7")
            let rows = try await workspace.rows("SELECT state, acknowledgedBy FROM alert")
            #expect(rows == [["acknowledged", "nurse.w7"]])

            try await screen.press("s")
            try await screen.type("30")
            try await screen.press("Enter")
            try await screen.type("fluids running")
            try await screen.press("Enter")
            try await screen.waits(for: "until ")
            #expect(try await workspace.rows("SELECT state, acknowledgedBy FROM alert") == [["snoozed", "nurse.w7"]])
            let details = try await workspace.rows("SELECT actor, detail FROM audit WHERE action = 'alert.snooze'")
            #expect(details.first?.first == "nurse.w7" && details.first?.last?.contains("fluids running") == true)
            #expect(try await workspace.wardwatch("audit", "verify").contains("intact"))

            try await screen.press("Enter")
            try await screen.waits(for: "respiratory rate")
            #expect(try connection.exchange(message("failing", hour: 2, [.heartRate("171")]).text)?.code == "AA")
            try await screen.press("G")
            try await screen.waits(for: "heart rate  171 /min")
            try await screen.press("Escape")
            try await screen.waits(for: "PATIENT")

            try await screen.resize(columns: 200, rows: 50)
            let wide = try await screen.waits(for: "SBP")
            #expect(wide.count == 50)
            #expect(wide[49].contains("q quit") && wide[3].contains("171"))
            try await screen.resize(columns: 60, rows: 12)
            try await poll(until: "the board is small") { try await screen.lines()[11].contains("q quit") }

            try await screen.press("/")
            try await screen.type("wel")
            try await screen.waits(for: "1 patient  matching")
            try await screen.press("Enter", "q")
            try await screen.waits(for: "ended with 0")
            #expect(try await isRestored(screen, workspace))
            await screen.close()
            #expect(try await daemon.stop() == 0)
        }

        @Test(arguments: [
            (SIGINT, "ended with 0"), (SIGTERM, "ended with 0"), (SIGHUP, "ended with 0"), (SIGSEGV, "ended with 139"),
        ]) func `whatever ends the board, the terminal is given back`(_ signal: Int32, _ ending: String) async throws {
            let workspace = try Workspace()
            try await workspace.wardwatch("simulate", "--beds", "3", "--hours", "2", "--to", "database")
            let screen = try await board(workspace, environment: ["SWIFT_BACKTRACE": "enable=no"])
            try await screen.waits(for: "SIM-9")
            #expect(try await !screen.isOrdinary())
            let text = try String(contentsOfFile: workspace.path("pid"), encoding: .utf8)
            kill(try #require(pid_t(text.dropLast())), signal)
            try await screen.waits(for: ending)
            #expect(try await isRestored(screen, workspace))
            await screen.close()
        }

        @Test func `a database that vanishes ends the board with an error and not with old values`() async throws {
            let workspace = try Workspace()
            try await workspace.wardwatch("simulate", "--beds", "3", "--hours", "2", "--to", "database")
            let screen = try await board(workspace)
            try await screen.waits(for: "SIM-9")
            try FileManager.default.moveItem(atPath: workspace.database, toPath: workspace.path("elsewhere"))
            try await screen.waits(for: "was removed or replaced")
            try await screen.waits(for: "ended with 1")
            #expect(try await isRestored(screen, workspace))
            await screen.close()
        }

        @Test func `a log that is cut short crashes nothing but the board, and the terminal is given back`()
            async throws
        {
            let workspace = try Workspace()
            try await workspace.wardwatch("simulate", "--beds", "3", "--hours", "2", "--to", "database")
            let screen = try await board(workspace, environment: ["SWIFT_BACKTRACE": "enable=no"])
            try await screen.waits(for: "SIM-9")
            // Reading a page of the shared index beyond its end is SIGBUS.
            truncate(workspace.database + "-shm", 0)
            try await screen.waits(for: "ended with ")
            #expect(try await isRestored(screen, workspace))
            await screen.close()
        }

        @Test func `Ctrl-Z gives the terminal to the shell, and fg brings the board back`() async throws {
            let workspace = try Workspace()
            try await workspace.wardwatch("simulate", "--beds", "3", "--hours", "2", "--to", "database")
            let screen = try await TmuxScreen("exec sh -i", columns: 80, rows: 24, in: workspace)
            try await screen.type("\(Self.program) watch --database \(workspace.database)")
            try await screen.press("Enter")
            try await screen.waits(for: "q quit")
            try await screen.press("C-z")
            try await poll(until: "the shell is back") { try await screen.isOrdinary() }
            try await screen.type("fg")
            try await screen.press("Enter")
            try await screen.waits(for: "q quit")
            try await screen.press("C-c")
            try await poll(until: "the shell is back") { try await screen.isOrdinary() }
            await screen.close()
        }

        @Test func `NO_COLOR leaves no colour, and a terminal without a cursor gets one page`() async throws {
            let workspace = try Workspace()
            try await workspace.wardwatch("simulate", "--beds", "5", "--hours", "20", "--to", "database")
            let monochrome = try await board(workspace, environment: ["NO_COLOR": "1"])
            try await monochrome.waits(for: "SIM-9")
            let styled = try await monochrome.styled()
            #expect(styled.contains("\u{1B}["))
            #expect(!styled.contains(/\u{1B}\[(?:\d+;)*(?:3[0-7]|9[0-7]|4[0-7])m/), "no colour")
            try await monochrome.press("q")
            try await monochrome.waits(for: "ended with 0")
            await monochrome.close()

            let dumb = try await TmuxScreen(
                "TERM=dumb '\(Self.program)' watch --database '\(workspace.database)'", columns: 80, rows: 24,
                in: workspace)
            try await dumb.waits(for: "ended with 0")
            #expect(try await dumb.lines().contains { $0.contains("SIM-9") })
            await dumb.close()
        }
    }

    /// What `watch` and `patients show` print where there is no terminal.
    @Suite struct PlainBoardTests {
        private func ward(_ workspace: Workspace) async throws {
            let daemon = try await DaemonProcess(in: workspace)
            let connection = try daemon.connect()
            for (hour, results) in [(0, WardResult.well), (3, WardResult.well), (5, WardResult.failing)] {
                let message = WardMessage(
                    controlID: "H\(hour)", patient: "4711", admitted: admission, effective: admission + hour * 3600,
                    results: results)
                #expect(try connection.exchange(message.text)?.code == "AA")
            }
            try await workspace.assessmentsHaveCaughtUp()
            #expect(try await daemon.stop() == 0)
        }

        @Test func `the board is plain text with every patient`() async throws {
            let workspace = try Workspace()
            try await ward(workspace)
            let output = try await workspace.wardwatch("watch")
            let lines = output.split(separator: "\n")
            #expect(!output.contains("\u{1B}"))
            #expect(lines[0].contains("1 patient") && lines[0].contains("daemon NOT RUNNING"))
            #expect(lines[1].hasPrefix("1 open"))
            #expect(lines[3].contains("4711") && lines[3].contains("RR 3"))
            #expect(lines.count == 4)
            let other = try await workspace.wardwatch("watch", "--unit", "elsewhere", "--once")
            #expect(other.contains("nobody matches"))
        }

        @Test func `a patient is drawn with axis, unit, newest value, normal band and alerts`() async throws {
            let workspace = try Workspace()
            try await ward(workspace)
            for columns in ["60", "80", "200"] {
                let result = try await workspace.command(
                    ["patients", "show", "4711"], environment: ["COLUMNS": columns, "TZ": "UTC0", "LC_ALL": "C.UTF-8"])
                #expect(result.status == 0)
                #expect(!result.output.contains("\u{1B}"))
                for text in [
                    "patient 4711", "NEWS2  19", "alert from 7", "respiratory rate  30 /min ↑  high  normal 12–20",
                    "oxygen saturation  86 % ↓  low  normal 96–100", "heart rate  135 /min", "consciousness (ACVPU)  V",
                    "▲ raised", "alert 1  05:00  news2 ", "NEWS2 19: RR 3, SpO2 3", "03-01 05:00 ",
                ] { #expect(result.output.contains(text), "\(columns): \(text)") }
                let width = result.output.split(separator: "\n").map(\.count).max() ?? 0
                #expect(width <= Int(columns) ?? 0, "\(width)")
            }
            let ascii = try await workspace.command(
                ["patients", "show", "4711"], environment: ["LC_ALL": "C", "TZ": "UTC0"])
            #expect(ascii.output.utf8.allSatisfy { $0 < 0x80 })
            #expect(ascii.output.contains("body temperature  39.4"))
        }

        @Test func `JSON gives the newest steps as documented, whatever is drawn`() async throws {
            let workspace = try Workspace()
            try await ward(workspace)
            struct Document: Decodable {
                struct Step: Decodable {
                    let step: String
                    let vitalSigns: [String: Double]
                    let news2: Int?
                }
                let version: Int
                let steps: [Step]
            }
            let all: Document = try await workspace.listing("patients", "show", "4711")
            #expect(all.version == 1)
            #expect(all.steps.last?.step == "2026-03-01T05:00:00Z")
            #expect(all.steps.last?.vitalSigns["heartRate"] == 135 && all.steps.last?.news2 == 19)
            #expect(all.steps.first?.step == "2026-03-01T00:00:00Z")
            let two: Document = try await workspace.listing("patients", "show", "4711", "--steps", "2")
            #expect(two.steps.map(\.step) == all.steps.suffix(2).map(\.step))
            #expect(two.steps.last?.vitalSigns == all.steps.last?.vitalSigns)
            let recent: Document = try await workspace.listing("patients", "show", "4711", "--since", "150m")
            #expect(recent.steps.map(\.step) == all.steps.map(\.step).filter { $0 >= "2026-03-01T02:30" })
            let unknown = try await workspace.command(["patients", "show", "nobody"])
            #expect(unknown.status == 1 && unknown.output.isEmpty)
        }
    }
}
