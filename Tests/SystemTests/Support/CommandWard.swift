import Foundation
import Testing

/// A small ward for whole-output tests: 60 finished stays, two networks trained on them, and six patients of 16 hours
/// whom a daemon has scored and alerted about. Made once, copied often; all of its data are from 2020.
actor CommandWard {
    private static let shared = CommandWard()
    private static let directoryName = "wardwatch-commands-\(getpid())"
    private var original: Workspace?

    /// A copy of its own for a test, with the files that the examples of the commands read.
    static func copy() async throws -> Workspace { try await shared.copy() }

    private func copy() async throws -> Workspace {
        if let original { return try Workspace(copyOf: original) }
        let workspace = try Workspace(named: Self.directoryName)
        // The last reference is a static one, which is never released.
        atexit {
            let directory = FileManager.default.temporaryDirectory
            try? FileManager.default.removeItem(at: directory.appendingPathComponent(CommandWard.directoryName))
        }
        try await workspace.wardwatch(
            "simulate", "--history", "60", "--seed", "7", "--start", "2020-01-01T00:00:00Z", "--to", "database")
        for (seed, promote) in [("1", "always"), ("2", "never")] {
            try await workspace.wardwatch(
                "retrain", "--outcome", "sepsis", "--network", "lstm", "--epochs", "1", "--hidden", "4", "--seed", seed,
                "--promote", promote)
        }
        try await stream(into: workspace)
        try writeFiles(in: workspace)
        original = workspace
        return try Workspace(copyOf: workspace)
    }

    /// Six patients, value by value, each scored before the next: what is coalesced depends on the machine otherwise.
    private func stream(into workspace: Workspace) async throws {
        let events = try await workspace.wardwatch(
            "simulate", "--beds", "6", "--hours", "16", "--seed", "12", "--deteriorating", "0.8", "--impossible",
            "0.05",
            "--start", "2020-06-01T00:00:00Z", "--to", "-")
        let receivers = try workspace.write(receivers(workspace), to: "receivers.toml")
        let daemon = try await DaemonProcess(
            in: workspace, environment: ["WARDWATCH_CONFIG": receivers], readsStandardInput: true)
        let input = try #require(daemon.input)
        let stored = "SELECT (SELECT count(*) FROM observation) + (SELECT count(*) FROM quarantine)"
        let unassessed = "SELECT count(*) FROM encounter WHERE changedBy > assessedThrough AND discharged IS NULL"
        var expected = try await workspace.count(stored)
        for line in events.split(separator: "\n") {
            try input.write(contentsOf: Data("\(line)\n".utf8))
            if line.contains("\"code\"") { expected += 1 }
            try await poll(until: "the line is stored and assessed", every: .milliseconds(2)) {
                try await workspace.count("SELECT (\(stored)) >= \(expected) AND (\(unassessed)) = 0") == 1
            }
        }
        let settled = "SELECT count(*) FROM delivery WHERE receiver = 'journal' AND state = 'delivered'"
        try await poll(until: "the journal has all, and nothing waits") {
            try await workspace.count(
                "SELECT (\(settled)) = (SELECT count(*) FROM outbox) AND NOT EXISTS "
                    + "(SELECT 1 FROM delivery WHERE state = 'waiting')") == 1
        }
        #expect(try await daemon.stop() == 0)
    }

    /// A journal, and a program that refuses the first message.
    private func receivers(_ workspace: Workspace) -> String {
        """
        [[delivery.receiver]]
        name = "journal"
        kind = "journal"

        [[delivery.receiver]]
        name = "pager"
        kind = "command"
        command = ["/bin/sh", "-c", 'test -e "$0" || { touch "$0"; exit 65; }', "\(workspace.path("refused"))"]

        """
    }

    /// Files of every format that is imported, a configuration and a model file.
    private func writeFiles(in workspace: Workspace) throws {
        for (name, seed) in [("p000001", 1), ("p000002", 2)] {
            let text = RecordedPatient.invented(name: name, seed: UInt64(seed)).text
            for folder in ["training_setA", "test"] { try workspace.write(text, to: "\(folder)/\(name).psv") }
        }
        let record = """
            Time,Parameter,Value
            00:00,RecordID,132539
            00:00,Age,54
            00:00,Gender,0
            00:07,HR,73
            00:37,RespRate,19
            01:07,Temp,35.1
            07:37,HR,77

            """
        for folder in ["set-a", "set-b"] { try workspace.write(record, to: "\(folder)/132539.txt") }
        try workspace.write(
            "RecordID,SAPS-I,SOFA,Length_of_stay,Survival,In-hospital_death\n132539,6,1,5,-1,0\n", to: "Outcomes-a.txt")
        try workspace.write(
            "patient,effective,code,value,unit\n77001,2020-07-01T08:00Z,8867-4,88,/min\n", to: "charts.csv")
        for (name, minute) in [("monitor", "01"), ("more", "02")] {
            try workspace.write(
                #"{"patient":"77001","effective":"2020-07-01T08:\#(minute):00Z","code":"8867-4","value":90,"unit":"/min"}"#
                    + "\n", to: "\(name).ndjson")
        }
        try workspace.write(
            WardMessage(controlID: "1", patient: "77002", effective: admission, results: WardResult.failing).text,
            to: "archive/one.hl7")
        try workspace.write(
            """
            {"resourceType": "Bundle", "type": "collection", "entry": [
              {"resource": {"resourceType": "Patient", "id": "77003"}},
              {"resource": {"resourceType": "Observation", "id": "o1", "status": "final",
                "code": {"coding": [{"system": "http://loinc.org", "code": "8867-4"}]},
                "subject": {"reference": "Patient/77003"}, "effectiveDateTime": "2020-07-01T08:00:00Z",
                "valueQuantity": {"value": 80, "unit": "/min", "system": "http://unitsofmeasure.org", "code": "/min"}}}]}

            """, to: "export/bundle.json")
        let tokens = try workspace.write("prometheus read sha256:\(String(repeating: "0", count: 64))\n", to: "tokens")
        try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: tokens)
        try workspace.write("[site]\ntime_zone = \"Europe/Berlin\"\n", to: "wardwatch.toml")
        let model = workspace.directory.appendingPathComponent("models/\(TrainedWard.models[0])/model.safetensors")
        try FileManager.default.copyItem(at: model, to: workspace.directory.appendingPathComponent("model.safetensors"))
    }
}

extension Workspace {
    /// Runs a line of a shell in the directory, in which `wardwatch` finds the database without being told.
    func shell(
        _ line: String, environment: [String: String] = [:], within limit: Duration = .seconds(60)
    ) async throws -> CommandResult {
        let path = "\(Executables.directory.path):\(ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin")"
        return try await run(
            "/bin/sh", ["-c", "cd '\(directory.path)'\n\(line)"],
            environment: [
                "PATH": path, "WARDWATCH_DATABASE": "ward.sqlite", "LC_ALL": "C.UTF-8", "COLUMNS": "80", "TZ": "UTC0",
            ].merging(environment) { $1 }, within: limit)
    }
}
