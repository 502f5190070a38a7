import ClinicalDomain
import FHIR
import Foundation
import HL7v2
import Testing

@testable import Delivery

/// Each kind of receiver, against programs that others wrote.
@Suite(.timeLimit(.minutes(2)), .enabled(if: PythonReceiver.isThere, "a Python with Tests/requirements.txt is needed"))
struct CarrierTests {
    private static let secret = "whsec_" + Data((0..<32).map { UInt8($0) }).base64EncodedString()

    private func sender() -> HTTPSender { HTTPSender(tls: nil, connectTimeout: .seconds(5), now: systemClock) }

    private func webhook(_ port: Int, secret: String = Self.secret) throws -> WebhookCarrier {
        WebhookCarrier(
            sender: sender(), url: "http://127.0.0.1:\(port)/alerts?ward=7",
            secret: try #require(WebhookSecret(text: secret)), now: systemClock)
    }

    @Test func `a webhook is signed, and its answer decides`() async throws {
        let answers = ["200", "204", "500", "429:7", "400", "401", "408", "302", "503:Fri, 01 Jan 2100 00:00:00 GMT"]
        let receiver = try PythonReceiver("http_receiver.py", [Self.secret] + answers)
        let carrier = try webhook(receiver.port, secret: "whsec_\(String(repeating: "A", count: 32))\n\(Self.secret)\n")
        var attempts: [DeliveryAttempt] = []
        for id in 1...9 { attempts.append(await carrier.deliver(try .sample(id: Int64(id)))) }
        await carrier.close()
        #expect(
            attempts == [
                .delivered, .delivered, .failed("HTTP status 500"),
                .failed("HTTP status 429", retryAfter: .seconds(7)), .refused("HTTP status 400"),
                .failed("HTTP status 401"), .failed("HTTP status 408"), .failed("HTTP status 302"),
                .failed("HTTP status 503", retryAfter: .seconds(86_400)),
            ])
        let requests = try receiver.lines(PythonReceiver.Request.self)
        #expect(requests.count == 9 && requests.allSatisfy { $0.signed && $0.path == "/alerts?ward=7" })
        #expect(requests.allSatisfy { abs($0.stated - $0.timestamp) < 60 })
        #expect(requests.map(\.identity) == (1...9).map { "5d0c8f0e-1111-8222-9333-44445555000\($0)" })
    }

    @Test func `an answer whose body does not end is an answer`() async throws {
        let receiver = try PythonReceiver("http_receiver.py", [Self.secret, "200:endless"])
        let carrier = try webhook(receiver.port)
        for id in 1...2 { #expect(await carrier.deliver(try .sample(id: Int64(id))) == .delivered) }
        await carrier.close()
    }

    @Test func `a webhook signed with another key does not pass`() async throws {
        let receiver = try PythonReceiver("http_receiver.py", [Self.secret])
        let carrier = try webhook(receiver.port, secret: "whsec_\(String(repeating: "A", count: 32))")
        #expect(await carrier.deliver(try .sample()) == .delivered)
        await carrier.close()
        #expect(try receiver.lines(PythonReceiver.Request.self).map(\.signed) == [false])
    }

    @Test(arguments: ["", "whsec_", "secret", "whsec_AAAA", "whsec_not base64 at all, but long enough to be"])
    func `what is no secret of Standard Webhooks is none`(_ text: String) {
        #expect(WebhookSecret(text: text) == nil)
    }

    @Test func `nobody listening is a failure`() async throws {
        let port = try PythonReceiver("http_receiver.py", [Self.secret]).port
        let carrier = try webhook(port)
        guard case .failed = await carrier.deliver(try .sample()) else {
            Issue.record("delivered to nobody")
            return
        }
        await carrier.close()
        let hl7 = hl7(port: port)
        guard case .failed = await hl7.deliver(try .sample()) else {
            Issue.record("delivered to nobody")
            return
        }
    }

    // MARK: FHIR

    @Test func `a FHIR server gets one Flag for an alert, which HL7's own model accepts`() async throws {
        let receiver = try PythonReceiver("http_receiver.py", [Self.secret, "201", "200", "412"])
        let carrier = FHIRCarrier(
            sender: sender(), base: "http://127.0.0.1:\(receiver.port)/fhir/", bearerToken: "abc",
            identifierSystem: "urn:wardwatch:alert")
        let messages = [
            try OutboxMessage.sample(), try .sample(id: 2, event: "clear", state: .cleared),
            try .sample(id: 3, patient: "", reason: .receiver),
        ]
        var attempts: [DeliveryAttempt] = []
        for message in messages { attempts.append(await carrier.deliver(message)) }
        await carrier.close()
        #expect(attempts == [.delivered, .delivered, .refused("HTTP status 412")])
        let requests = try receiver.lines(PythonReceiver.Request.self)
        #expect(requests.allSatisfy { $0.method == "PUT" && $0.authorization == "Bearer abc" })
        #expect(Set(requests.map(\.path)) == ["/fhir/Flag?identifier=urn%3Awardwatch%3Aalert%7C17"])
        let flags = messages.map { FHIRCarrier.flag($0.message, identifierSystem: "urn:wardwatch:alert") }
        #expect(flags.map { $0["status"]?.string } == ["active", "inactive", "active"])
        for flag in flags {
            #expect(try await python(Self.model, input: Data(flag.serialized())) == "Flag 17\n")
        }
    }

    private static let model = """
        import json, sys
        from fhir.resources.R4B.flag import Flag
        flag = Flag.model_validate(json.load(sys.stdin))
        print(flag.get_resource_type(), flag.identifier[0].value)
        """

    private func python(_ program: String, input: Data) async throws -> String {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("wardwatch-\(UUID()).json")
        try input.write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: PythonReceiver.python)
        process.arguments = ["-c", program]
        process.standardInput = try FileHandle(forReadingFrom: file)
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let text = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        process.waitUntilExit()
        return text
    }

    // MARK: HL7

    /// A carrier over a blocking socket, so that no code of ours frames what is sent.
    private func hl7(port: Int) -> HL7Carrier {
        HL7Carrier(names: HL7AlertNames(), now: systemClock) { message in
            let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            defer { close(descriptor) }
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_port = in_port_t(UInt16(port).bigEndian)
            address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
            let connected = withUnsafePointer(to: &address) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
                }
            }
            guard connected == 0 else { throw POSIXError(.ECONNREFUSED) }
            let block = [0x0B] + message + [0x1C, 0x0D]
            guard write(descriptor, block, block.count) == block.count else { throw POSIXError(.EIO) }
            var answer: [UInt8] = []
            var byte: UInt8 = 0
            while read(descriptor, &byte, 1) == 1, byte != 0x1C { if byte != 0x0B { answer.append(byte) } }
            return answer
        }
    }

    @Test func `two other HL7 parsers read what was meant, and the acknowledgement decides`() async throws {
        let receiver = try PythonReceiver("mllp_receiver.py", ["AA", "CA", "AE", "CR", "AR", "CE"])
        let carrier = hl7(port: receiver.port)
        let words = ["Puls stieg | von 80^90 auf 135/min", "Sättigung & Druck \\ fielen ~ beide"]
        var attempts = [await carrier.deliver(try .sample(words: words))]
        for _ in 0..<5 { attempts.append(await carrier.deliver(try .sample(id: 2, patient: "", reason: .receiver))) }
        #expect(
            attempts == [
                .delivered, .delivered, .refused("answered AE"), .refused("answered CR"), .failed("answered AR"),
                .failed("answered CE"),
            ])
        let messages = try receiver.lines(PythonReceiver.Message.self)
        let first = try #require(messages.first)
        #expect(first.type == "ORU^R01^ORU_R01" && first.mode == "P" && first.control == "5d0c8f0e111182229333")
        #expect(first.patient == ["12|3^4", "", "", "HOSP", "PI"] && first.place == ["W&7", "", "12-A"])
        #expect(first.results["words"] == words)
        #expect(first.results["reason"] == ["news2", "network-risk"])
        #expect(first.results["risk"] == ["34.5"] && first.results["news2"] == ["9"])
        #expect(first.results["identity"] == ["5d0c8f0e-1111-8222-9333-444455550001"])
        #expect(first.hl7apy == [.text(first.control), .text("17^WARDWATCH"), .number(first.results.count)])
        #expect(messages.dropFirst().allSatisfy { $0.patient.isEmpty })
    }

    @Test func `an answer to another message is none`() async throws {
        let answer = "MSH|^~\\&|E||W||20260301||ACK^R01|1|P|2.6\rMSA|AA|SOMETHING ELSE\r"
        let carrier = HL7Carrier(names: HL7AlertNames(), now: systemClock) { _ in Array(answer.utf8) }
        #expect(await carrier.deliver(try .sample()) == .failed("the answer is to another message (MSA-2)"))
    }

    @Test(arguments: [
        "", "HTTP/1.1 400 Bad Request", "MSH|^~\\&|E", "PID|1||4711^^^HOSP^MR||MUSTERFRAU^ERIKA\r", "\u{0B}\u{0B}",
    ])
    func `an answer that is no HL7 is a failure, and nothing of it is quoted`(_ answer: String) async throws {
        let carrier = HL7Carrier(names: HL7AlertNames(), now: systemClock) { _ in Array(answer.utf8) }
        let attempt = await carrier.deliver(try .sample())
        #expect([.failed("the answer is no HL7"), .failed("the answer has no MSA")].contains(attempt))
    }

    @Test func `the repository's own parser reads the message back`() throws {
        let alert = HL7Alert(try OutboxMessage.sample().message, names: HL7AlertNames(), sent: systemClock())
        let message = try HL7Message(parsing: try alert.encoded())
        #expect(message.segment("PID")?.field(3).component(1).text == "12|3^4")
        #expect(message.segment("PV1")?.field(19).component(1).text == "V1")
        #expect(message.segment("OBR")?.field(25).text == "F")
        #expect(try message.segment("OBR")?.timestamp(field: 22)?.localSecondsSince1970 == 1_772_323_260)
    }

    // MARK: command

    @Test(arguments: [
        ("exit 0", DeliveryAttempt.delivered), ("exit 3", .failed("exit status 3")),
        ("exit 65", .refused("exit status 65")),
        ("kill -9 $$", .failed("ended by signal 9")), ("exec 0<&-; exit 0", .delivered),
    ])
    func `the exit status of a program decides`(_ script: String, _ expected: DeliveryAttempt) async throws {
        let carrier = CommandCarrier(command: ["/bin/sh", "-c", script])
        #expect(await carrier.deliver(try .sample()) == expected)
    }

    @Test func `a program gets the message and what it needs to know of it, and no shell reads it`() async throws {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("wardwatch-\(UUID())").path
        defer { try? FileManager.default.removeItem(atPath: file) }
        let script = "cat > \"$1\"; env | grep ^WARDWATCH_ | sort >> \"$1\""
        let carrier = CommandCarrier(command: ["/bin/sh", "-c", script, "$(touch /nowhere)", file])
        let message = try OutboxMessage.sample()
        #expect(await carrier.deliver(message) == .delivered)
        let text = try String(contentsOfFile: file, encoding: .utf8)
        #expect(text.hasPrefix(message.json))
        #expect(
            text.dropFirst(message.json.count).split(separator: "\n") == [
                "WARDWATCH_ALERT=17", "WARDWATCH_ASKS_FOR_ATTENTION=true", "WARDWATCH_EVENT=raise",
                "WARDWATCH_IDENTITY=\(message.message.identity)", "WARDWATCH_REASONS=news2 network-risk",
                "WARDWATCH_STATE=open", "WARDWATCH_TIER=1", "WARDWATCH_UNIT=W&7",
            ])
        let missing = CommandCarrier(command: ["/nowhere/program"])
        #expect(await missing.deliver(message) == .failed("the program could not be started"))
    }

    @Test func `what a program leaves running keeps nothing waiting`() async throws {
        let carrier = CommandCarrier(command: ["/bin/sh", "-c", "(sleep 300 &); exit 0"])
        for _ in 1...2 { #expect(await carrier.deliver(try .sample()) == .delivered) }
    }

    @Test func `a program is ended with what it has started`() async throws {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("wardwatch-\(UUID())").path
        defer { try? FileManager.default.removeItem(atPath: file) }
        let carrier = CommandCarrier(command: ["/bin/sh", "-c", "sleep 300 & echo $! > '\(file)'; wait"])
        let message = try OutboxMessage.sample()
        let task = Task { await carrier.deliver(message) }
        var child: Int32?
        while child == nil {
            await Task.yield()
            child = (try? String(contentsOfFile: file, encoding: .utf8)).flatMap {
                Int32($0.trimmingCharacters(in: .whitespacesAndNewlines))
            }
        }
        task.cancel()
        #expect(await task.value == .failed("ended by signal 15"))
        let running = try #require(child)
        while kill(running, 0) == 0 { await Task.yield() }
    }

    @Test func `a program that does not end is ended with its task`() async throws {
        let carrier = CommandCarrier(command: ["/bin/sh", "-c", "trap '' TERM; while :; do sleep 0.1; done"])
        let message = try OutboxMessage.sample()
        let task = Task { await carrier.deliver(message) }
        task.cancel()
        #expect(await task.value == .failed("ended by signal 9"))
    }
}
