import ClinicalDomain
import Daemon
import Foundation
import HL7v2
import Ingest
import Mapping
import Testing
import TransportSecurity

struct ConfigurationTableTests {
    private let temporary: TemporaryStore

    init() throws { temporary = try TemporaryStore() }

    private func read(_ toml: String) throws -> WardwatchConfiguration {
        try ConfigurationReader.read(path: try temporary.write("wardwatch.toml", toml), environment: [:])
    }

    private func error(_ toml: String) throws -> ConfigurationError {
        try #require(#expect(throws: ConfigurationError.self) { try read(toml) })
    }

    private static let example = """
        [mllp]
        port = 0
        acknowledgment = "original"

        [[mllp.listener]]
        name = "monitors"
        host = "0.0.0.0"
        port = 2576
        maximum_message_size = 4096
        acknowledgment = "none"
        framing = "none"
        accepts_test_messages = true
        maximum_connections = 12
        idle_timeout = "10m"
        tls_certificate = "/c"
        tls_private_key = "/k"
        tls_client_ca = "/a"

        [[mllp.listener]]
        name = "adt"
        port = 2577

        [[mllp.dial]]
        name = "bedside-7"
        host = "10.0.0.7"
        port = 2575
        retry = "5m"
        framing = "none"
        tls_client_ca = "/d"

        [[outcome.rule]]
        outcome = "cardiac-arrest"
        events = ["A08"]
        path = "PV2-3.1"
        values = ["ARREST", "CPR"]

        [[outcome.rule]]
        outcome = "death"
        path = "PV1-36"
        values = ["20"]
        """

    @Test func `further listeners, devices to dial and rules are read in their order`() throws {
        let configuration = try read(Self.example)
        #expect(configuration.mllp.port == 0 && configuration.mllp.acknowledgment == .original)
        var monitors = MLLPEndpoint()
        (monitors.name, monitors.host, monitors.port) = ("monitors", "0.0.0.0", 2576)
        (monitors.maximumMessageSize, monitors.acknowledgment, monitors.framing) = (4096, .none, .none)
        (monitors.acceptsTestMessages, monitors.maximumConnections, monitors.idleTimeoutSeconds) = (true, 12, 600)
        monitors.tls = TLSFiles(certificate: "/c", privateKey: "/k", authority: "/a")
        var adt = MLLPEndpoint()
        (adt.name, adt.port) = ("adt", 2577)
        #expect(configuration.mllpListeners == [monitors, adt])
        var device = MLLPEndpoint()
        (device.name, device.host, device.retrySeconds, device.framing) = ("bedside-7", "10.0.0.7", 300, .none)
        device.tls = TLSFiles(authority: "/d")
        #expect(configuration.mllpDials == [device])
        #expect(
            configuration.outcomeRules == [
                OutcomeRule(outcome: "cardiac-arrest", events: ["A08"], path: "PV2-3.1", values: ["ARREST", "CPR"]),
                OutcomeRule(outcome: "death", events: [], path: "PV1-36", values: ["20"]),
            ])
    }

    @Test func `every key of every table is described, and its documented default is the default`() throws {
        let examples = [
            "mllp.listener": "name = \"a\"\nport = 1\n", "mllp.dial": "name = \"a\"\nhost = \"h\"\nport = 1\n",
            "outcome.rule": "outcome = \"o\"\npath = \"PV1-36\"\nvalues = [\"1\"]\n",
            "alerts.unit": "name = \"ICU\"\n", "delivery.receiver": "name = \"a\"\nkind = \"journal\"\n",
        ]
        #expect(Set(ConfigurationTable.all.map(\.name)) == Set(examples.keys))
        for table in ConfigurationTable.all {
            let minimal = "[[\(table.name)]]\n" + (examples[table.name] ?? "")
            let plain = try read(minimal)
            #expect(Set(table.keys.map(\.name)).count == table.keys.count && !table.summary.isEmpty)
            for key in table.keys {
                #expect(!key.summary.isEmpty && !key.type.isEmpty)
                if key.defaultText.isEmpty {
                    let without = minimal.split(separator: "\n").filter { !$0.hasPrefix("\(key.name) =") }
                    let error = try error(without.joined(separator: "\n"))
                    #expect(error == .missingValue(place: "\(table.name)[1].\(key.name)", expected: key.type))
                    #expect(!error.hint.isEmpty && error.description.contains(key.name))
                } else {
                    #expect(try read(minimal + "\(key.name) = \(key.defaultText)\n") == plain, "\(key.name)")
                }
            }
        }
    }

    @Test(arguments: [
        (
            "[[mllp.listener]]\nname = \"a\"\nport = 1\n[[mllp.listener]]\nname = \"b\"\nprot = 1\n",
            "mllp.listener[2].prot", "mllp.listener[2].port"
        ),
        (
            "[[mllp.dial]]\nname = \"a\"\nhost = \"h\"\nport = 1\nretries = \"1m\"\n",
            "mllp.dial[1].retries", "mllp.dial[1].retry"
        ),
        ("[[outcome.rule]]\nevent = [\"A08\"]\n", "outcome.rule[1].event", "outcome.rule[1].events"),
        ("[[mllp.listeners]]\nname = \"a\"\n", "mllp.listeners", "mllp.listener"),
    ])
    func `an unknown key is named with its place and a suggestion`(
        toml: String, place: String, suggestion: String
    ) throws {
        #expect(try error(toml) == .unknownKey(place: place, suggestion: suggestion))
    }

    @Test(arguments: [
        ("[[mllp.listener]]\nname = \"a\"\nport = 65536\n", "mllp.listener[1].port"),
        ("[[mllp.listener]]\nname = \"a b\"\nport = 1\n", "mllp.listener[1].name"),
        ("[[mllp.listener]]\nname = \"\"\nport = 1\n", "mllp.listener[1].name"),
        ("[[mllp.listener]]\nname = \"mllp\"\nport = 1\n", "mllp.listener[1].name"),
        (
            "[[mllp.listener]]\nname = \"a\"\nport = 1\n[[mllp.dial]]\nname = \"a\"\nhost = \"h\"\nport = 1\n",
            "mllp.dial[1].name"
        ),
        ("[[mllp.dial]]\nname = \"a\"\nhost = \"h\"\nport = 0\n", "mllp.dial[1].port"),
        ("[[mllp.dial]]\nname = \"a\"\nhost = \"h\"\nport = 1\nretry = \"0s\"\n", "mllp.dial[1].retry"),
        ("[[outcome.rule]]\noutcome = \"o\"\npath = \"PV2\"\nvalues = [\"1\"]\n", "outcome.rule[1].path"),
        ("[[outcome.rule]]\noutcome = \"o\"\npath = \"PV2-3\"\nvalues = []\n", "outcome.rule[1].values"),
    ])
    func `a value that does not fit is named with its place`(toml: String, expected: String) throws {
        guard case .invalidValue(let place, let words) = try error(toml) else {
            Issue.record("expected an invalid value")
            return
        }
        #expect(place == expected && !words.isEmpty)
    }

    @Test func `files of TLS are checked apart, with the section that names them`() throws {
        let none = "/nonexistent/key.pem"
        let configuration = try read(
            "[[mllp.listener]]\nname = \"a\"\nport = 1\ntls_certificate = \"\(none)\"\ntls_private_key = \"\(none)\"\n")
        let error = #expect(throws: ConfigurationError.self) { try configuration.checkFiles() }
        #expect(error == .tls(place: "mllp.listener[1]", .notFound(.certificate, path: none)))
        #expect(error?.description == "mllp.listener[1]: the certificate file \(none) does not exist")
        #expect(error?.hint.isEmpty == false)
        let lonely = try read("[mllp]\ntls_private_key = \"\(none)\"\n")
        #expect(throws: ConfigurationError.tls(place: "mllp", .missing(.certificate))) { try lonely.checkFiles() }
        let disabled = try read("[mllp]\nenabled = false\ntls_private_key = \"\(none)\"\n")
        #expect(throws: Never.self) { try disabled.checkFiles() }
        let dial = try read(
            "[[mllp.dial]]\nname = \"a\"\nhost = \"h\"\nport = 1\ntls_client_ca = \"\(none)\"\n")
        #expect(throws: ConfigurationError.tls(place: "mllp.dial[1]", .notFound(.authority, path: none))) {
            try dial.checkFiles()
        }
    }
}
