internal import ClinicalDomain
internal import Ingest
internal import Logging
internal import Metrics
internal import ServiceLifecycle
internal import Store
internal import TransportSecurity
internal import Web

/// Changes the configuration of a running daemon, without closing a connection.
///
/// What cannot be changed is named in the log and waits for a restart. Files that the configuration names (channels,
/// certificates, secrets of receivers) are read again in any case. Everything that can fail is tried before the first
/// change, so that the daemon has the new configuration or goes on with the one before.
actor Reconfiguration {
    /// What is changed.
    struct Parts: Sendable {
        let store: WardwatchStore
        let assessor: Assessor
        let mappings: Shared<SiteMappings>
        let waysIn: [WayIn]
        /// Makes what answers at a way in.
        let ingest: @Sendable (MLLPEndpoint, SiteMappings, WardwatchConfiguration) -> MLLPIngest
        let spool: Shared<SpoolDirectory>?
        /// Makes a directory whose files are read.
        let openSpool: @Sendable (FileSettings) throws -> SpoolDirectory
        let receivers: ReceiversService
        /// Makes what delivers to the receivers.
        let delivery: @Sendable (WardwatchConfiguration) async throws -> any Service
        let retraining: Shared<RetrainingPlan>
        /// Nil where HTTP is switched off.
        let web: WebServer?
        let logLevel: SharedLogLevel
    }

    /// What the daemon was started with.
    private let started: WardwatchConfiguration
    /// What was read last.
    private var newest: WardwatchConfiguration
    private let parts: Parts
    private let logger: Logger

    init(started: WardwatchConfiguration, parts: Parts, logger: Logger) {
        (self.started, newest, self.parts, self.logger) = (started, started, parts, logger)
    }

    /// Reads the configuration and takes it in.
    ///
    /// - Returns: why it was refused; nil when it was not.
    func reload(_ read: @Sendable () throws(ConfigurationError) -> WardwatchConfiguration) async -> String? {
        do {
            let configuration = try read()
            try await use(configuration)
            Self.count("done")
            return nil
        } catch {
            Self.count("refused")
            var metadata: Logger.Metadata = ["error": "\(error)"]
            if let error = error as? ConfigurationError { metadata["hint"] = "\(error.hint)" }
            logger.error("configuration refused; the one before holds", metadata: metadata)
            return "\(error)"
        }
    }

    private func use(_ configuration: WardwatchConfiguration) async throws {
        let running = started.adopting(configuration)
        // Where it listens stays; without TLS and tokens that may not be allowed.
        try running.checkExposure()
        let mappings = SiteMappings(try FileSettings(running))
        let spool = try parts.spool.map { _ in try parts.openSpool(mappings.settings) }
        let endpoints = Dictionary(uniqueKeysWithValues: running.endpoints.map { ($0.endpoint.name, $0.endpoint) })
        for way in parts.waysIn {
            if let tls = endpoints[way.endpoint.name]?.tls { try way.tls.use(tls.isEmpty ? nil : tls) }
        }
        let tokens = try running.httpTokens()
        try parts.web?.tls.use(running.httpTLS.isEmpty ? nil : running.httpTLS)
        let delivery = try await parts.delivery(running)

        parts.mappings.value = mappings
        parts.store.use(
            channels: mappings.settings.channels,
            stayRules: StayRules(intensiveCareUnits: running.intensiveCareUnits))
        for way in parts.waysIn {
            guard let endpoint = endpoints[way.endpoint.name] else { continue }
            way.ingest.value = parts.ingest(endpoint, mappings, running)
        }
        parts.web?.access.use(tokens)
        if let spool { parts.spool?.value = spool }
        await parts.receivers.use(delivery)
        await parts.assessor.use(rules: running.alertRules, outcome: running.scoringOutcome)
        parts.retraining.value = RetrainingPlan(running)
        if let level = Logger.Level(rawValue: running.logLevel) { parts.logLevel.value = level }
        tell(configuration, running)
    }

    private func tell(_ configuration: WardwatchConfiguration, _ running: WardwatchConfiguration) {
        let waiting = running.keys(differingFrom: configuration)
        let changed = newest.keys(differingFrom: configuration).filter { !waiting.contains($0) }
        newest = configuration
        logger.notice(
            "configuration read again",
            metadata: ["changed": "\(changed.isEmpty ? "nothing" : changed.joined(separator: " "))"])
        if !waiting.isEmpty {
            logger.warning("restart to change the rest", metadata: ["keys": "\(waiting.joined(separator: " "))"])
        }
    }

    private static func count(_ result: String) {
        Counter(label: "wardwatch_configuration_reloads_total", dimensions: [("result", result)]).increment()
    }
}
