import ClinicalDomain
import Foundation
import FoundationNetworking
import Logging
import ServiceLifecycle
import Testing
import Web

/// A ward with fixed answers.
struct FixedWard: WardStatus {
    struct Broken: Error {}

    var ready = Readiness(isReady: true)
    var risks: [String: [PatientRisk]] = [:]

    func readiness() async -> Readiness { ready }

    func riskAssessments(patient identifier: String) async throws -> [PatientRisk] {
        if identifier == "broken" { throw Broken() }
        return risks[identifier] ?? []
    }
}

/// A repository whose database is broken.
struct BrokenRepository: ResourceRepository {
    struct Broken: Error {
        let patient = "secret"
    }

    func read<Value: Sendable>(
        _ body: @escaping @Sendable (any ResourceReader) throws -> Value
    ) async throws -> Value { throw Broken() }

    func write<Value: Sendable>(
        _ body: @escaping @Sendable (any ResourceWriter) throws -> Value
    ) async throws -> Value { throw Broken() }
}

/// What came back over the socket.
struct HTTPAnswer {
    let port: Int
    let status: Int
    let headers: [String: String]
    let body: String

    var contentType: String? { headers["content-type"] }
}

/// Sends requests to a server.
struct TestClient {
    let port: Int
    let session: URLSession

    func callAsFunction(
        _ method: String, _ target: String, body: String? = nil, headers: [String: String] = [:]
    ) async throws -> HTTPAnswer {
        var request = URLRequest(url: try #require(URL(string: "http://127.0.0.1:\(port)\(target)")))
        request.httpMethod = method
        request.httpBody = body.map { Data($0.utf8) }
        for (name, value) in headers { request.setValue(value, forHTTPHeaderField: name) }
        let (data, response) = try await session.data(for: request)
        let http = try #require(response as? HTTPURLResponse)
        let fields = http.allHeaderFields.map { ("\($0.key)".lowercased(), "\($0.value)") }
        return HTTPAnswer(
            port: port, status: http.statusCode, headers: Dictionary(fields, uniquingKeysWith: { $1 }),
            body: String(decoding: data, as: UTF8.self))
    }
}

/// Runs a server on a free port without resources, gives `body` a client of it, and shuts it down gracefully.
func withServer(
    _ ward: FixedWard = FixedWard(), metrics: PrometheusRegistry = PrometheusRegistry(),
    logger: Logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }),
    configuration: WebServerConfiguration = WebServerConfiguration(port: 0, version: "1.2.3"),
    body: (_ send: TestClient) async throws -> Void
) async throws {
    let (ports, continuation) = AsyncStream.makeStream(of: Int.self)
    let server = WebServer(
        configuration: configuration, status: ward, repository: BrokenRepository(), metrics: metrics, logger: logger,
        onBound: { continuation.yield($0) })
    let group = ServiceGroup(services: [server], logger: logger)
    try await withThrowingTaskGroup { tasks in
        tasks.addTask { try await group.run() }
        let port = try #require(await ports.first { _ in true })
        let session = URLSession(configuration: .ephemeral)
        defer { session.invalidateAndCancel() }
        try await body(TestClient(port: port, session: session))
        await group.triggerGracefulShutdown()
        try await tasks.waitForAll()
    }
}

/// A risk of 31.4159 % at 01:00 on 2026-11-23.
func exampleRisk(visitNumber: String = "V1", horizonHours: Double? = 12) -> PatientRisk {
    let step = Instant(millisecondsSince1970: 1_795_395_600_000)
    return PatientRisk(
        visitNumber: visitNumber, step: step, effective: step.advanced(bySeconds: 1800.5),
        risk: NetworkRisk(model: "deterioration-lstm", probability: 0.314159, threshold: 0.2),
        outcome: "deterioration", horizonHours: horizonHours)
}

/// One token, `right`, that may read; its digest is from sha256sum.
func tokenRight() throws -> AccessTokens {
    try AccessTokens(text: "tester read sha256:27042f4e6eca7d0b2a7ee4026df2ecfa51d3339e6d122aa099118ecd8563bad9\n")
}
