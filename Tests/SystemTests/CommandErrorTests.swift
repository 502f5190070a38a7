import Foundation
import Testing

extension EndToEnd {
    /// What people get wrong: one line and a hint on standard error, the right exit status, nothing on standard output.
    @Suite struct CommandErrorTests {
        private func expectComplaint(
            _ result: CommandResult, status: Int32, mentions words: String..., hasHint: Bool = true,
            sourceLocation: SourceLocation = #_sourceLocation
        ) {
            #expect(result.status == status, "\(result.errors)", sourceLocation: sourceLocation)
            #expect(result.output.isEmpty, "\(result.output)", sourceLocation: sourceLocation)
            for word in words {
                #expect(result.errors.contains(word), "\(result.errors)", sourceLocation: sourceLocation)
            }
            if hasHint { #expect(result.errors.contains("hint: "), "\(result.errors)", sourceLocation: sourceLocation) }
        }

        private func daemon(
            _ arguments: [String], environment: [String: String] = [:]
        ) async throws -> CommandResult {
            try await run(
                DaemonProcess.executable, arguments, environment: DaemonProcess.environment.merging(environment) { $1 },
                within: .seconds(20))
        }

        @Test func `an unknown command, option or word of a list is wrong usage`() async throws {
            let workspace = try Workspace()
            for arguments in [
                ["fly"], ["patients", "--colour", "red"], ["retrain", "--network", "transformer"],
                ["alerts", "show", "seven"],
            ] {
                expectComplaint(try await workspace.command(arguments), status: 64, hasHint: false)
            }
            let daemon = try await daemon(["--database", workspace.database, "--nonsense"])
            expectComplaint(daemon, status: 64, mentions: "--nonsense", hasHint: false)
        }

        @Test func `a database that is not there is not made by asking`() async throws {
            let workspace = try Workspace()
            for arguments in [["patients"], ["alerts"], ["models", "list"], ["retrain"], ["quarantine"]] {
                expectComplaint(try await workspace.command(arguments), status: 1, mentions: workspace.database)
            }
            #expect(!FileManager.default.fileExists(atPath: workspace.database))
        }

        @Test func `a file that is no database, or another program's, is refused and left as it was`() async throws {
            let workspace = try Workspace()
            let text = Data(String(repeating: "This is a text file, not a database.\n", count: 100).utf8)
            try text.write(to: URL(fileURLWithPath: workspace.database))
            expectComplaint(try await workspace.command(["patients"]), status: 1, mentions: "ward.sqlite")
            expectComplaint(try await daemon(["--database", workspace.database]), status: 1, mentions: "ward.sqlite")
            #expect(FileManager.default.contents(atPath: workspace.database) == text)

            let foreign = workspace.path("foreign.sqlite")
            let python = try #require(Executables.find("python3"), "python3 makes the database")
            _ = try await run(
                python,
                [
                    "-c",
                    "import sqlite3, sys; sqlite3.connect(sys.argv[1]).execute('CREATE TABLE bill (id)')",
                    foreign,
                ])
            let before = try #require(FileManager.default.contents(atPath: foreign))
            let wardwatch = Executables.directory.appendingPathComponent("wardwatch").path
            expectComplaint(
                try await run(wardwatch, ["patients", "--database", foreign]), status: 1, mentions: "foreign.sqlite")
            expectComplaint(try await daemon(["--database", foreign]), status: 1, mentions: "foreign.sqlite")
            #expect(FileManager.default.contents(atPath: foreign) == before)
        }

        @Test func `files that are missing or of another format are refused, the good ones taken`() async throws {
            let workspace = try Workspace()
            expectComplaint(
                try await workspace.command(["import", "physionet2019", workspace.path("nowhere")]), status: 1,
                mentions: "nowhere")
            let good = RecordedPatient.invented(name: "p000001", seed: 1)
            try workspace.write(good.text, to: "in/p000001.psv")
            try workspace.write("time;pulse\n1;2\n", to: "in/p000002.psv")
            try workspace.write("", to: "in/p000003.psv")
            let result = try await workspace.command(["import", "physionet2019", workspace.path("in")])
            expectComplaint(result, status: 1, mentions: "p000002.psv", "p000003.psv")
            #expect(try await workspace.rows("SELECT identifier FROM patient") == [["p000001"]])
        }

        @Test func `a record cut off in a row keeps its whole rows, the rest is in quarantine`() async throws {
            let workspace = try Workspace()
            let whole = RecordedPatient.invented(name: "p000001", seed: 1, hours: 10)
            let lastRow = whole.rows[whole.rows.count - 1].joined(separator: "|")
            try workspace.write(String(whole.text.dropLast(lastRow.count / 2)), to: "in/p000001.psv")
            try await workspace.wardwatch("import", "physionet2019", workspace.path("in"))
            let expected = whole.rows.indices.dropLast().reduce(0) { $0 + whole.results(row: $1).count }
            #expect(try await workspace.count("SELECT count(*) FROM observation") == expected)
            let quarantine: QuarantineDocument = try await workspace.listing("quarantine", "list")
            #expect(quarantine.reasons == ["unparseable"])
            #expect(quarantine.quarantine.first?.place.contains("line \(whole.rows.count + 1)") == true)
        }

        @Test func `a model file cut in half is refused, and the daemon serves without it`() async throws {
            let workspace = try await TrainedWard.copy()
            for name in TrainedWard.models {
                let url = workspace.directory.appendingPathComponent("models/\(name)/model.safetensors")
                let bytes = try Data(contentsOf: url)
                try bytes.prefix(bytes.count / 2).write(to: url)
            }
            let second = TrainedWard.models[1]
            expectComplaint(try await workspace.command(["models", "promote", second]), status: 1, mentions: second)
            let file = workspace.path("models/\(second)/model.safetensors")
            try workspace.write(RecordedPatient.invented(name: "p000001", seed: 1).text, to: "in/p000001.psv")
            for model in [second, file] {
                let result = try await workspace.command([
                    "predict", "--model", model, "--format", "physionet2019", "--input", workspace.path("in"),
                    "--output",
                    workspace.path("out"),
                ])
                expectComplaint(result, status: 1)
            }
            let daemon = try await DaemonProcess(in: workspace)
            let message = WardMessage(
                controlID: "1", patient: "half", effective: admission, results: WardResult.failing)
            #expect(try daemon.connect().exchange(message.text)?.code == "AA")
            try await workspace.assessmentsHaveCaughtUp()
            let patients: PatientsDocument = try await workspace.listing("patients", "list")
            let row = try #require(patients.patients.first { $0.patient == "half" })
            #expect(row.risk == nil)
            #expect((row.news2 ?? 0) >= 11)
            #expect(row.alerts == 1, "NEWS2 raises without a network")
            #expect(daemon.log.contains("model not loaded"))
            let doctor = try await workspace.command(["doctor"])
            #expect(doctor.status == 1)
            #expect((doctor.output + doctor.errors).contains(TrainedWard.models[0]))
            #expect(try await daemon.stop() == 0)
        }

        @Test(arguments: [
            ("[mllp]\nprot = 1\n", "mllp.prot", "did you mean mllp.port?"),
            ("[alert]\nnews2_threshold = 7\n", "alert.news2_threshold", "did you mean alerts.news2_threshold?"),
            ("[mllp]\nport = 70000\n", "mllp.port", "65535"),
            ("[mllp]\nport = \"2575\"\n", "mllp.port", "whole number"),
            ("[site]\ntime_zone = \"Europe/Berln\"\n", "Europe/Berln", "Europe/Berlin"),
            ("[mllp\n", "wrong.toml", ""),
        ])
        func `a configuration that cannot be used says which key, and what to write`(
            text: String, place: String, advice: String
        ) async throws {
            let workspace = try Workspace()
            let path = try workspace.write(text, to: "wrong.toml")
            let result = try await daemon(["--config", path, "--database", workspace.database, "--check-config"])
            expectComplaint(result, status: 1, mentions: place)
            if !advice.isEmpty { #expect(result.errors.contains(advice), "\(result.errors)") }
            expectComplaint(try await workspace.command(["doctor", "--config", path]), status: 1, mentions: place)
        }

        @Test func `a wrong environment variable and a missing configuration file are refused`() async throws {
            let workspace = try Workspace()
            let arguments = ["--database", workspace.database]
            expectComplaint(
                try await daemon(arguments, environment: ["WARDWATCH_MLLP_PORT": "many"]), status: 1,
                mentions: "WARDWATCH_MLLP_PORT")
            expectComplaint(
                try await daemon(arguments + ["--config", workspace.path("none.toml")]), status: 1,
                mentions: "none.toml")
        }

        @Test func `a port in use ends the start with the reason`() async throws {
            let workspace = try Workspace()
            let running = try await DaemonProcess(in: workspace)
            for (key, port) in [("WARDWATCH_MLLP_PORT", running.mllpPort), ("WARDWATCH_HTTP_PORT", running.httpPort)] {
                let other = try Workspace()
                let result = try await daemon(["--database", other.database], environment: [key: "\(port)"])
                expectComplaint(result, status: 1, mentions: "\(port)")
                #expect(!FileManager.default.fileExists(atPath: "\(other.database).endpoints.json"))
            }
            #expect(running.isRunning)
            #expect(try await running.stop() == 0)
        }
    }
}
