import ClinicalDomain
import CoreMetrics
import Foundation
import InMemoryLogging
import Logging
import Testing
import Web

/// Every address over a real socket.
@Suite(.timeLimit(.minutes(2)))
struct WebServerTests {
    private static let fhir = "application/fhir+json; fhirVersion=4.0"

    @Test func `health is a fixed JSON that no cache keeps`() async throws {
        try await withServer { send in
            let answer = try await send("GET", "/healthz")
            #expect(answer.status == 200)
            #expect(answer.contentType == "application/json")
            #expect(answer.headers["cache-control"] == "no-store")
            #expect(answer.body == #"{"status":"ok"}"#)
        }
    }

    @Test func `readiness is 200`() async throws {
        try await withServer { send in
            let answer = try await send("GET", "/readyz?verbose")
            #expect(answer.status == 200)
            #expect(answer.contentType == "application/json")
            #expect(answer.body == #"{"reasons":[],"status":"ready"}"#)
        }
    }

    @Test func `what is not ready is 503 with reasons`() async throws {
        let ward = FixedWard(ready: Readiness(isReady: false, reasons: ["the \"disk\" is full", "b"]))
        try await withServer(ward) { send in
            let answer = try await send("GET", "/readyz")
            #expect(answer.status == 503)
            #expect(answer.contentType == "application/json")
            #expect(answer.body == #"{"reasons":["the \"disk\" is full","b"],"status":"not ready"}"#)
            #expect(try await send("GET", "/healthz").status == 200)
        }
    }

    @Test func `metrics are Prometheus text`() async throws {
        let registry = PrometheusRegistry([MetricDescription("wardwatch_x_total", .counter, "Xs.")])
        Counter(label: "wardwatch_x_total", factory: registry).increment(by: 7)
        try await withServer(metrics: registry) { send in
            let answer = try await send("GET", "/metrics")
            #expect(answer.status == 200)
            #expect(answer.contentType == "text/plain; version=0.0.4; charset=utf-8")
            #expect(
                answer.body.contains(
                    "# TYPE wardwatch_x_total counter\n# HELP wardwatch_x_total Xs.\nwardwatch_x_total 7\n"))
        }
    }

    @Test func `metadata is the capability statement`() async throws {
        try await withServer { send in
            let answer = try await send("GET", "/fhir/metadata")
            #expect(answer.status == 200)
            #expect(answer.contentType == Self.fhir)
            for part in [
                #""resourceType":"CapabilityStatement""#, #""fhirVersion":"4.0.1""#,
                #""software":{"name":"Wardwatch","version":"1.2.3"}"#, #""code":"search-type""#,
            ] { #expect(answer.body.contains(part)) }
            try save(answer.body, "capability")
        }
    }

    @Test(arguments: ["subject=Patient/42", "subject=Patient%2F42", "patient=42"])
    func `the risks of a patient are a searchset`(query: String) async throws {
        try await withServer(FixedWard(risks: ["42": [exampleRisk()]])) { send in
            let answer = try await send("GET", "/fhir/RiskAssessment?\(query)")
            #expect(answer.status == 200)
            #expect(answer.contentType == Self.fhir)
            #expect(
                answer.body == """
                    {"entry":[{"fullUrl":"urn:uuid:\(Self.exampleUUID)","resource":\
                    {"encounter":{"identifier":{"value":"V1"},"type":"Encounter"},\
                    "method":{"text":"deterioration-lstm"},"occurrenceDateTime":"2026-11-23T01:30:00.500Z",\
                    "prediction":[{"outcome":{"text":"deterioration"},"probabilityDecimal":31.4159,\
                    "rationale":"Probability 31.4 %; the model asks for attention from 20.0 % on.",\
                    "whenPeriod":{"end":"2026-11-23T13:30:00.500Z","start":"2026-11-23T01:30:00.500Z"}}],\
                    "resourceType":"RiskAssessment","status":"final",\
                    "subject":{"identifier":{"value":"42"},"reference":"Patient/42","type":"Patient"}},\
                    "search":{"mode":"match"}}],\
                    "link":[{"relation":"self","url":"RiskAssessment?subject=Patient/42"}],\
                    "resourceType":"Bundle","total":1,"type":"searchset"}
                    """)
            try save(answer.body, "searchset")
        }
    }

    @Test func `stays without visit number or horizon, and foreign identifiers, are valid too`() async throws {
        var withoutHorizon = exampleRisk(visitNumber: "", horizonHours: nil)
        withoutHorizon.outcome = "mortality"
        let ward = FixedWard(risks: ["HOSP:4 2": [exampleRisk(), exampleRisk(visitNumber: ""), withoutHorizon]])
        try await withServer(ward) { send in
            let answer = try await send("GET", "/fhir/RiskAssessment?patient=HOSP:4%202")
            #expect(answer.status == 200)
            #expect(answer.body.contains(#""subject":{"identifier":{"value":"HOSP:4 2"},"type":"Patient"}"#))
            #expect(answer.body.contains(#""total":3"#))
            #expect(answer.body.components(separatedBy: "whenPeriod").count == 3)
            #expect(answer.body.components(separatedBy: "\"encounter\"").count == 2)
            try save(answer.body, "searchset-foreign")
        }
    }

    @Test func `a patient without risks gives an empty searchset`() async throws {
        try await withServer { send in
            let answer = try await send("GET", "/fhir/RiskAssessment?patient=nobody")
            #expect(answer.status == 200)
            #expect(answer.contentType == Self.fhir)
            #expect(
                answer.body == """
                    {"link":[{"relation":"self","url":"RiskAssessment?subject=Patient/nobody"}],\
                    "resourceType":"Bundle","total":0,"type":"searchset"}
                    """)
            try save(answer.body, "searchset-empty")
        }
    }

    @Test(
        arguments: [
            ("", "required"), ("?", "required"), ("?subject=", "value"), ("?patient=1&_sort=date", "not-supported"),
            ("?unknown=1", "not-supported"), ("?patient=%FF", "value"),
        ])
    func `missing and unknown parameters are 400 with an outcome`(query: String, code: String) async throws {
        try await withServer { send in
            let answer = try await send("GET", "/fhir/RiskAssessment\(query)")
            #expect(answer.status == 400)
            #expect(answer.contentType == Self.fhir)
            #expect(answer.body.contains("\"code\":\"\(code)\""))
            #expect(answer.body.contains("\"resourceType\":\"OperationOutcome\""))
            try save(answer.body, "outcome-\(code)")
        }
    }

    @Test(
        arguments: [
            "/fhir/Observations", "/fhir/RiskAssessment/1", "/fhir/riskassessment", "/fhir/Patient/1/name",
            "/fhir/Patient/1/_history/x", "/fhir/Patient/1/_history", "/fhir/$export",
        ])
    func `an unknown address below fhir is 404 with an outcome`(target: String) async throws {
        try await withServer { send in
            let answer = try await send("GET", target)
            #expect(answer.status == 404)
            #expect(answer.contentType == Self.fhir)
            #expect(answer.body.contains("\"resourceType\":\"OperationOutcome\""))
        }
    }

    @Test(arguments: ["/", "/nothing", "/healthz/", "/fhirx", "/%66hir/metadata", "/..%2f..%2fetc/passwd"])
    func `an unknown address elsewhere is 404 in plain JSON`(target: String) async throws {
        try await withServer { send in
            let answer = try await send("GET", target)
            #expect(answer.status == 404)
            #expect(answer.contentType == "application/json")
            #expect(answer.body == #"{"error":"There is nothing at this address."}"#)
        }
    }

    @Test(arguments: ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
    func `other methods are 405 with those that are allowed`(method: String) async throws {
        try await withServer { send in
            let fhir = try await send(method, "/fhir/RiskAssessment?patient=1")
            #expect(fhir.status == 405)
            #expect(fhir.headers["allow"] == "GET, HEAD")
            #expect(fhir.contentType == Self.fhir)
            #expect(fhir.body.contains("\"code\":\"not-supported\""))
            let plain = try await send(method, "/healthz")
            #expect(plain.status == 405)
            #expect(plain.headers["allow"] == "GET, HEAD")
            #expect(plain.contentType == "application/json")
            #expect(try await send(method, "/nothing").status == 404)
        }
    }

    @Test(
        arguments: [
            "/healthz", "/readyz", "/fhir/metadata", "/fhir/RiskAssessment?patient=1", "/fhir/RiskAssessment",
            "/nothing",
        ])
    func `HEAD is GET without the body`(target: String) async throws {
        try await withServer { send in
            let head = try await send("HEAD", target)
            let get = try await send("GET", target)
            #expect(head.body.isEmpty)
            #expect(head.status == get.status)
            #expect(head.contentType == get.contentType)
            #expect(head.headers["content-length"] == "\(get.body.utf8.count)")
        }
    }

    @Test func `HEAD of the metrics, which change, is GET without the body`() async throws {
        let registry = PrometheusRegistry([MetricDescription("wardwatch_x_total", .counter, "Xs.")])
        try await withServer(metrics: registry) { send in
            let head = try await send("HEAD", "/metrics")
            #expect(head.status == 200 && head.body.isEmpty)
            #expect(head.contentType == "text/plain; version=0.0.4; charset=utf-8")
        }
    }

    @Test func `an address that is taken is an error`() async throws {
        try await withServer { send in
            let port = try await send("GET", "/healthz").port
            let second = WebServer(
                configuration: WebServerConfiguration(port: port, version: "1"), status: FixedWard(),
                repository: BrokenRepository(), metrics: PrometheusRegistry(),
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
            await #expect(throws: (any Error).self) { try await second.run() }
            #expect(try await send("GET", "/healthz").status == 200)
        }
    }

    @Test func `a cancelled server stops`() async throws {
        let (ports, continuation) = AsyncStream.makeStream(of: Int.self)
        let server = WebServer(
            configuration: WebServerConfiguration(port: 0, version: "1"), status: FixedWard(),
            repository: BrokenRepository(), metrics: PrometheusRegistry(),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            onBound: { continuation.yield($0) })
        let task = Task { try await server.run() }
        #expect(await ports.first { _ in true } != nil)
        task.cancel()
        // It ends, with or without an error; otherwise the time limit of the suite does.
        _ = await task.result
    }

    @Test func `a failure is 500 and neither answer nor log name the patient`() async throws {
        let log = InMemoryLogHandler()
        var logger = Logger(label: "test") { _ in log }
        logger.logLevel = .trace
        try await withServer(logger: logger) { send in
            let answer = try await send("GET", "/fhir/RiskAssessment?patient=broken")
            #expect(answer.status == 500)
            #expect(answer.contentType == Self.fhir)
            #expect(answer.body.contains("\"code\":\"exception\""))
            #expect(!answer.body.contains("broken"))
            try save(answer.body, "outcome-exception")
        }
        let failure = try #require(log.entries.first { $0.level == .error })
        #expect(failure.message == "FHIR request failed")
        #expect(failure.metadata["fhir.interaction"] == "RiskAssessment")
        #expect(failure.metadata["error.type"] == "Broken")
        #expect(!log.entries.contains { "\($0.message) \($0.metadata)".contains("broken") })
    }

    /// FNV-1a over patient, visit, model, outcome, step and effective time, computed with an independent program.
    private static let exampleUUID = "9aa83638-fd26-8d2b-bb74-83d65ad469c3"

    /// With WARDWATCH_FHIR_OUTPUT set, keeps what the server returned for an independent validator.
    private func save(_ body: String, _ name: String) throws {
        guard let folder = ProcessInfo.processInfo.environment["WARDWATCH_FHIR_OUTPUT"] else { return }
        try Data(body.utf8).write(to: URL(filePath: folder).appending(path: "\(name).json"))
    }
}
