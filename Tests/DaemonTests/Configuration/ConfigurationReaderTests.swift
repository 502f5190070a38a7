import ClinicalDomain
import Daemon
import Foundation
import HL7v2
import Ingest
import Mapping
import Testing
import TransportSecurity

struct ConfigurationReaderTests {
    private let temporary: TemporaryStore

    init() throws { temporary = try TemporaryStore() }

    private func read(_ toml: String?, _ environment: [String: String] = [:]) throws -> WardwatchConfiguration {
        let path = try toml.map { try temporary.write("wardwatch.toml", $0) }
        return try ConfigurationReader.read(path: path, environment: environment)
    }

    private func error(_ toml: String?, _ environment: [String: String] = [:]) throws -> ConfigurationError {
        try #require(#expect(throws: ConfigurationError.self) { try read(toml, environment) })
    }

    /// Every key with a value that is not its default, and where the value must arrive.
    private static let settings: [(key: String, value: String, isSet: @Sendable (WardwatchConfiguration) -> Bool)] = [
        ("database.path", "\"/tmp/x.sqlite\"", { $0.databasePath == "/tmp/x.sqlite" }),
        ("models.directory", "\"/tmp/m\"", { $0.modelsDirectory == "/tmp/m" }),
        ("site.time_zone", "\"Europe/Berlin\"", { $0.timeZone == "Europe/Berlin" }),
        ("mllp.enabled", "false", { !$0.mllpEnabled }),
        ("mllp.host", "\"0.0.0.0\"", { $0.mllp.host == "0.0.0.0" }),
        ("mllp.port", "0", { $0.mllp.port == 0 }),
        ("mllp.maximum_message_size", "2048", { $0.mllp.maximumMessageSize == 2048 }),
        ("mllp.acknowledgment", "\"accept\"", { $0.mllp.acknowledgment == .accept }),
        ("mllp.framing", "\"none\"", { $0.mllp.framing == .none }),
        ("mllp.accepts_test_messages", "true", { $0.mllp.acceptsTestMessages }),
        ("mllp.maximum_connections", "7", { $0.mllp.maximumConnections == 7 }),
        ("mllp.idle_timeout", "\"2h\"", { $0.mllp.idleTimeoutSeconds == 7200 }),
        ("mllp.tls_certificate", "\"/tmp/c\"", { $0.mllp.tls.certificate == "/tmp/c" }),
        ("mllp.tls_private_key", "\"/tmp/k\"", { $0.mllp.tls.privateKey == "/tmp/k" }),
        ("mllp.tls_client_ca", "\"/tmp/a\"", { $0.mllp.tls.authority == "/tmp/a" }),
        ("site.channels_file", "\"/tmp/ch\"", { $0.channelsFile == "/tmp/ch" }),
        ("site.intensive_care_units", "[\"ICU\",\"IMC\"]", { $0.intensiveCareUnits == ["ICU", "IMC"] }),
        ("mllp.message_timeout", "\"9s\"", { $0.mllp.messageTimeoutSeconds == 9 }),
        ("mllp.allow_insecure_remote", "true", { $0.mllp.allowsInsecureRemote }),
        ("http.tokens_file", "\"/tmp/t\"", { $0.httpTokensFile == "/tmp/t" }),
        ("http.tls_certificate", "\"/tmp/c\"", { $0.httpTLS.certificate == "/tmp/c" }),
        ("http.tls_private_key", "\"/tmp/k\"", { $0.httpTLS.privateKey == "/tmp/k" }),
        ("http.tls_client_ca", "\"/tmp/a\"", { $0.httpTLS.authority == "/tmp/a" }),
        ("http.allow_insecure_remote", "true", { $0.httpAllowsInsecureRemote }),
        ("http.maximum_connections", "7", { $0.httpMaximumConnections == 7 }),
        ("http.maximum_body_size", "2048", { $0.httpMaximumBodySize == 2048 }),
        ("http.header_timeout", "\"2s\"", { $0.httpHeaderSeconds == 2 }),
        ("http.body_timeout", "\"3m\"", { $0.httpBodySeconds == 180 }),
        ("http.enabled", "false", { !$0.httpEnabled }),
        ("http.host", "\"::1\"", { $0.httpHost == "::1" }),
        ("http.port", "65535", { $0.httpPort == 65_535 }),
        ("models.shipped", "\"/tmp/m\"", { $0.shippedModel == "/tmp/m" }),
        ("spool.directory", "\"/tmp/s\"", { $0.spoolDirectory == "/tmp/s" }),
        ("scoring.outcome", "\"sepsis\"", { $0.scoringOutcome == "sepsis" }),
        ("alerts.risk_threshold", "0.25", { $0.alertPolicy.riskThreshold == 0.25 }),
        ("alerts.clear_fraction", "0.5", { $0.alertPolicy.clearFraction == 0.5 }),
        ("alerts.news2_threshold", "5", { $0.alertPolicy.news2Threshold == 5 }),
        ("alerts.news2_clear_threshold", "2", { $0.alertPolicy.news2ClearThreshold == 2 }),
        ("alerts.refractory_time", "\"90m\"", { $0.alertPolicy.refractoryHours == 1.5 }),
        ("alerts.risk_maximum_time", "\"4h\"", { $0.alertPolicy.riskMaximumHours == 4 }),
        ("alerts.risk_refractory_time", "\"6h\"", { $0.alertPolicy.riskRefractoryHours == 6 }),
        ("alerts.shadow", "true", { $0.alertPolicy.isShadow }),
        ("alerts.red_parameter", "\"raise\"", { $0.alertPolicy.redParameter == .raise }),
        ("alerts.confirmation_steps", "3", { $0.alertPolicy.confirmationSteps == 3 }),
        ("alerts.risk_worsening", "2.5", { $0.alertPolicy.riskWorseningFactor == 2.5 }),
        ("alerts.news2_worsening", "3", { $0.alertPolicy.news2Worsening == 3 }),
        ("alerts.budget", "0", { $0.alertPolicy.budgetPer100PatientDays == nil }),
        ("alerts.budget_window", "\"12h\"", { $0.alertPolicy.budgetHours == 12 }),
        ("alerts.budget_minimum", "5", { $0.alertPolicy.budgetMinimum == 5 }),
        ("alerts.escalation", "[\"5m\",\"1h\"]", { $0.alertPolicy.escalationMinutes == [5, 60] }),
        ("alerts.snooze_maximum", "\"1h\"", { $0.alertPolicy.snoozeMaximumHours == 1 }),
        ("alerts.quiet_hours", "\"22:00-06:30\"", { $0.alertRules.quietHours == QuietHours(from: 1320, to: 390) }),
        ("alerts.silence_time", "\"0s\"", { $0.alertPolicy.silenceHours == nil }),
        ("alerts.sensor_fault_time", "\"3h\"", { $0.alertPolicy.sensorFaultHours == 3 }),
        ("retraining.enabled", "false", { !$0.retrainingEnabled }),
        ("retraining.outcome", "\"mortality\"", { $0.retrainingOutcome == "mortality" }),
        ("retraining.at", "\"23:59\"", { $0.retrainingMinute == 1439 }),
        (
            "retraining.request_file", "\"/run/wardwatch/retrain\"",
            { $0.retrainingRequestFile == "/run/wardwatch/retrain" }
        ),
        ("retraining.max_time", "\"2h\"", { $0.retrainingMaximumSeconds == 7200 }),
        ("log.level", "\"debug\"", { $0.logLevel == "debug" }),
    ]

    private func toml(_ key: String, _ value: String) -> String {
        let parts = key.split(separator: ".", maxSplits: 1)
        return "[\(parts[0])]\n\(parts[1]) = \(value)\n"
    }

    @Test func `every key is set by the file, and by its environment variable over the file`() throws {
        // It cannot be set alone: it is at most the number of steps looked at.
        #expect(Set(Self.settings.map(\.key) + ["alerts.confirmations"]) == Set(ConfigurationKey.all.map(\.name)))
        let confirmed = try read("[alerts]\nconfirmations = 2\nconfirmation_steps = 3\n").alertPolicy
        #expect(confirmed.confirmations == 2 && confirmed.confirmationSteps == 3)
        for (name, value, isSet) in Self.settings {
            let key = try #require(ConfigurationKey.all.first { $0.name == name })
            #expect(!isSet(try read(nil)), "\(name) must differ from its default")
            #expect(isSet(try read(toml(name, value))), "\(name)")
            let plain = value.filter { !"\"[]".contains($0) }
            #expect(isSet(try read(toml(name, key.defaultText), [key.environmentVariable: plain])), "\(name)")
        }
    }

    @Test func `one file sets all keys`() throws {
        var sections: [Substring: String] = [:]
        for (key, value, _) in Self.settings {
            let parts = key.split(separator: ".", maxSplits: 1)
            sections[parts[0], default: "[\(parts[0])]\n"] += "\(parts[1]) = \(value) # comment\n"
        }
        let configuration = try read(sections.values.joined())
        for (key, _, isSet) in Self.settings { #expect(isSet(configuration), "\(key)") }
    }

    @Test func `the documented default of every key is the default`() throws {
        let plain = try read(nil)
        for key in ConfigurationKey.all {
            #expect(try read(toml(key.name, key.defaultText)) == plain, "\(key.name) = \(key.defaultText)")
            #expect(!key.summary.isEmpty && !key.type.isEmpty)
        }
        #expect(plain.databasePath == "./.wardwatch/wardwatch.sqlite")
        #expect(plain.mllp.host == "127.0.0.1" && plain.httpHost == "127.0.0.1")
        #expect(plain.mllp.port == 2575 && plain.mllp.tls.isEmpty && plain.mllpListeners.isEmpty)
        #expect(
            ConfigurationKey.all.filter(\.isSecret).map(\.name)
                == ["mllp.tls_private_key", "http.tokens_file", "http.tls_private_key"])
        #expect(try read("") == plain)
    }

    @Test func `under systemd the database lies in the state directory`() throws {
        let configuration = try read(nil, ["STATE_DIRECTORY": "/var/lib/wardwatch"])
        #expect(configuration.databasePath == "/var/lib/wardwatch/wardwatch.sqlite")
    }

    @Test(arguments: [
        ("[mllp]\nprot = 1\n", "mllp.prot", "mllp.port"), ("[mlp]\nport = 1\n", "mlp.port", "mllp.port"),
        ("[alerts]\nnews2_treshold = 5\n", "alerts.news2_treshold", "alerts.news2_threshold"),
        ("[retraining]\nmax-time = \"1h\"\n", "retraining.max-time", "retraining.max_time"),
    ])
    func `an unknown key is an error with a suggestion`(toml: String, place: String, suggestion: String) throws {
        let error = try error(toml)
        #expect(error == .unknownKey(place: place, suggestion: suggestion))
        #expect(error.description.contains(place) && error.hint.contains(suggestion))
    }

    @Test func `a key far from all others has no suggestion, and a key without a section is unknown`() throws {
        let far = String(repeating: "z", count: 30)
        #expect(try error("[a]\n\(far) = 1\n") == .unknownKey(place: "a.\(far)", suggestion: nil))
        guard case .unknownKey(let place, _) = try error("port = 1\n") else {
            Issue.record("expected an unknown key")
            return
        }
        #expect(place == "port")
    }

    @Test(arguments: [
        ("mllp.port", "\"2575\""), ("mllp.port", "2575.0"), ("mllp.port", "-1"), ("mllp.port", "65536"),
        ("mllp.port", "true"), ("mllp.port", "[1]"), ("mllp.port", "{ a = 1 }"), ("mllp.port", "1979-05-27"),
        ("mllp.enabled", "\"yes\""), ("mllp.enabled", "1"), ("mllp.host", "1"), ("mllp.host", "false"),
        ("mllp.maximum_message_size", "1023"), ("mllp.maximum_message_size", "268435457"),
        ("alerts.risk_threshold", "1.01"), ("alerts.risk_threshold", "-0.1"), ("alerts.risk_threshold", "nan"),
        ("alerts.risk_threshold", "inf"), ("alerts.risk_threshold", "\"0.5\""),
        ("alerts.news2_threshold", "0"), ("alerts.news2_threshold", "22"), ("alerts.news2_clear_threshold", "21"),
        ("alerts.refractory_time", "8"), ("alerts.refractory_time", "\"8\""), ("alerts.refractory_time", "\"8 hours\""),
        ("retraining.max_time", "\"1e300d\""), ("retraining.max_time", "\"-1h\""),
        ("retraining.at", "\"24:00\""), ("retraining.at", "\"02:60\""), ("retraining.at", "\"2\""),
        ("retraining.at", "\"02:30:00\""), ("retraining.at", "230"),
        ("log.level", "\"loud\""), ("log.level", "\"INFO\""),
        ("mllp.acknowledgment", "\"always\""), ("mllp.acknowledgment", "true"), ("mllp.framing", "\"MLLP\""),
        ("mllp.maximum_connections", "0"), ("mllp.idle_timeout", "60"),
        ("site.intensive_care_units", "\"ICU\""), ("site.intensive_care_units", "[\"ICU\", 1]"),
        ("mllp.listener", "1"), ("mllp.listener", "[1]"), ("mllp.listener", "{ name = \"a\", port = 1 }"),
    ])
    func `a value of the wrong type or outside its range is an error that says what was expected`(
        key: String, value: String
    ) throws {
        guard case .invalidValue(let place, let expected) = try error(toml(key, value)) else {
            Issue.record("expected an invalid value")
            return
        }
        #expect(place.replacing("[1]", with: "") == key && !expected.isEmpty)
    }

    @Test(arguments: [
        ("mllp.port", "0"), ("mllp.port", "65535"), ("mllp.maximum_message_size", "1024"),
        ("mllp.maximum_message_size", "268435456"), ("alerts.risk_threshold", "1"), ("alerts.risk_threshold", "0.0"),
        ("alerts.news2_threshold", "5"), ("alerts.news2_threshold", "21"), ("alerts.clear_fraction", "0"),
        ("retraining.at", "\"00:00\""), ("retraining.at", "\"23:59\""), ("alerts.refractory_time", "\"0s\""),
    ])
    func `the ends of every range are inside it`(key: String, value: String) throws {
        #expect(throws: Never.self) { try read(toml(key, value)) }
    }

    @Test func `NEWS2 alerts clear below where they are raised`() throws {
        #expect(throws: Never.self) { try read("[alerts]\nnews2_threshold = 1\nnews2_clear_threshold = 0\n") }
        guard case .invalidValue(let place, _) = try error("[alerts]\nnews2_threshold = 4\n") else {
            Issue.record("expected an invalid value")
            return
        }
        #expect(place == "alerts.news2_clear_threshold")
    }

    @Test(arguments: ["[mllp\nport = 1", "[mllp]\nport = ", "[mllp]\nport = 1\nport = 2\n", "= 1", "\u{0}"])
    func `a file that is not TOML is an error with the path`(toml: String) throws {
        guard case .syntax(let path, let detail) = try error(toml) else {
            Issue.record("expected a syntax error")
            return
        }
        #expect(path.hasSuffix("wardwatch.toml") && !detail.isEmpty)
    }

    @Test func `a missing file is an error with the path`() throws {
        let error = #expect(throws: ConfigurationError.self) {
            try ConfigurationReader.read(path: "/nonexistent/wardwatch.toml", environment: [:])
        }
        #expect(error == .unreadable(path: "/nonexistent/wardwatch.toml"))
    }

    @Test func `a bad environment variable is named as such`() throws {
        guard case .invalidValue(let place, _) = try error(nil, ["WARDWATCH_MLLP_PORT": "many"]) else {
            Issue.record("expected an invalid value")
            return
        }
        #expect(place == "WARDWATCH_MLLP_PORT")
        #expect(try read(nil, ["WARDWATCH_SITE_TIME_ZONE": "Asia/Tokyo", "HOME": "/x"]).timeZone == "Asia/Tokyo")
    }

    @Test func `a time zone that does not exist is an error`() throws {
        #expect(try error(toml("site.time_zone", "\"Mars/Olympus\"")) == .unknownTimeZone("Mars/Olympus"))
    }
}
