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

/// What came back over the socket.
struct HTTPAnswer {
    let port: Int
    let status: Int
    let headers: [String: String]
    let body: String

    var contentType: String? { headers["content-type"] }
}

/// Runs a server on a free port, gives `body` a function that sends requests to it, and shuts it down gracefully.
func withServer(
    _ ward: FixedWard = FixedWard(), metrics: PrometheusRegistry = PrometheusRegistry(),
    logger: Logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }),
    body: (_ send: (_ method: String, _ target: String) async throws -> HTTPAnswer) async throws -> Void
) async throws {
    let (ports, continuation) = AsyncStream.makeStream(of: Int.self)
    let server = WebServer(
        configuration: WebServerConfiguration(port: 0, version: "1.2.3"), status: ward, metrics: metrics,
        logger: logger, onBound: { continuation.yield($0) })
    let group = ServiceGroup(services: [server], logger: logger)
    try await withThrowingTaskGroup { tasks in
        tasks.addTask { try await group.run() }
        let port = try #require(await ports.first { _ in true })
        let session = URLSession(configuration: .ephemeral)
        defer { session.invalidateAndCancel() }
        try await body { method, target in
            var request = URLRequest(url: try #require(URL(string: "http://127.0.0.1:\(port)\(target)")))
            request.httpMethod = method
            let (data, response) = try await session.data(for: request)
            let http = try #require(response as? HTTPURLResponse)
            let headers = http.allHeaderFields.map { ("\($0.key)".lowercased(), "\($0.value)") }
            return HTTPAnswer(
                port: port, status: http.statusCode, headers: Dictionary(headers, uniquingKeysWith: { $1 }),
                body: String(decoding: data, as: UTF8.self))
        }
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
