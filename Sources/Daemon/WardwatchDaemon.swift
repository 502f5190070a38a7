internal import ClinicalDomain
internal import Foundation
internal import Ingest
public import Logging
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
    private let now: @Sendable () -> Instant = WardwatchStore.systemClock

    /// Opens the database and prepares everything; nothing runs yet.
    ///
    /// - Throws: `StoreError`, ``DaemonError``.
    public init(configuration: WardwatchConfiguration, logger: Logger) throws {
        (self.configuration, self.logger) = (configuration, logger)
        timeZone = TimeZone(identifier: configuration.timeZone) ?? .gmt
        store = try WardwatchStore(path: configuration.databasePath, mode: .create)
        lock = try DatabaseLock(databasePath: configuration.databasePath, purpose: .daemon)
        let assessor = Assessor(
            store: store, models: ModelDirectory(configuration), policy: configuration.alertPolicy,
            outcome: configuration.scoringOutcome, logger: logger)
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
        let services = try services(
            metrics: metrics, readsStandardInput: readsStandardInput, retrainingExecutable: retrainingExecutable)
        var groupConfiguration = ServiceGroupConfiguration(
            services: services, gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        groupConfiguration.maximumGracefulShutdownDuration = .seconds(20)
        defer { Endpoints.remove(databasePath: configuration.databasePath) }
        logger.notice("wardwatchd started", metadata: ["research.software": "not a medical device"])
        try await ServiceGroup(configuration: groupConfiguration).run()
        try store.close()
        logger.notice("wardwatchd stopped")
    }

    private func services(
        metrics: PrometheusRegistry, readsStandardInput: Bool, retrainingExecutable: String?
    ) throws -> [any Service] {
        let listeners = (configuration.mllpEnabled ? 1 : 0) + (configuration.httpEnabled ? 1 : 0)
        let endpoints = EndpointsFile(
            databasePath: configuration.databasePath, pid: ProcessInfo.processInfo.processIdentifier,
            listeners: listeners)
        var services: [any Service] = [
            assessor,
            PollingService(interval: .milliseconds(500)) { [assessor] in await assessor.noticeOtherWriters() },
        ]
        if configuration.retrainingEnabled, let retrainingExecutable {
            services.append(retraining(retrainingExecutable))
        }
        if configuration.httpEnabled {
            services.append(
                WebServer(
                    configuration: WebServerConfiguration(
                        host: configuration.httpHost, port: configuration.httpPort, version: Version.text),
                    status: DaemonStatus(store: store), metrics: metrics, logger: logger,
                    onBound: { [logger] port in
                        await announce("http", port, logger) { try await endpoints.httpBound(to: $0) }
                    }
                ))
        }
        if !configuration.spoolDirectory.isEmpty {
            let spool = try SpoolDirectory(path: configuration.spoolDirectory, sink: sink, logger: logger, now: now)
            services.append(PollingService(interval: .milliseconds(500)) { await spool.readWaitingFiles() })
        }
        if readsStandardInput { services.append(StandardInputService(sink: sink, logger: logger, now: now)) }
        if configuration.mllpEnabled {
            let ingest = MLLPIngest(sink: sink, timeZone: timeZone, logger: logger, now: now)
            services.append(
                MLLPServer(
                    configuration: MLLPServerConfiguration(
                        host: configuration.mllpHost, port: configuration.mllpPort,
                        maximumMessageSize: configuration.mllpMaximumMessageSize),
                    logger: logger,
                    onBound: { [logger] port in
                        await announce("mllp", port, logger) { try await endpoints.mllpBound(to: $0) }
                    },
                    onFault: { fault, _ in await ingest.answer(to: fault) },
                    handler: { frame, _ in await ingest.answer(to: frame.bytes) }))
        }
        return services
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
