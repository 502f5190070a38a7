import Foundation
import Testing

extension EndToEnd {
    /// What senders get wrong: each is answered as the standard says, kept in quarantine, and harms nobody else.
    @Suite struct BadMessageTests {
        /// The daemon still takes a good message on a new connection.
        private func expectServing(_ daemon: DaemonProcess, _ controlID: String) throws {
            let good = WardMessage(
                controlID: controlID, patient: "good", effective: admission, results: WardResult.well)
            #expect(daemon.isRunning)
            #expect(try daemon.connect().exchange(good.text)?.code == "AA", "after \(controlID)")
        }

        private func quarantine(_ workspace: Workspace) async throws -> QuarantineDocument {
            try await workspace.listing("quarantine", "list", "--limit", "10000")
        }

        @Test func `a message without use is refused with an ERR segment and quarantined`() async throws {
            let workspace = try Workspace()
            let daemon = try await DaemonProcess(in: workspace)
            let good = WardMessage(controlID: "B", patient: "bad", effective: admission, results: [.heartRate("80")])
                .text
            func without(_ names: String...) -> String {
                good.split(separator: "\r").filter { !names.contains(String($0.prefix(3))) }.map { "\($0)\r" }.joined()
            }
            let cases: [(String, String, code: String, reason: String)] = [
                ("not HL7", "GET / HTTP/1.1\r\nHost: ward\r\n\r\n", "AR", "unparseable"),
                ("neither patient nor bed", without("PID", "PV1"), "AE", "missing-patient"),
                (
                    "PID without identifier", without("PV1").replacing("PID|1||bad|", with: "PID|1||||"), "AE",
                    "missing-patient"
                ),
                ("no kind", good.replacing("ORU^R01^ORU_R01", with: ""), "AR", "unsupported"),
                ("a version that is none", good.replacing("|P|2.5\r", with: "|P|7.0\r"), "AR", "unsupported"),
            ]
            for (name, text, code, reason) in cases {
                let before = try await quarantine(workspace).quarantine.count
                let answer = try #require(try daemon.connect().exchange(text), "\(name): no answer")
                #expect(answer.code == code, "\(name): \(answer.text)")
                #expect(answer.error != nil, "\(name): \(answer.text)")
                let entries = try await quarantine(workspace)
                #expect(entries.quarantine.count == before + 1, "\(name)")
                #expect(entries.reasons.first == reason, "\(name)")
                #expect(entries.quarantine.first?.hint.isEmpty == false, "\(name)")
                try expectServing(daemon, name)
            }
            #expect(try await workspace.count("SELECT count(*) FROM patient") == 1, "only the good one")
            #expect(try await daemon.stop() == 0)
        }

        @Test func `an impossible value, unit or code is quarantined, its neighbours are stored`() async throws {
            let workspace = try Workspace()
            let daemon = try await DaemonProcess(in: workspace)
            let connection = try daemon.connect()
            let cases: [(WardResult, String)] = [
                (WardResult(loinc: "8867-4", text: "80", unit: "furlong"), "unknown-unit"),
                (WardResult(loinc: "8867-4", text: "80", unit: ""), "unknown-unit"),
                (.oxygenSaturation("900"), "implausible"),
                (.heartRate("-999"), "not-available"),
                (.heartRate("1e400"), "not-numeric"),
                (.heartRate("NaN"), "not-numeric"),
                (.heartRate("1,234"), "not-numeric"),
                (WardResult(loinc: "99999-9", text: "80", unit: "/min"), "unknown-code"),
            ]
            for (number, (result, reason)) in cases.enumerated() {
                let message = WardMessage(
                    controlID: "V\(number)", patient: "values", effective: admission + number * 60,
                    results: [WardResult(loinc: "9279-1", text: "16", unit: "/min"), result])
                #expect(try connection.exchange(message.text)?.code == "AA")
                let entries = try await quarantine(workspace)
                #expect(entries.quarantine.count == number + 1, "\(result)")
                #expect(entries.reasons.first == reason, "\(result)")
                #expect(entries.quarantine.first?.place.hasPrefix("OBX[2]-") == true, "\(result)")
            }
            #expect(try await workspace.rows("SELECT DISTINCT channel FROM observationView") == [["respiratoryRate"]])
            #expect(try await workspace.count("SELECT count(*) FROM observation") == cases.count)
            #expect(try await daemon.stop() == 0)
        }

        @Test func `stray bytes and broken blocks are quarantined, the messages around them taken`() async throws {
            let workspace = try Workspace()
            let daemon = try await DaemonProcess(in: workspace)
            func block(_ number: Int) -> [UInt8] {
                let message = WardMessage(
                    controlID: "F\(number)", patient: "framing", effective: admission + number * 60,
                    results: [.heartRate("80")])
                return [0x0B] + Array(message.text.utf8) + [0x1C, 0x0D]
            }
            let connection = try daemon.connect()
            try connection.send(bytes: Array("garbage between blocks".utf8) + block(1) + [0, 0x0D, 0x0A] + block(2))
            #expect(try connection.receive()?.controlID == "F1")
            #expect(try connection.receive()?.controlID == "F2")
            try connection.send(bytes: Array(block(3).prefix(90)) + block(4))
            #expect(try connection.receive()?.controlID == "F4")
            try connection.send(bytes: Array(block(5).prefix(100)))
            connection.finishWriting()
            #expect(try connection.receive() == nil, "no answer to half a message")
            try await poll(until: "the three faults are quarantined") {
                try await quarantine(workspace).quarantine.count == 3
            }
            #expect(Set(try await quarantine(workspace).reasons) == ["framing"])
            #expect(try await workspace.count("SELECT count(*) FROM observation") == 3)
            try expectServing(daemon, "framing")
            #expect(try await daemon.stop() == 0)
        }

        @Test func `a message one byte at a time is one message`() async throws {
            let workspace = try Workspace()
            let daemon = try await DaemonProcess(in: workspace)
            let connection = try daemon.connect()
            let message = WardMessage(
                controlID: "DRIP", patient: "drip", effective: admission, results: WardResult.well)
            for byte in [0x0B] + Array(message.text.utf8) + [0x1C, 0x0D] { try connection.send(bytes: [byte]) }
            #expect(try connection.receive()?.code == "AA")
            #expect(try await workspace.count("SELECT count(*) FROM message") == 1)
            #expect(try await daemon.stop() == 0)
        }

        @Test func `a message above the configured size is refused, and the connection goes on`() async throws {
            let workspace = try Workspace()
            let daemon = try await DaemonProcess(
                in: workspace, environment: ["WARDWATCH_MLLP_MAXIMUM_MESSAGE_SIZE": "4096"])
            let connection = try daemon.connect()
            var large = WardMessage(
                controlID: "LARGE", patient: "large", effective: admission, results: [.heartRate("80")])
            large.name = String(repeating: "A", count: 6000)
            let answer = try #require(try connection.exchange(large.text))
            #expect(answer.code == "AR", "\(answer.text)")
            #expect(answer.controlID == "LARGE")
            #expect(answer.error != nil)
            #expect(try await quarantine(workspace).reasons == ["framing"])
            large.name = "SMALL"
            #expect(try connection.exchange(large.text)?.code == "AA")
            #expect(try await daemon.stop() == 0)
        }

        @Test func `random bytes on many connections never stop the daemon`() async throws {
            let workspace = try Workspace()
            let daemon = try await DaemonProcess(in: workspace)
            var generator = SeededGenerator(seed: 42)
            for _ in 0..<40 {
                let connection = try daemon.connect(receiveTimeout: 5)
                let count = Int.random(in: 1...3000, using: &generator)
                let bytes = (0..<count).map { _ in
                    // Control bytes of the frame and the message come often.
                    Bool.random(using: &generator)
                        ? [0x0B, 0x1C, 0x0D, 0x7C, 0x5E].randomElement(using: &generator) ?? 0
                        : UInt8.random(in: 0...255, using: &generator)
                }
                try connection.send(bytes: bytes)
                connection.finishWriting()
                while try connection.receive() != nil {}
            }
            try expectServing(daemon, "random")
            #expect(try await daemon.stop() == 0)
        }

        @Test(.enabled(if: Executables.hasOracles, "the folder shared is there, or WARDWATCH_SHARED names it"))
        func `every recorded message of real senders is answered or quarantined as framing`() async throws {
            let workspace = try Workspace()
            let daemon = try await DaemonProcess(in: workspace)
            let folder = Executables.shared.appendingPathComponent("oracles/hl7")
            let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".hl7") }
                .sorted()
            #expect(names.count >= 60)
            for name in names {
                let bytes = Array(try Data(contentsOf: folder.appendingPathComponent(name)))
                let faults = try await quarantine(workspace).reasons.count { $0 == "framing" }
                let connection = try daemon.connect(receiveTimeout: 10)
                try connection.send(
                    bytes: bytes.contains(0x0B) || name.hasPrefix("frame_") ? bytes : [0x0B] + bytes + [0x1C, 0x0D])
                connection.finishWriting()
                var answers: [Acknowledgement] = []
                while let answer = try connection.receive() { answers.append(answer) }
                #expect(answers.allSatisfy { ["AA", "AE", "AR", "CA", "CE", "CR"].contains($0.code) }, "\(name)")
                if answers.isEmpty {
                    let text = String(decoding: bytes, as: UTF8.self)
                    let wantsNone = text.contains("|NE|NE|") || text.contains("||ACK^")
                    let now = try await quarantine(workspace).reasons.count { $0 == "framing" }
                    #expect(now > faults || wantsNone, "\(name): neither answered nor quarantined")
                }
            }
            try expectServing(daemon, "oracles")
            #expect(try await daemon.stop() == 0)
        }
    }
}
