import Foundation
import Testing

extension EndToEnd {
    /// Messages of real senders, one after the other into one daemon: the answer to each, and what it left behind.
    @Suite(.enabled(if: Executables.hasOracles, "the folder shared is there, or WARDWATCH_SHARED names it"))
    struct MessageReplayTests {
        private static let folder = Executables.shared.appendingPathComponent("oracles/hl7")
        private static let golden = Executables.packageRoot.appendingPathComponent(
            "Tests/SystemTests/Golden/message-replay.txt")

        private func names() throws -> [String] {
            try FileManager.default.contentsOfDirectory(atPath: Self.folder.path).filter { $0.hasSuffix(".hl7") }
                .sorted()
        }

        /// A message that is always answered, so that the answers before it are known to be all.
        private func mark(_ number: Int) -> String {
            "MSH|^~\\&|MARK||||20260101000000+0000||ORM^O01|MARK\(number)|P|2.5\r"
        }

        /// What the store holds of messages after a number, one line for each thing.
        private func left(_ workspace: Workspace, after message: Int) async throws -> [String] {
            let observations = try await workspace.rows(
                """
                SELECT 'value ' || patient.identifier || ' ' || channel.name || ' '
                    || CASE observation.status WHEN 3 THEN '-' ELSE printf('%.4g', observation.value) END
                    || ' ' || channel.unit || ' at ' || strftime('%Y-%m-%dT%H:%M:%SZ', effective / 1000, 'unixepoch')
                    || CASE observation.status WHEN 0 THEN ' preliminary' WHEN 1 THEN '' WHEN 2 THEN ' corrected'
                        ELSE ' retracted' END
                    || ' code ' || code.text || CASE original WHEN '' THEN '' ELSE ' sent ' || original END
                    || ' rank ' || rank
                FROM observation JOIN encounter ON encounter.id = encounterID JOIN patient ON patient.id = patientID
                JOIN channel ON channel.id = channelID JOIN code ON code.id = codeID
                WHERE messageID > \(message) ORDER BY 1
                """)
            let outcomes = try await workspace.rows(
                """
                SELECT 'outcome ' || patient.identifier || ' ' || name || ' at '
                    || strftime('%Y-%m-%dT%H:%M:%SZ', at / 1000, 'unixepoch')
                FROM outcome JOIN encounter ON encounter.id = encounterID JOIN patient ON patient.id = patientID
                WHERE messageID > \(message) ORDER BY 1
                """)
            let quarantine = try await workspace.rows(
                "SELECT 'quarantine ' || reason || ' ' || place FROM quarantine WHERE messageID > \(message) ORDER BY id"
            )
            return (observations + outcomes + quarantine).compactMap(\.first)
        }

        /// Patients and stays as they stand.
        private func people(_ workspace: Workspace) async throws -> Set<String> {
            let patients = try await workspace.rows(
                """
                SELECT 'patient ' || patient.identifier || ' ' || coalesce(patient.birthDate, '-') || ' ' || patient.sex
                    || coalesce(' merged into ' || survivor.identifier, '')
                FROM patient LEFT JOIN patient AS survivor ON survivor.id = patient.mergedInto
                """)
            let stays = try await workspace.rows(
                """
                SELECT 'stay ' || patient.identifier || ' visit [' || visitNumber || '] in [' || unit || '] [' || bed
                    || '] from ' || coalesce(strftime('%Y-%m-%dT%H:%M:%SZ', admitted / 1000, 'unixepoch'), '-')
                    || ' to ' || coalesce(strftime('%Y-%m-%dT%H:%M:%SZ', discharged / 1000, 'unixepoch'), '-')
                FROM encounter JOIN patient ON patient.id = patientID
                """)
            return Set((patients + stays).compactMap(\.first))
        }

        /// The answers to files and what each left behind, in a new database.
        private func replay(_ names: [String], environment: [String: String] = [:]) async throws -> [String] {
            let workspace = try Workspace()
            let daemon = try await DaemonProcess(in: workspace, environment: environment)
            let connection = try daemon.connect()
            var lines: [String] = []
            var known: Set<String> = []
            for (number, name) in names.enumerated() {
                let bytes = Array(try Data(contentsOf: Self.folder.appendingPathComponent(name)))
                let last = try await workspace.count("SELECT coalesce(max(id), 0) FROM message")
                // The framing cases hold their frames.
                try connection.send(bytes: name.hasPrefix("frame_") ? bytes : [0x0B] + bytes + [0x1C, 0x0D])
                try connection.send(mark(number))
                lines.append("== \(name)")
                while let answer = try connection.receive(), answer.controlID != "MARK\(number)" {
                    let error = answer.error.map {
                        " " + $0.split(separator: "|").dropFirst(2).prefix(2).joined(separator: " ")
                    }
                    lines.append("answer \(answer.code) [\(answer.controlID)]\(error ?? "")")
                }
                lines += try await left(workspace, after: last)
                let now = try await people(workspace)
                lines += now.subtracting(known).sorted()
                known = now
            }
            #expect(try await daemon.stop() == 0)
            return lines
        }

        @Test(.timeLimit(.minutes(5)))
        func `every message of real senders is answered and stored as its description says`() async throws {
            let names = try names()
            var lines = try await replay(names)
            // Messages for training and debugging once more, where the site takes them: what is in them counts too.
            let tests = zip(lines, lines.dropFirst()).reduce(into: (current: "", names: [String]())) { state, pair in
                if pair.0.hasPrefix("== ") { state.current = String(pair.0.dropFirst(3)) }
                if pair.1.contains(" test-message ") { state.names.append(state.current) }
            }.names
            #expect(tests.count >= 10)
            lines.append("=== where accepts_test_messages is true")
            lines += try await replay(tests, environment: ["WARDWATCH_MLLP_ACCEPTS_TEST_MESSAGES": "true"])
            let text = lines.joined(separator: "\n") + "\n"
            if ProcessInfo.processInfo.environment["WRITE_GOLDEN"] != nil {
                try Data(text.utf8).write(to: Self.golden)
            }
            let expected = String(decoding: try Data(contentsOf: Self.golden), as: UTF8.self)
            let difference = text.split(separator: "\n").difference(from: expected.split(separator: "\n"))
            #expect(difference.isEmpty, "\(difference.prefix(12).map { "\($0)" }.joined(separator: "\n"))")
        }

        @Test(.enabled(if: Executables.hasPython, "a Python with the package hl7 is there"), .timeLimit(.minutes(4)))
        func `the asyncio client of python-hl7 sends them all on one connection and gets its answers`() async throws {
            let workspace = try Workspace()
            let daemon = try await DaemonProcess(in: workspace)
            let sender = Executables.shared.appendingPathComponent("oracles/tools/asyncio_sender.py").path
            // The frames are bytes, not messages; the other two end the client itself, which finds no MSH in them.
            let unreadable = ["hapi_oru_extra_newlines_in_obx.hl7", "pyhl7_sample_bad_batch.hl7"]
            let files = try names().filter { !$0.hasPrefix("frame_") && !unreadable.contains($0) }
            let result = try await run(
                Executables.python,
                [sender, "\(daemon.mllpPort)"] + files.map { Self.folder.appendingPathComponent($0).path },
                within: .seconds(150))
            #expect(result.status == 0, "\(result.errors)")
            // The client waits five seconds for an answer to each; these ask for none, or are one.
            let unanswered = result.output.split(separator: "\n").filter { $0.hasPrefix("NO ACK") }
                .compactMap { $0.split(separator: " ").dropFirst(2).first?.split(separator: "/").last }
            let silent = ["ack_de_enhanced_ca"] + ["batch1", "batch3", "file1", "file6"].map { "pyhl7_sample_\($0)" }
            #expect(unanswered.map(String.init) == silent.map { "\($0).hl7" }, "\(result.output)")
            let mismatched = result.output.split(separator: "\n").filter { $0.contains("mismatch") }
            #expect(mismatched.isEmpty, "\(mismatched)")
            let golden = String(decoding: try Data(contentsOf: Self.golden), as: UTF8.self)
            let values = golden.split(separator: "\n").prefix { !$0.hasPrefix("===") }.count { $0.hasPrefix("value ") }
            #expect(try await workspace.count("SELECT count(*) FROM observation") == values)
            #expect(try await daemon.stop() == 0)
            #expect(daemon.loggedErrors.isEmpty, "\(daemon.log)")
        }
    }
}
