import Foundation
import Testing

extension EndToEnd {
    /// Files of NDJSON: dropped into the spool directory, piped in, or imported; killed in the middle and taken again.
    @Suite struct FileIngestTests {
        private func line(_ patient: String, minute: Int, heartRate: Int) -> String {
            let time = isoTime(admission + minute * 60)
            return
                #"{"patient":"\#(patient)","code":"8867-4","value":\#(heartRate),"unit":"/min","effective":"\#(time)"}"#
        }

        private func names(_ workspace: Workspace, _ folder: String) -> [String] {
            ((try? FileManager.default.contentsOfDirectory(atPath: workspace.path(folder))) ?? []).sorted()
        }

        private func moved(_ workspace: Workspace, _ name: String, to folder: String) async throws {
            try await poll(until: "\(name) is in \(folder)") { names(workspace, "spool/\(folder)").contains(name) }
        }

        @Test func `a spool file is read, its bad lines quarantined, and moved to done`() async throws {
            let workspace = try Workspace()
            let daemon = try await DaemonProcess(
                in: workspace, environment: ["WARDWATCH_SPOOL_DIRECTORY": workspace.path("spool")])
            let lines = [
                line("spooled", minute: 0, heartRate: 80), "not json", line("spooled", minute: 1, heartRate: 900),
                #"{"patient":"spooled","cod":"8867-4"}"#, "", line("spooled", minute: 2, heartRate: 82),
                #"{"patient":"spooled","outcome":"icu-transfer","effective":"\#(isoTime(admission + 3600))"}"#,
            ]
            // Written under a name that is left alone, then renamed, as a careful writer does.
            try workspace.write(lines.joined(separator: "\n") + "\n", to: "spool/ward.ndjson.part")
            try FileManager.default.moveItem(
                atPath: workspace.path("spool/ward.ndjson.part"), toPath: workspace.path("spool/ward.ndjson"))
            try workspace.write("who knows", to: "spool/readme.txt")
            try await moved(workspace, "ward.ndjson", to: "done")
            try await moved(workspace, "readme.txt", to: "failed")
            let report = try String(
                contentsOfFile: workspace.path("spool/done/ward.ndjson.report.json"), encoding: .utf8)
            #expect(report.contains(#""entries" : 6"#) && report.contains(#""quarantined" : 3"#))
            #expect(names(workspace, "spool/failed") == ["readme.txt", "readme.txt.report.json"])
            #expect(
                try await workspace.rows("SELECT value FROM observation ORDER BY effective") == [["80.0"], ["82.0"]])
            #expect(try await workspace.rows("SELECT name FROM outcome") == [["icu-transfer"]])
            let quarantine: QuarantineDocument = try await workspace.listing("quarantine", "list")
            #expect(
                quarantine.quarantine.map { "\($0.place.prefix(6)) \($0.reason)" }.sorted() == [
                    "line 2 unparseable", "line 3 implausible", "line 4 unparseable",
                ])

            try workspace.write(lines.joined(separator: "\n") + "\n", to: "spool/ward.ndjson")
            try await moved(workspace, "ward.ndjson.2", to: "done")
            #expect(
                try await workspace.count("SELECT count(*) FROM observation") == 2,
                "the same file again changes nothing")
            #expect(try await workspace.count("SELECT count(*) FROM quarantine") == 3)
            #expect(try await daemon.stop() == 0)
        }

        @Test func `a spool file that a kill interrupts is read again without doubling anything`() async throws {
            let workspace = try Workspace()
            let environment = ["WARDWATCH_SPOOL_DIRECTORY": workspace.path("spool")]
            let count = 12_000
            let text = (0..<count).map { line("p\($0 % 50)", minute: $0, heartRate: 60 + $0 % 60) + "\n" }.joined()
            var daemon = try await DaemonProcess(in: workspace, environment: environment)
            try workspace.write(text, to: "spool/large.ndjson")
            try await poll(until: "a part is stored", every: .milliseconds(5)) {
                try await workspace.count("SELECT count(*) FROM message") > 0
            }
            try await daemon.kill()
            let partly = try await workspace.count("SELECT count(*) FROM observation")
            #expect(partly > 0)
            #expect(partly < count, "the kill came too late to show anything")
            daemon = try await DaemonProcess(in: workspace, environment: environment)
            try await moved(workspace, "large.ndjson", to: "done")
            #expect(try await workspace.count("SELECT count(*) FROM observation") == count)
            #expect(try await workspace.count("SELECT count(*) FROM message") == count)
            try await workspace.assessmentsHaveCaughtUp()
            #expect(try await daemon.stop() == 0)
        }

        @Test func `lines on standard input are stored as they come; the daemon outlives them`() async throws {
            let workspace = try Workspace()
            let daemon = try await DaemonProcess(in: workspace, readsStandardInput: true)
            let input = try #require(daemon.input)
            for minute in 0..<5 {
                try input.write(contentsOf: Data((line("piped", minute: minute, heartRate: 80 + minute) + "\n").utf8))
                try await poll(until: "line \(minute) is stored") {
                    try await workspace.count("SELECT count(*) FROM observation") == minute + 1
                }
            }
            try input.write(contentsOf: Data("broken\n".utf8))
            try input.write(contentsOf: Data(line("piped", minute: 9, heartRate: 99).utf8))
            try input.close()
            try await poll(until: "the last line without its end is stored") {
                try await workspace.count("SELECT count(*) FROM observation") == 6
            }
            #expect(try await workspace.count("SELECT count(*) FROM quarantine") == 1)
            let message = WardMessage(controlID: "1", patient: "piped", effective: admission, results: WardResult.well)
            #expect(try daemon.connect().exchange(message.text)?.code == "AA")
            #expect(try await daemon.stop() == 0)
        }

        @Test func `a daemon that waits for standard input stops when it is told to`() async throws {
            let workspace = try Workspace()
            let daemon = try await DaemonProcess(in: workspace, readsStandardInput: true)
            #expect(try await daemon.stop(within: .seconds(10)) == 0)
        }

        @Test func `every format is taken from the spool directory by its name and content`() async throws {
            let workspace = try Workspace()
            let daemon = try await DaemonProcess(
                in: workspace, environment: ["WARDWATCH_SPOOL_DIRECTORY": workspace.path("spool")])
            let time = isoTime(admission)
            try workspace.write(
                "sep=;\npatient;effective;heartRate [/min]\np1;\(time);81\n", to: "spool/a.csv")
            try workspace.write(
                """
                {"resourceType":"Observation","status":"final","code":{"coding":[{"system":"http://loinc.org",\
                "code":"8867-4"}]},"subject":{"reference":"Patient/x"},"effectiveDateTime":"\(time)",\
                "valueQuantity":{"value":82,"system":"http://unitsofmeasure.org","code":"/min"}}
                {"resourceType":"Patient","id":"x","identifier":[{"value":"p2"}]}

                """, to: "spool/b.ndjson")
            let message = WardMessage(controlID: "1", patient: "p3", effective: admission, results: WardResult.well)
            try workspace.write("BHS|^~\\&|A\r\(message.text)BTS|1\r", to: "spool/c.hl7")
            try workspace.write(
                #"{"resourceType":"Bundle","type":"collection","entry":[]}"#, to: "spool/d.json")
            for name in ["a.csv", "b.ndjson", "c.hl7", "d.json"] { try await moved(workspace, name, to: "done") }
            let patients = try await workspace.rows("SELECT identifier FROM patient ORDER BY identifier")
            #expect(patients.map { $0.first?.suffix(2) } == ["p1", "p2", "p3"])
            #expect(try await workspace.count("SELECT count(*) FROM quarantine") == 0)
            #expect(daemon.loggedErrors.isEmpty && !daemon.log.contains("a.csv"))
            #expect(try await daemon.stop() == 0)
        }

        /// What an import leaves behind.
        private func content(_ workspace: Workspace) async throws -> [String] {
            var content: [String] = []
            for table in ["message", "patient", "encounter", "observation", "outcome", "quarantine"] {
                content.append("\(table) \(try await workspace.count("SELECT count(*) FROM \(table)"))")
            }
            let sum = try await workspace.rows(
                "SELECT count(*), round(sum(value), 3), min(effective), max(effective) FROM observationView")
            return content + (sum.first ?? [])
        }

        @Test func `an import that is killed and run again leaves what one import leaves`() async throws {
            let files = try Workspace()
            for number in 0..<1600 {
                let name = "p" + String(String(1_000_000 + number).dropFirst())
                try files.write(
                    RecordedPatient.invented(name: name, seed: UInt64(number), hours: 12).text, to: "in/\(name).psv")
            }
            let once = try Workspace()
            try await once.wardwatch("import", "physionet2019", files.path("in"))
            let expected = try await content(once)

            let workspace = try Workspace()
            let killed = try ChildProcess(
                Executables.directory.appendingPathComponent("wardwatch").path,
                ["import", "physionet2019", files.path("in"), "--database", workspace.database])
            try await poll(until: "a part is stored", every: .milliseconds(5)) {
                guard FileManager.default.fileExists(atPath: workspace.database) else { return false }
                return ((try? await workspace.count("SELECT count(*) FROM message")) ?? 0) > 0
            }
            killed.signal(SIGKILL)
            _ = try await killed.end(within: .seconds(10))
            let partly = try await workspace.count("SELECT count(*) FROM message")
            #expect(partly > 0)
            #expect(partly < 1600, "the kill came too late to show anything")
            for _ in 0..<2 {
                try await workspace.wardwatch("import", "physionet2019", files.path("in"))
                #expect(try await content(workspace) == expected)
            }
        }
    }
}
