internal import Hummingbird
public import Logging
internal import NIOCore
public import ServiceLifecycle

/// Serves health, metrics and FHIR over HTTP/1.1.
///
///     GET /healthz                               the process serves
///     GET /readyz                                it does its work, or why not
///     GET /metrics                               OpenMetrics 1.0 or Prometheus text 0.0.4, by Accept
///     GET /fhir/metadata                         CapabilityStatement
///     GET /fhir/RiskAssessment?subject=Patient/ID    searchset Bundle; also patient=ID
///     … /fhir/Observation, Patient, Encounter    FHIR R4 REST: create, read, update, patch, delete, search
///     POST /fhir                                 batch and transaction Bundles
///
/// HEAD is answered as GET without the body. The log gets the start, the stop and failures by route, never an address
/// with its query, because a query names a patient.
public struct WebServer: Service {
    private let configuration: WebServerConfiguration
    private let responder: WebResponder
    private let logger: Logger
    private let onBound: @Sendable (Int) async -> Void

    /// A server that is not listening yet; see ``run()``.
    ///
    /// - Parameters:
    ///   - configuration: Where to listen.
    ///   - status: Answers what is asked about patients and the process.
    ///   - repository: Where FHIR resources are kept.
    ///   - metrics: What `/metrics` shows.
    ///   - collect: Brings the metrics up to date; called before they are shown.
    ///   - logger: Gets start, stop and failures.
    ///   - onBound: Called once with the port when the server listens.
    public init(
        configuration: WebServerConfiguration, status: any WardStatus, repository: any ResourceRepository,
        metrics: PrometheusRegistry, collect: @escaping @Sendable () async -> Void = {}, logger: Logger,
        onBound: @escaping @Sendable (Int) async -> Void = { _ in }
    ) {
        self.configuration = configuration
        self.logger = logger
        self.onBound = onBound
        responder = WebResponder(
            status: status, metrics: metrics, collect: collect,
            fhir: FHIREndpoints(
                status: status, repository: repository, token: configuration.bearerToken.map(BearerToken.init),
                maximumBodySize: configuration.maximumBodySize, version: configuration.version, metrics: metrics,
                logger: logger),
            logger: logger)
    }

    /// Listens until the service group shuts down or the task is cancelled.
    ///
    /// - Throws: What the operating system says when the address cannot be bound.
    public func run() async throws {
        let application = Application(
            responder: responder,
            server: .http1(configuration: .init(idleTimeout: .seconds(60))),
            configuration: ApplicationConfiguration(address: .hostname(configuration.host, port: configuration.port)),
            onServerRunning: { [configuration, logger, onBound] channel in
                let port = channel.localAddress?.port ?? configuration.port
                logger.info(
                    "HTTP server listening",
                    metadata: ["server.address": "\(configuration.host)", "server.port": "\(port)"])
                await onBound(port)
            },
            logger: logger)
        try await application.run()
        logger.info("HTTP server stopped")
    }
}
