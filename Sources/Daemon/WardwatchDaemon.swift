internal import ClinicalDomain
internal import Delivery
internal import Foundation
internal import Ingest
public import Logging
internal import Mapping
internal import Metrics
internal import ServiceLifecycle
public import ServiceManager
internal import Store
internal import TransportSecurity
internal import UnixSignals
internal import Web

/// The composition of the daemon: configuration in, services out.
///
///     receive → decode → map → append → assess → decide → record
///
/// The services in the order of dependency: the assessor stops last, so what was still received is still assessed. Only
/// what tells the service manager about all of it ends after it.
public struct WardwatchDaemon: Sendable {
    private let configuration: WardwatchConfiguration
    private let store: WardwatchStore
    private let lock: DatabaseLock
    private let assessor: Assessor
    private let sink: GroupCommit
    private let databaseWatch: DatabaseWatch
    private let clockWatch: ClockWatch
    private let logger: Logger
    private let logLevel: SharedLogLevel
    private let manager: NotifySocket?
    private let mappings: Shared<SiteMappings>
    private let now: @Sendable () -> Instant = WardwatchStore.systemClock

    /// Opens the database and prepares everything; nothing runs yet.
    ///
    /// - Parameters:
    ///   - configuration: what the administrator has set.
    ///   - logger: gets no identifiers.
    ///   - logLevel: the level of the loggers, which a change of the configuration may change.
    ///   - manager: where the service manager listens; nil where there is none.
    /// - Throws: `StoreError`, ``DaemonError``, ``ChannelFileError``.
    public init(
        configuration: WardwatchConfiguration, logger: Logger, logLevel: SharedLogLevel, manager: NotifySocket?
    ) throws {
        (self.configuration, self.logger, self.logLevel, self.manager) = (configuration, logger, logLevel, manager)
        let settings = try FileSettings(configuration)
        mappings = Shared(SiteMappings(settings))
        store = try StartTimeout.extended(manager, status: "opening the database") {
            try WardwatchStore(
                path: configuration.databasePath, mode: .create, channels: settings.channels,
                stayRules: StayRules(intensiveCareUnits: configuration.intensiveCareUnits))
        }
        if let copy = store.upgradeCopy {
            logger.notice("database migrated; a copy of it as it was is kept", metadata: ["copy.path": "\(copy)"])
        }
        lock = try DatabaseLock(databasePath: configuration.databasePath, purpose: .daemon)
        let assessor = Assessor(
            store: store, models: ModelDirectory(configuration), rules: configuration.alertRules,
            outcome: configuration.scoringOutcome, logger: logger, now: now)
        self.assessor = assessor
        sink = GroupCommit(store: store) { outcomes in await assessor.take(outcomes) }
        databaseWatch = DatabaseWatch(
            store: store,
            endedUncleanly: UncheckedMark(databasePath: configuration.databasePath).isThere(
                endedUncleanly: Endpoints.areLeft(databasePath: configuration.databasePath)), logger: logger)
        clockWatch = ClockWatch(logger: logger, now: now)
    }

    /// Runs until SIGTERM or SIGINT, finishes what is in hand, and returns; SIGHUP changes the configuration.
    ///
    /// - Parameters:
    ///   - readsStandardInput: whether NDJSON lines on standard input are taken in.
    ///   - retrainingExecutable: the `wardwatch` command, which retrains; nil where it is not there.
    ///   - reread: the configuration as it is now.
    public func run(
        readsStandardInput: Bool, retrainingExecutable: String?,
        reread: @escaping @Sendable () throws(ConfigurationError) -> WardwatchConfiguration
    ) async throws {
        let metrics = PrometheusRegistry(WardwatchMetrics.all)
        MetricsSystem.bootstrap(metrics)
        await adoptShippedModel()
        let wakeUp = WakeUp()
        let observation = store.observeOutbox { wakeUp() }
        defer { observation.cancel() }
        // Before anybody can know that the daemon is ready: an earlier signal would end it.
        let hangUps = await UnixSignalsSequence(trapping: .sighup)
        let reporter = manager.map {
            ServiceReporter(socket: $0, watch: PipelineWatch(sink: sink, assessor: assessor), store: store, now: now)
        }
        let waysIn = configuration.endpoints.count { $0.end == .server } + (configuration.httpEnabled ? 1 : 0)
        let endpoints = EndpointsFile(
            databasePath: configuration.databasePath, pid: ProcessInfo.processInfo.processIdentifier,
            listeners: waysIn, complete: { await reporter?.ready() })
        let parts = try await parts(wakeUp: wakeUp, endpoints: endpoints, metrics: metrics)
        let services =
            (reporter.map { [reporting($0)] } ?? [])
            + (try services(
                parts, readsStandardInput: readsStandardInput, retrainingExecutable: retrainingExecutable))
            + [reloading(hangUps, parts, reporter, reread), ShutdownNotice { await reporter?.stopping() }]
        var groupConfiguration = ServiceGroupConfiguration(
            services: services, gracefulShutdownSignals: [.sigterm, .sigint], logger: logger.lifecycle)
        groupConfiguration.maximumGracefulShutdownDuration = .seconds(20)
        defer { Endpoints.remove(databasePath: configuration.databasePath) }
        logger.notice("wardwatchd started", metadata: ["research.software": "not a medical device"])
        if waysIn == 0 { await reporter?.ready() }
        try await ServiceGroup(configuration: groupConfiguration).run()
        try store.close()
        logger.notice("wardwatchd stopped")
    }

    /// The first of the services, because it has something to say until the last of the others has ended.
    private func reporting(_ reporter: ServiceReporter) -> any Service {
        PollingService(interval: reporter.interval) { await reporter.tick() }
    }

    private func reloading(
        _ hangUps: UnixSignalsSequence, _ parts: Reconfiguration.Parts, _ reporter: ServiceReporter?,
        _ reread: @escaping @Sendable () throws(ConfigurationError) -> WardwatchConfiguration
    ) -> any Service {
        let reconfiguration = Reconfiguration(started: configuration, parts: parts, logger: logger)
        return SignalService(signals: hangUps) {
            if let reporter {
                await reporter.reload { await reconfiguration.reload(reread) }
            } else {
                _ = await reconfiguration.reload(reread)
            }
        }
    }

    /// What a change of the configuration changes.
    private func parts(
        wakeUp: WakeUp, endpoints: EndpointsFile, metrics: PrometheusRegistry
    ) async throws -> Reconfiguration.Parts {
        let delivery = delivery(wakeUp: wakeUp)
        let ingest: @Sendable (MLLPEndpoint, SiteMappings, WardwatchConfiguration) -> MLLPIngest = {
            [sink, logger, now] endpoint, mappings, configuration in
            var logger = logger
            logger[metadataKey: "listener"] = "\(endpoint.name)"
            return MLLPIngest(
                endpoint: endpoint,
                mapping: HL7Mapping(
                    timeZone: TimeZone(identifier: configuration.timeZone) ?? .gmt,
                    channels: mappings.settings.channels, acceptsTestMessages: endpoint.acceptsTestMessages,
                    outcomeRules: configuration.outcomeRules),
                sink: sink, logger: logger, now: now)
        }
        let openSpool: @Sendable (FileSettings) throws -> SpoolDirectory = {
            [configuration, sink, logger, now] settings in
            try SpoolDirectory(
                path: configuration.spoolDirectory, settings: settings,
                sink: MeteredSink(base: sink, listener: "spool", countsMessages: true), logger: logger, now: now)
        }
        let current = mappings.value
        let waysIn = configuration.endpoints.map { _, endpoint, end in
            way(in: endpoint, end, ingest(endpoint, current, configuration), endpoints: endpoints)
        }
        return Reconfiguration.Parts(
            store: store, assessor: assessor, mappings: mappings, waysIn: waysIn,
            ingest: ingest,
            spool: configuration.spoolDirectory.isEmpty ? nil : Shared(try openSpool(current.settings)),
            openSpool: openSpool,
            receivers: ReceiversService(try await delivery(configuration), logger: logger), delivery: delivery,
            retraining: Shared(RetrainingPlan(configuration)),
            web: configuration.httpEnabled
                ? try webServer(metrics: metrics, endpoints: endpoints, waysIn: waysIn) : nil,
            logLevel: logLevel)
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
        _ parts: Reconfiguration.Parts, readsStandardInput: Bool, retrainingExecutable: String?
    ) throws -> [any Service] {
        OpenFileLimit.raise()
        var services: [any Service] = [
            assessor,
            PollingService(interval: .milliseconds(500)) { [assessor] in await assessor.noticeOtherWriters() },
            PollingService(interval: .seconds(1)) { [assessor] in await assessor.noticeTime() },
            databaseWatch,
            PollingService(interval: .seconds(1)) { [clockWatch] in await clockWatch.look() },
        ]
        services.append(
            RetrainingService(
                plan: parts.retraining, executable: retrainingExecutable.map { URL(fileURLWithPath: $0) },
                logger: logger, now: now))
        if let web = parts.web { services.append(web) }
        if let spool = parts.spool {
            services.append(PollingService(interval: .milliseconds(500)) { await spool.value.readWaitingFiles() })
        }
        if readsStandardInput {
            services.append(
                StandardInputService(
                    mappings: mappings, sink: MeteredSink(base: sink, listener: "stdin", countsMessages: true),
                    logger: logger, now: now))
        }
        return services + parts.waysIn + [parts.receivers]
    }

    /// A listener for HL7 v2, or a device that is dialled.
    private func way(
        in endpoint: MLLPEndpoint, _ end: TLSFiles.End, _ ingest: MLLPIngest, endpoints: EndpointsFile
    ) -> WayIn {
        var logger = logger
        logger[metadataKey: "listener"] = "\(endpoint.name)"
        let ingest = Shared(ingest)
        let onFault: MLLPServer.FaultHandler = { fault, _ in await ingest.value.answer(to: fault) }
        let handler: MLLPServer.Handler = { frame, _ in await ingest.value.answer(to: frame) }
        switch end {
        case .client:
            let dialer = MLLPDialer(configuration: endpoint.dialer, logger: logger, onFault: onFault, handler: handler)
            return WayIn(endpoint: endpoint, ingest: ingest, tls: dialer.tls, service: dialer)
        case .server:
            let further = endpoint.name == configuration.mllp.name ? nil : endpoint.name
            let server = MLLPServer(
                configuration: endpoint.server, logger: logger,
                onBound: { [logger = self.logger] port in
                    await announce(endpoint.name, port, logger) {
                        try await endpoints.mllpBound(to: $0, name: further)
                    }
                },
                onFault: onFault, handler: handler)
            return WayIn(endpoint: endpoint, ingest: ingest, tls: server.tls, service: server)
        }
    }

    /// Makes what delivers from the outbox to the receivers of a configuration.
    ///
    /// Made last and run at once, because what it holds open only its run closes.
    private func delivery(wakeUp: WakeUp) -> @Sendable (WardwatchConfiguration) async throws -> any Service {
        let otherWriters = OtherWriters(store: store)
        return { [store, logger, now] configuration in
            let receivers = try configuration.receivers.map { try $0.receiver(logger: logger, now: now) }
            let outbox = StoreOutbox(store: store, isShadow: configuration.alertPolicy.isShadow, now: now)
            for (name, waiting) in try await outbox.register(configuration.receivers.map(\.name)) {
                logger.warning(
                    "receiver of alerts not in the configuration any more",
                    metadata: ["receiver": "\(name)", "skipped": "\(waiting)"])
            }
            if receivers.isEmpty { return NoReceivers() }
            let delivery = DeliveryService(
                receivers: receivers, outbox: outbox, wakeUp: wakeUp, logger: logger, now: now)
            return ServiceGroup(
                services: [
                    PollingService(interval: .milliseconds(500)) { if await otherWriters.haveWritten() { wakeUp() } },
                    delivery,
                ], logger: logger.lifecycle)
        }
    }

    private func webServer(
        metrics: PrometheusRegistry, endpoints: EndpointsFile, waysIn: [WayIn]
    ) throws -> WebServer {
        let tls = CurrentTLS(for: .server)
        let gauges = DaemonGauges(
            store: store, version: Version.text,
            certificates: waysIn.map { ($0.endpoint.name, $0.tls) } + [("http", tls)], now: now)
        return WebServer(
            configuration: WebServerConfiguration(
                host: configuration.httpHost, port: configuration.httpPort, version: Version.text,
                tls: configuration.httpTLS.isEmpty ? nil : configuration.httpTLS,
                tokens: try configuration.httpTokens(), maximumBodySize: configuration.httpMaximumBodySize,
                maximumConnections: configuration.httpMaximumConnections,
                headerTimeout: .seconds(configuration.httpHeaderSeconds),
                bodyTimeout: .seconds(configuration.httpBodySeconds)),
            status: DaemonStatus(store: store, database: databaseWatch, clock: clockWatch),
            repository: FHIRRepository(
                store: store, mapping: mappings.value.settings.fhir, now: now,
                committed: { [assessor] outcomes in await assessor.take(outcomes) }),
            metrics: metrics, collect: { await gauges.update() }, tls: tls, logger: logger,
            onBound: { [logger] port in
                await announce("http", port, logger) { try await endpoints.httpBound(to: $0) }
            })
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
