import Foundation
import HL7v2
import Ingest
import Testing
import TransportSecurity

@testable import Daemon

struct ConfigurationReloadTests {
    private let temporary: TemporaryStore

    init() throws { temporary = try TemporaryStore() }

    private func read(_ toml: String, _ environment: [String: String] = [:]) throws -> WardwatchConfiguration {
        try ConfigurationReader.read(path: try temporary.write("wardwatch.toml", toml), environment: environment)
    }

    @Test(arguments: [
        ("[mllp]\nport = 2575\n", "", []), ("", "[mllp]\nport = 2575\n", []),
        ("[mllp]\nport = 2576\n", "", ["mllp.port"]), ("", "[mllp]\nport = 2576\n", ["mllp.port"]),
        ("[mllp]\nport = 2576\n", "[mllp]\nport = 2577\n", ["mllp.port"]),
        ("[alerts]\nbudget = 5\n[log]\nlevel = \"debug\"\n", "[alerts]\nbudget = 6\n", ["alerts.budget", "log.level"]),
        ("", "[[alerts.unit]]\nname = \"W1\"\n", ["alerts.unit"]),
        (
            "[[delivery.receiver]]\nname = \"a\"\nkind = \"journal\"\n",
            "[[delivery.receiver]]\nname = \"b\"\nkind = \"journal\"\n", ["delivery.receiver"]
        ),
    ])
    func `the keys that differ are those whose values do, whether or not a default is written`(
        before: String, after: String, keys: [String]
    ) throws {
        #expect(try read(before).keys(differingFrom: try read(after)) == keys)
    }

    @Test func `a variable of the environment is a value like one of the file`() throws {
        let before = try read("[mllp]\nport = 1\n", ["WARDWATCH_MLLP_PORT": "2"])
        let after = try read("[mllp]\nport = 3\n", ["WARDWATCH_MLLP_PORT": "2"])
        #expect(before.keys(differingFrom: after).isEmpty)
    }

    @Test func `a database that an option names stays`() throws {
        var (before, after) = (try read("[database]\npath = \"/a\"\n"), try read("[database]\npath = \"/b\"\n"))
        before.useDatabase(at: "/c")
        after.useDatabase(at: "/c")
        #expect(before.keys(differingFrom: after).isEmpty)
    }

    @Test func `what can be changed is adopted, and what cannot is named`() throws {
        let started = try read(
            """
            [mllp]
            port = 1
            acknowledgment = "auto"
            [http]
            port = 2
            [site]
            time_zone = "UTC"
            [[mllp.listener]]
            name = "lab"
            port = 3
            """)
        let changed = try read(
            """
            [mllp]
            port = 4
            acknowledgment = "none"
            tls_certificate = "/c"
            tls_private_key = "/k"
            [http]
            port = 5
            [site]
            time_zone = "Europe/Berlin"
            channels_file = "/channels"
            intensive_care_units = ["X"]
            [alerts]
            budget = 7
            quiet_hours = "22:00-06:00"
            [scoring]
            outcome = "sepsis"
            [retraining]
            at = "04:00"
            enabled = false
            [log]
            level = "debug"
            [[mllp.listener]]
            name = "lab"
            port = 3
            accepts_test_messages = true
            [[delivery.receiver]]
            name = "log"
            kind = "journal"
            """)
        let running = started.adopting(changed)
        #expect(running.keys(differingFrom: changed) == ["mllp.port", "http.port"])
        #expect(running.mllp.port == 1 && running.mllp.acknowledgment == .none)
        #expect(running.mllp.tls.certificate == "/c")
        #expect(running.mllpListeners.map(\.acceptsTestMessages) == [true])
        #expect(running.alertRules == changed.alertRules && running.alertRules.timeZone == "Europe/Berlin")
        #expect(started.adopting(started) == started)
        var same = changed
        (same.mllp.port, same.httpPort) = (1, 2)
        #expect(running == same, "everything else is the new one's")
    }

    @Test func `a listener that moves, comes or goes needs a restart`() throws {
        let started = try read("[[mllp.listener]]\nname = \"lab\"\nport = 3\n")
        for text in [
            "", "[[mllp.listener]]\nname = \"lab\"\nport = 4\n", "[[mllp.listener]]\nname = \"b\"\nport = 3\n",
        ] {
            let changed = try read(text)
            #expect(started.adopting(changed).keys(differingFrom: changed) == ["mllp.listener"], "\(text)")
        }
    }
}
