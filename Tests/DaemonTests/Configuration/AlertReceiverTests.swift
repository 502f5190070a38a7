import ClinicalDomain
import Daemon
import Foundation
import Ingest
import Testing
import TransportSecurity

@Suite struct AlertReceiverTests {
    private func read(_ text: String) throws -> WardwatchConfiguration {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("wardwatch-\(UUID()).toml")
        try Data(text.utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        return try ConfigurationReader.read(path: file.path, environment: [:])
    }

    @Test func `a receiver is read with what its kind needs and what it is told of`() throws {
        let configuration = try read(
            """
            [[delivery.receiver]]
            name = "engine"
            kind = "hl7"
            host = "engine.example"
            port = 2575
            tls_ca = "ca.pem"

            [[delivery.receiver]]
            name = "pager"
            kind = "command"
            command = ["/bin/page", "--group", "7"]
            tiers = [2, 3]
            units = ["W7"]
            technical = false
            dead_after = "2m"

            """)
        let (engine, pager) = (configuration.receivers[0], configuration.receivers[1])
        #expect(engine.kind == .hl7 && engine.host == "engine.example" && engine.port == 2575)
        #expect(engine.interest == ReceiverInterest(name: "engine") && engine.tls.authority == "ca.pem")
        #expect(
            pager.interest
                == ReceiverInterest(name: "pager", tiers: [2, 3], informs: false, technical: false, units: ["W7"]))
        #expect(pager.command == ["/bin/page", "--group", "7"] && pager.deadAfterSeconds == 120)
        #expect(engine.deadAfterSeconds == 300)
    }

    @Test(arguments: [
        ("kind = \"webhook\"\nurl = \"https://e.example\"", "delivery.receiver[1].secret_file is missing"),
        ("kind = \"webhook\"\nurl = \"e.example\"", "delivery.receiver[1].url must be"),
        ("kind = \"hl7\"\nhost = \"e\"", "delivery.receiver[1].port is missing"),
        ("kind = \"fhir\"", "delivery.receiver[1].url is missing"),
        ("kind = \"command\"", "delivery.receiver[1].command is missing"),
        ("kind = \"pigeon\"", "delivery.receiver[1].kind must be one of"),
        ("kind = \"journal\"\ntiers = [0]", "delivery.receiver[1].tiers must be"),
        ("kind = \"journal\"\ntiers = [\"2\"]", "delivery.receiver[1].tiers must be"),
        ("kind = \"journal\"\ntimeuot = \"1s\"", "unknown configuration key delivery.receiver[1].timeuot"),
        ("", "delivery.receiver[1].kind is missing"),
    ])
    func `what is wrong with a receiver is said with its place`(_ lines: String, _ text: String) throws {
        let error = #expect(throws: ConfigurationError.self) {
            try read("[[delivery.receiver]]\nname = \"r\"\n\(lines)\n")
        }
        #expect(error?.description.hasPrefix(text) == true, "\(error?.description ?? "")")
    }

    @Test func `two receivers have two names`() throws {
        let one = "[[delivery.receiver]]\nname = \"r\"\nkind = \"journal\"\n"
        let error = #expect(throws: ConfigurationError.self) { try read(one + one) }
        #expect(error?.description.hasPrefix("delivery.receiver[2].name must be a name of its own") == true)
    }

    @Test(arguments: [
        ("kind = \"webhook\"\nurl = \"https://e.example\"\nsecret_file = \"/nowhere\"", "secret_file: /nowhere"),
        (
            "kind = \"webhook\"\nurl = \"https://e.example\"\nsecret_file = \"/etc/passwd\"",
            "secret_file: /etc/passwd holds no"
        ),
        (
            "kind = \"fhir\"\nurl = \"https://e.example\"\nbearer_token_file = \"/nowhere\"",
            "bearer_token_file: /nowhere"
        ),
        ("kind = \"command\"\ncommand = [\"/nowhere\"]", "command: /nowhere cannot be run"),
        ("kind = \"hl7\"\nhost = \"e\"\nport = 1\ntls_ca = \"/nowhere\"", "delivery.receiver[1]: "),
    ])
    func `files that cannot be used are found before the daemon starts`(_ lines: String, _ text: String) throws {
        let configuration = try read("[[delivery.receiver]]\nname = \"r\"\n\(lines)\n")
        let error = #expect(throws: ConfigurationError.self) { try configuration.checkFiles() }
        #expect(error?.description.contains(text) == true, "\(error?.description ?? "")")
    }
}
