internal import Hummingbird
internal import HummingbirdCore
public import Logging
internal import NIOCore
public import ServiceLifecycle
public import TransportSecurity

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
///
/// Where tokens are configured, each address needs one of a scope, but for health, readiness and the capability
/// statement: `read` for GET, HEAD and searches, `write` for all else below `/fhir`.
public struct WebServer: Service {
    /// What new connections are encrypted with; certificates can be read again while the server runs.
    public let tls: CurrentTLS
    /// Who may do what from the next request on.
    public let access = CurrentAccess()
    /// The largest header of a request in bytes, and its largest number of fields.
    private static let headerLimits = HTTP1Channel.Configuration.DecoderConfiguration(
        maxHeaderFieldSize: 16 << 10, maxHeaderListSize: 32 << 10, maxHeaderFieldCount: 100)

    private let configuration: WebServerConfiguration
    private let responder: WebResponder
    private let connections: WebConnections
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
    ///   - tls: What new connections are encrypted with; ``run()`` begins with the files of the configuration.
    ///   - logger: Gets start, stop and failures.
    ///   - onBound: Called once with the port when the server listens.
    public init(
        configuration: WebServerConfiguration, status: any WardStatus, repository: any ResourceRepository,
        metrics: PrometheusRegistry, collect: @escaping @Sendable () async -> Void = {},
        tls: CurrentTLS = CurrentTLS(for: .server), logger: Logger,
        onBound: @escaping @Sendable (Int) async -> Void = { _ in }
    ) {
        self.configuration = configuration
        self.tls = tls
        self.logger = logger
        self.onBound = onBound
        access.use(configuration.tokens)
        connections = WebConnections(maximum: configuration.maximumConnections, metrics: metrics)
        responder = WebResponder(
            status: status, metrics: metrics, collect: collect,
            fhir: FHIREndpoints(
                status: status, repository: repository, access: access, maximumBodySize: configuration.maximumBodySize,
                version: configuration.version,
                metrics: metrics, logger: logger),
            access: access, isEncrypted: { [tls] in tls.context != nil }, logger: logger)
    }

    /// Listens until the service group shuts down or the task is cancelled.
    ///
    /// - Throws: What the operating system says when the address cannot be bound; `TLSFileError`.
    public func run() async throws {
        try tls.use(configuration.tls)
        let (header, body) = (configuration.headerTimeout, configuration.bodyTimeout)
        let http = HTTP1Channel.Configuration(
            additionalChannelHandlers: [
                RequestDeadlines(header: header, body: body, connections: connections)
            ], httpDecoderConfiguration: Self.headerLimits)
        // At debug it would write down the whole application with all that it holds.
        var quiet = logger
        quiet.logLevel = max(logger.logLevel, .info)
        let application = Application(
            responder: responder,
            server: HTTPServerBuilder { [tls, connections] responder in
                WebChannel(
                    base: HTTP1Channel(responder: responder, configuration: http), tls: tls, connections: connections)
            },
            configuration: ApplicationConfiguration(address: .hostname(configuration.host, port: configuration.port)),
            onServerRunning: { [configuration, logger, onBound] channel in
                let port = channel.localAddress?.port ?? configuration.port
                logger.info(
                    "HTTP server listening",
                    metadata: ["server.address": "\(configuration.host)", "server.port": "\(port)"])
                await onBound(port)
            },
            logger: quiet)
        try await application.run()
        logger.info("HTTP server stopped")
    }
}
