internal import ClinicalDomain
internal import Delivery
internal import Foundation
internal import Ingest
public import Logging
internal import Mapping
internal import Metrics
internal import ServiceLifecycle
internal import Store
internal import UnixSignals
internal import Web

/// The composition of the daemon: configuration in, services out.
///
///     receive → decode → map → append → assess → decide → record
///
/// The services in the order of dependency: the assessor stops last, so what was still received is still assessed.
public struct WardwatchDaemon: Sendable {
    private let configuration: WardwatchConfiguration
    private let store: WardwatchStore
    private let lock: DatabaseLock
    private let assessor: Assessor
    private let sink: GroupCommit
    private let logger: Logger
    private let timeZone: TimeZone
    private let settings: FileSettings
    private let now: @Sendable () -> Instant = WardwatchStore.systemClock

    /// Opens the database and prepares everything; nothing runs yet.
    ///
    /// - Throws: `StoreError`, ``DaemonError``, ``ChannelFileError``.
    public init(configuration: WardwatchConfiguration, logger: Logger) throws {
        (self.configuration, self.logger) = (configuration, logger)
        timeZone = TimeZone(identifier: configuration.timeZone) ?? .gmt
        settings = try FileSettings(configuration)
        store = try WardwatchStore(
            path: configuration.databasePath, mode: .create, channels: settings.channels,
            stayRules: StayRules(intensiveCareUnits: configuration.intensiveCareUnits))
        lock = try DatabaseLock(databasePath: configuration.databasePath, purpose: .daemon)
        let assessor = Assessor(
            store: store, models: ModelDirectory(configuration), rules: configuration.alertRules,
            outcome: configuration.scoringOutcome, logger: logger, now: now)
        self.assessor = assessor
        sink = GroupCommit(store: store) { outcomes in await assessor.take(outcomes) }
    }

    /// Runs until SIGTERM or SIGINT, finishes what is in hand, and returns.
    ///
    /// - Parameters:
    ///   - readsStandardInput: whether NDJSON lines on standard input are taken in.
    ///   - retrainingExecutable: the `wardwatch` command, which retrains; nil for no retraining.
    public func run(readsStandardInput: Bool, retrainingExecutable: String?) async throws {
        let metrics = PrometheusRegistry()
        MetricsSystem.bootstrap(metrics)
        await adoptShippedModel()
        let outbox = StoreOutbox(store: store, isShadow: configuration.alertPolicy.isShadow, now: now)
        for (name, waiting) in try await outbox.register(configuration.receivers.map(\.name)) {
            logger.warning(
                "receiver of alerts not in the configuration any more",
                metadata: ["receiver": "\(name)", "skipped": "\(waiting)"])
        }
        let wakeUp = WakeUp()
        let observation = store.observeOutbox { wakeUp() }
        defer { observation.cancel() }
        let services =
            try services(
                metrics: metrics, readsStandardInput: readsStandardInput, retrainingExecutable: retrainingExecutable)
            + delivery(outbox: outbox, wakeUp: wakeUp)
        var groupConfiguration = ServiceGroupConfiguration(
            services: services, gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        groupConfiguration.maximumGracefulShutdownDuration = .seconds(20)
        defer { Endpoints.remove(databasePath: configuration.databasePath) }
        logger.notice("wardwatchd started", metadata: ["research.software": "not a medical device"])
        try await ServiceGroup(configuration: groupConfiguration).run()
        try store.close()
        logger.notice("wardwatchd stopped")
    }

    /// A shipped model that cannot be read must not keep the daemon from taking data in.
    private func adoptShippedModel() async {
        do {
            let adoption = ModelAdoption(store: store, directory: ModelDirectory(configuration))
            if let name = try await adoption.adoptShipped(path: configuration.shippedModel) {
                logger.notice("shipped model in use", metadata: ["model": "\(name)"])
            }
        } catch {
            logger.error("shipped model not used", metadata: ["error": "\(error)"])
        }
    }

    private func services(
        metrics: PrometheusRegistry, readsStandardInput: Bool, retrainingExecutable: String?
    ) throws -> [any Service] {
        OpenFileLimit.raise()
        let listeners = configuration.endpoints.count { $0.end == .server } + (configuration.httpEnabled ? 1 : 0)
        let endpoints = EndpointsFile(
            databasePath: configuration.databasePath, pid: ProcessInfo.processInfo.processIdentifier,
            listeners: listeners)
        var services: [any Service] = [
            assessor,
            PollingService(interval: .milliseconds(500)) { [assessor] in await assessor.noticeOtherWriters() },
            PollingService(interval: .seconds(1)) { [assessor] in await assessor.noticeTime() },
        ]
        let gauges = RetrainingGauges(store: store)
        services.append(PollingService(interval: .seconds(10)) { await gauges.update() })
        if configuration.retrainingEnabled, let retrainingExecutable {
            services.append(retraining(retrainingExecutable))
        }
        if configuration.httpEnabled {
            services.append(try webServer(metrics: metrics, endpoints: endpoints))
        }
        if !configuration.spoolDirectory.isEmpty {
            let spool = try SpoolDirectory(
                path: configuration.spoolDirectory, settings: settings, sink: sink, logger: logger, now: now)
            services.append(PollingService(interval: .milliseconds(500)) { await spool.readWaitingFiles() })
        }
        if readsStandardInput {
            services.append(StandardInputService(settings: settings, sink: sink, logger: logger, now: now))
        }
        for (_, endpoint, end) in configuration.endpoints {
            services.append(way(in: endpoint, end, endpoints: endpoints))
        }
        return services
    }

    /// A listener for HL7 v2, or a device that is dialled.
    private func way(in endpoint: MLLPEndpoint, _ end: TLSFiles.End, endpoints: EndpointsFile) -> any Service {
        var logger = logger
        logger[metadataKey: "listener"] = "\(endpoint.name)"
        let ingest = MLLPIngest(
            endpoint: endpoint,
            mapping: HL7Mapping(
                timeZone: timeZone, channels: settings.channels, acceptsTestMessages: endpoint.acceptsTestMessages,
                outcomeRules: configuration.outcomeRules),
            sink: sink, logger: logger, now: now)
        let onFault: MLLPServer.FaultHandler = { fault, _ in await ingest.answer(to: fault) }
        let handler: MLLPServer.Handler = { frame, _ in await ingest.answer(to: frame) }
        switch end {
        case .client:
            return MLLPDialer(configuration: endpoint.dialer, logger: logger, onFault: onFault, handler: handler)
        case .server:
            let further = endpoint.name == configuration.mllp.name ? nil : endpoint.name
            return MLLPServer(
                configuration: endpoint.server, logger: logger,
                onBound: { [logger = self.logger] port in
                    await announce(endpoint.name, port, logger) {
                        try await endpoints.mllpBound(to: $0, name: further)
                    }
                },
                onFault: onFault, handler: handler)
        }
    }

    /// Delivery from the outbox; the last to be made, because what it holds open only its run closes.
    private func delivery(outbox: StoreOutbox, wakeUp: WakeUp) throws -> [any Service] {
        if configuration.receivers.isEmpty { return [] }
        let otherWriters = OtherWriters(store: store)
        return [
            PollingService(interval: .milliseconds(500)) { if await otherWriters.haveWritten() { wakeUp() } },
            DeliveryService(
                receivers: try configuration.receivers.map { try $0.receiver(logger: logger, now: now) },
                outbox: outbox, wakeUp: wakeUp, logger: logger, now: now),
        ]
    }

    private func webServer(metrics: PrometheusRegistry, endpoints: EndpointsFile) throws -> WebServer {
        WebServer(
            configuration: WebServerConfiguration(
                host: configuration.httpHost, port: configuration.httpPort, version: Version.text,
                bearerToken: try FHIRBearerToken.read(path: configuration.httpBearerTokenFile)),
            status: DaemonStatus(store: store),
            repository: FHIRRepository(
                store: store, mapping: settings.fhir, now: now,
                committed: { [assessor] outcomes in await assessor.take(outcomes) }),
            metrics: metrics, logger: logger,
            onBound: { [logger] port in
                await announce("http", port, logger) { try await endpoints.httpBound(to: $0) }
            })
    }

    private func retraining(_ executable: String) -> RetrainingService {
        RetrainingService(
            schedule: RetrainingSchedule(minuteOfDay: configuration.retrainingMinute, timeZone: timeZone),
            executable: URL(fileURLWithPath: executable),
            arguments: [
                "retrain", "--nightly", "--database", configuration.databasePath,
                "--models", ModelDirectory(configuration).url.path, "--outcome", configuration.retrainingOutcome,
                "--max-time", "\(Int(configuration.retrainingMaximumSeconds))s",
            ], logger: logger, now: now)
    }
}

private func announce(
    _ listener: String, _ port: Int, _ logger: Logger, _ record: @Sendable (Int) async throws -> Void
) async {
    logger.notice("listening", metadata: ["listener": "\(listener)", "port": "\(port)"])
    do { try await record(port) } catch {
        logger.warning("endpoints file not written", metadata: ["error": "\(error)"])
    }
}
