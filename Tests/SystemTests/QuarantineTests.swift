import Foundation
import Testing

extension EndToEnd {
    /// `wardwatch quarantine`: what could not be used is found, understood, mapped, and brought in.
    @Suite struct QuarantineTests {
        private struct SummaryDocument: Decodable {
            struct Row: Decodable {
                let count: Int
                let reason: String
                let source: String
                let place: String
                let found: String
                let example: Int
            }

            let version: Int
            let summary: [Row]
        }

        private struct EntryDocument: Decodable {
            struct Message: Decodable { let body: String }

            let version: Int
            let entry: QuarantineDocument.Row
            let message: Message?
        }

        private let localCode = """
            [[code]]
            system = "LOCAL"
            code = "HF"
            channel = "heartRate"

            """

        private func values(_ workspace: Workspace) async throws -> [String] {
            try await workspace.rows(
                "SELECT patient || ' ' || value FROM observationView WHERE channel = 'heartRate' ORDER BY 1"
            ).compactMap(\.first)
        }

        /// Files of every format with a local code that nobody knows yet.
        private func importFiles(_ workspace: Workspace) async throws {
            let csv = try workspace.write(
                "patient;system;code;value;unit;effective\nc1;LOCAL;HF;71;/min;2026-01-01T02:00:00Z\n", to: "a.csv")
            let line = """
                {"patient":"n1","system":"LOCAL","code":"HF","value":72,"unit":"/min","effective":"2026-01-01T02:00:00Z"}
                """
            let ndjson = try workspace.write("\n\n\(line)\n", to: "a.ndjson")
            let hl7 = try workspace.write(
                """
                MSH|^~\\&|MON|W|||20260101020000+0000||ORU^R01|1|P|2.5
                PID|1||h1
                OBR|1|||85353-1^^LN
                OBX|1|NM|HF^^LOCAL||73|/min|||||F
                PID|2||h2
                OBR|1|||85353-1^^LN
                OBX|1|NM|HF^^LOCAL||74|/min|||||F

                """, to: "a.hl7")
            let fhir = try workspace.write(
                """
                {"resourceType":"Observation","status":"final","code":{"coding":[{"system":"LOCAL","code":"HF"}]},\
                "subject":{"reference":"Patient/x"},"effectiveDateTime":"2026-01-01T02:00:00Z",\
                "valueQuantity":{"value":75,"system":"http://unitsofmeasure.org","code":"/min"}}
                {"resourceType":"Patient","id":"x","identifier":[{"value":"f1"}]}

                """, to: "bulk.ndjson")
            for (format, path) in [("csv", csv), ("ndjson", ndjson), ("hl7", hl7), ("fhir", fhir)] {
                try await workspace.wardwatch("import", format, path)
            }
        }

        @Test func `a mapping row and a replay bring every format in, and once`() async throws {
            let workspace = try Workspace()
            try await importFiles(workspace)
            #expect(try await values(workspace).isEmpty)
            let entries: QuarantineDocument = try await workspace.listing("quarantine", "list")
            #expect(entries.reasons == Array(repeating: "unknown-code", count: 5))
            #expect(entries.quarantine.map(\.place).contains("line 3, code"))
            let summary: SummaryDocument = try await workspace.listing("quarantine", "list", "--summary")
            #expect(summary.version == 1 && summary.summary.map(\.count).reduce(0, +) == 5)
            #expect(summary.summary.contains { $0.place == "OBX-3" && $0.found == "HF^^LOCAL" && $0.source == "MON" })
            #expect(summary.summary.contains { $0.place == "code" && $0.count == 2 })

            let rows = try workspace.write(localCode, to: "site.toml")
            let config = try workspace.write("[site]\nchannels_file = \"\(rows)\"\n", to: "wardwatch.toml")
            let dry = try await workspace.command([
                "quarantine", "replay", "--reason", "unknown-code", "--dry-run", "--config", config,
            ])
            #expect(dry.status == 0 && dry.errors.contains("5 observations would be stored"), "\(dry.errors)")
            #expect(try await values(workspace).isEmpty)
            let replay = try await workspace.command(["quarantine", "replay", "--all", "--config", config])
            #expect(replay.status == 0 && replay.errors.contains("5 observations were stored"), "\(replay.errors)")
            #expect(try await values(workspace) == ["c1 71.0", "f1 75.0", "h1 73.0", "h2 74.0", "n1 72.0"])
            let left: QuarantineDocument = try await workspace.listing("quarantine", "list")
            #expect(left.quarantine.isEmpty)
            let done: QuarantineDocument = try await workspace.listing("quarantine", "list", "--state", "replayed")
            #expect(done.quarantine.count == 5)

            let again = try await workspace.command(["quarantine", "replay", "--all", "--config", config])
            #expect(again.status == 0 && again.errors.contains("nothing waits"))
            #expect(try await values(workspace).count == 5)
        }

        @Test func `without the mapping a replay leaves the same entries waiting`() async throws {
            let workspace = try Workspace()
            try await importFiles(workspace)
            let before: QuarantineDocument = try await workspace.listing("quarantine", "list")
            let replay = try await workspace.command(["quarantine", "replay", "--all"])
            #expect(replay.status == 0 && replay.errors.contains("5 wait on, 0 new"), "\(replay.errors)")
            let after: QuarantineDocument = try await workspace.listing("quarantine", "list")
            #expect(after.quarantine.map(\.id) == before.quarantine.map(\.id))
        }

        @Test func `the second patient of a message is replayed by the number of the entry`() async throws {
            let workspace = try Workspace()
            try await importFiles(workspace)
            let rows = try workspace.write(localCode, to: "site.toml")
            let config = try workspace.write("[site]\nchannels_file = \"\(rows)\"\n", to: "wardwatch.toml")
            let entries: QuarantineDocument = try await workspace.listing("quarantine", "list", "--source", "MON")
            let second = try #require(entries.quarantine.map(\.id).max())
            let replay = try await workspace.command([
                "quarantine", "replay", String(second), "--config", config,
            ])
            #expect(replay.status == 0, "\(replay.errors)")
            #expect(try await values(workspace) == ["h1 73.0", "h2 74.0"])
        }

        @Test func `values of an empty bed come in once the admission is known`() async throws {
            let workspace = try Workspace()
            let values = try workspace.write(
                """
                MSH|^~\\&|MON|W|||20260101020000+0000||ORU^R01|1|P|2.5
                PV1|1|I|W7^^12
                OBR|1|||85353-1^^LN|||20260101020000+0000
                OBX|1|NM|8867-4^^LN||73|/min|||||F

                """, to: "values.hl7")
            let admission = try workspace.write(
                """
                MSH|^~\\&|ADT|H|||20260101010000+0000||ADT^A01|2|P|2.5
                EVN|A01|20260101010000+0000
                PID|1||b1
                PV1|1|I|W7^^12||||||||||||||||V1

                """, to: "admission.hl7")
            try await workspace.wardwatch("import", "hl7", values)
            let entries: QuarantineDocument = try await workspace.listing("quarantine", "list")
            #expect(entries.reasons == ["missing-patient"])
            try await workspace.wardwatch("import", "hl7", admission)
            let replay = try await workspace.command(["quarantine", "replay", "--reason", "missing-patient"])
            #expect(replay.status == 0, "\(replay.errors)")
            #expect(try await self.values(workspace) == ["b1 73.0"])
        }

        @Test func `a replay beside a running daemon is scored`() async throws {
            let workspace = try Workspace()
            let daemon = try await DaemonProcess(in: workspace)
            let connection = try daemon.connect()
            let others = WardResult.well.filter { $0.loinc != "8867-4" }
            let known = WardMessage(controlID: "1", patient: "p1", effective: admission, results: others)
            let local = "OBX|9|NM|HF^^LOCAL||135|/min|||||F|||\(hl7Time(admission))\r"
            #expect(try connection.exchange(known.text + local)?.code == "AA")
            let query = "SELECT news2Total, news2IsPartial FROM assessment ORDER BY step DESC LIMIT 1"
            try await poll(until: "the pulse is missing") { try await workspace.rows(query) == [["0", "1"]] }
            let rows = try workspace.write(localCode, to: "site.toml")
            let config = try workspace.write("[site]\nchannels_file = \"\(rows)\"\n", to: "wardwatch.toml")
            let replay = try await workspace.command(["quarantine", "replay", "--all", "--config", config])
            #expect(replay.errors.contains("1 observations were stored"), "\(replay.errors)")
            try await poll(until: "a pulse of 135 scores 3") { try await workspace.rows(query) == [["3", "0"]] }
            #expect(try await daemon.stop() == 0)
        }

        @Test func `an entry is shown with its message and the place marked`() async throws {
            let workspace = try Workspace()
            try await importFiles(workspace)
            let entries: QuarantineDocument = try await workspace.listing("quarantine", "list", "--source", "MON")
            let first = try #require(entries.quarantine.map(\.id).min())
            let text = try await workspace.wardwatch("quarantine", "show", String(first))
            #expect(text.contains("\n> OBX|1|NM|>>HF^^LOCAL<<||73|/min|||||F\n"), "\(text)")
            #expect(text.contains("\n  PID|1||h1\n"))
            let json = try await workspace.wardwatch("quarantine", "show", String(first), "--json")
            let document = try JSONDecoder().decode(EntryDocument.self, from: Data(json.utf8))
            #expect(document.version == 1 && document.entry.id == first)
            #expect(document.message?.body.hasPrefix("MSH|") == true)
            let missing = try await workspace.command(["quarantine", "show", "999"])
            #expect(missing.status == 1 && missing.errors.contains("hint:"))
        }

        @Test func `a purge dismisses what is meant and keeps it on record`() async throws {
            let workspace = try Workspace()
            try await importFiles(workspace)
            let entries: QuarantineDocument = try await workspace.listing("quarantine", "list")
            let first = try #require(entries.quarantine.first?.id)
            let one = try await workspace.command(["quarantine", "purge", String(first)])
            #expect(one.status == 0 && one.errors.contains("1 entries dismissed") && one.errors.contains("on record"))
            let twice = try await workspace.command(["quarantine", "purge", String(first)])
            #expect(twice.status == 1)
            let old = try await workspace.command(["quarantine", "purge", "--before", "30d", "--yes"])
            #expect(old.status == 0 && old.errors.contains("0 entries dismissed"))
            let rest = try await workspace.command(["quarantine", "purge", "--reason", "unknown-code", "--yes"])
            #expect(rest.errors.contains("4 entries dismissed"))
            let kept: QuarantineDocument = try await workspace.listing("quarantine", "list", "--state", "dismissed")
            #expect(kept.quarantine.count == 5)
            let replay = try await workspace.command(["quarantine", "replay", String(first)])
            #expect(replay.status == 1 && replay.errors.contains("dismissed"), "\(replay.errors)")
            #expect(try await workspace.count("SELECT count(*) FROM message") == 6)
        }

        @Test(arguments: [["replay"], ["purge"], ["list", "--reason", "nonsense"], ["list", "--since", "soon"]])
        func `a command that does not say what is meant is wrong usage`(arguments: [String]) async throws {
            let workspace = try Workspace()
            let result = try await workspace.command(["quarantine"] + arguments)
            #expect(result.status == 64 && result.output.isEmpty)
        }

        @Test func `what was broken in transport says that it cannot be read again`() async throws {
            let workspace = try Workspace()
            let file = try workspace.write("BHS|^~\\&|A\rEVN|x\rBTS|1\r", to: "a.hl7")
            try await workspace.wardwatch("import", "hl7", file)
            let entries: QuarantineDocument = try await workspace.listing("quarantine", "list")
            #expect(entries.reasons == ["framing", "framing"])
            let replay = try await workspace.command(["quarantine", "replay", "--all"])
            #expect(replay.status == 0 && replay.errors.contains("2 entries left alone"), "\(replay.errors)")
        }
    }
}
