import Foundation
import InMemoryLogging
import Logging
import Testing
import Web

/// What the server decides before it looks at any resource.
@Suite(.timeLimit(.minutes(2)))
struct FHIREndpointsTests {
    private static let json = ["Content-Type": "application/fhir+json"]
    private static let patient = #"{"resourceType":"Patient","active":true}"#

    @Test func `a repository that fails is 503, and neither answer nor log say more than that`() async throws {
        let log = InMemoryLogHandler()
        var logger = Logger(label: "test") { _ in log }
        logger.logLevel = .trace
        try await withServer(logger: logger) { send in
            for (method, target, body) in [
                ("POST", "/fhir/Patient", Self.patient), ("GET", "/fhir/Patient/secret", nil),
                ("GET", "/fhir/Patient?identifier=secret", nil), ("DELETE", "/fhir/Patient/secret", nil),
                (
                    "POST", "/fhir",
                    #"{"resourceType":"Bundle","type":"transaction","entry":[{"request":{"method":"GET","url":"Patient"}}]}"#
                ),
            ] {
                let answer = try await send(method, target, body: body, headers: body == nil ? [:] : Self.json)
                #expect(answer.status == 503)
                #expect(answer.body.contains("\"code\":\"exception\"") || answer.body.contains("\"exception\""))
                #expect(!answer.body.contains("secret"))
            }
            let batch = try await send(
                "POST", "/fhir",
                body:
                    #"{"resourceType":"Bundle","type":"batch","entry":[{"request":{"method":"GET","url":"Patient"}}]}"#,
                headers: Self.json)
            #expect(batch.status == 200 && batch.body.contains("503 Service Unavailable"))
        }
        #expect(log.entries.contains { $0.level == .error && $0.metadata["error.type"] == "Broken" })
        #expect(!log.entries.contains { "\($0.message) \($0.metadata)".contains("secret") })
    }

    @Test(arguments: [
        ("Bearer right", 503), ("bearer right", 503), ("Bearer  right ", 503), ("Bearer wrong", 401),
        ("Bearer righ", 401), ("Bearer rightt", 401), ("Bearer", 401), ("Basic right", 401), ("right", 401),
        ("Bearer right right", 401),
    ])
    func `where a token is configured it must be shown`(header: String, status: Int) async throws {
        let configuration = WebServerConfiguration(port: 0, version: "1", tokens: try tokenRight())
        try await withServer(configuration: configuration) { send in
            let answer = try await send("GET", "/fhir/Patient/1", headers: ["Authorization": header])
            #expect(answer.status == status)
            if status == 401 {
                #expect(answer.headers["www-authenticate"] == "Bearer realm=\"wardwatch\", error=\"invalid_token\"")
                #expect(answer.body.contains("\"login\""))
            }
        }
    }

    @Test func `health and the capability statement need no token`() async throws {
        let configuration = WebServerConfiguration(port: 0, version: "1", tokens: try tokenRight())
        try await withServer(configuration: configuration) { send in
            for target in ["/healthz", "/readyz", "/fhir/metadata"] {
                #expect(try await send("GET", target).status == 200)
            }
            for (method, target) in [("GET", "/fhir/RiskAssessment?patient=1"), ("POST", "/fhir"), ("GET", "/fhir/no")]
            {
                let answer = try await send(method, target)
                #expect(answer.status == 401)
                #expect(answer.headers["www-authenticate"] == "Bearer realm=\"wardwatch\"")
            }
        }
    }

    @Test(arguments: [
        ("POST", "/fhir/Observation/1", "GET, HEAD, PUT, PATCH, DELETE"),
        ("PATCH", "/fhir/Observation", "GET, HEAD, POST, PUT, DELETE"), ("GET", "/fhir", "POST"),
        ("PUT", "/fhir/", "POST"), ("GET", "/fhir/Observation/_search", "POST"),
        ("PUT", "/fhir/Observation/1/_history/1", "GET, HEAD"), ("POST", "/fhir/metadata", "GET, HEAD"),
    ])
    func `a method that an address does not know is 405 with those it knows`(
        method: String, target: String, allowed: String
    ) async throws {
        try await withServer { send in
            let answer = try await send(method, target)
            #expect(answer.status == 405)
            #expect(answer.headers["allow"] == allowed)
            #expect(answer.body.contains("\"not-supported\""))
        }
    }

    @Test(arguments: [
        ("application/fhir+json", 503), ("application/json; charset=utf-8", 503), ("*/*", 503), ("", 503),
        ("application/xml, application/json;q=0.5", 503), ("application/fhir+json; fhirVersion=4.0", 503),
        ("application/fhir+xml", 406), ("application/json;q=0", 406), ("application/fhir+json; fhirVersion=3.0", 406),
        ("text/html", 406),
    ])
    func `only JSON of R4 is served`(accept: String, status: Int) async throws {
        try await withServer { send in
            let answer = try await send("GET", "/fhir/Patient/1", headers: ["Accept": accept])
            #expect(answer.status == status)
        }
    }

    @Test(arguments: [
        ("json", 503), ("application/json", 503), ("application/fhir%2Bjson", 503), ("xml", 406), ("ttl", 406),
    ])
    func `the parameter _format comes before the header`(format: String, status: Int) async throws {
        try await withServer { send in
            let accept = status == 503 ? "application/fhir+xml" : "application/fhir+json"
            let answer = try await send("GET", "/fhir/Patient/1?_format=\(format)", headers: ["Accept": accept])
            #expect(answer.status == status)
        }
    }

    @Test(arguments: [
        ("application/fhir+json", 503), ("application/json", 503), ("Application/JSON; charset=UTF-8", 503),
        ("application/fhir+xml", 415), ("text/plain", 415), ("application/x-www-form-urlencoded", 415),
    ])
    func `only JSON is taken`(type: String, status: Int) async throws {
        try await withServer { send in
            let answer = try await send(
                "POST", "/fhir/Patient", body: Self.patient, headers: ["Content-Type": type])
            #expect(answer.status == status)
        }
    }

    @Test func `a body above the limit is 413, whether or not it says its length`() async throws {
        let configuration = WebServerConfiguration(port: 0, version: "1", maximumBodySize: 1000)
        try await withServer(configuration: configuration) { send in
            func body(_ size: Int) -> String {
                Self.patient + String(repeating: " ", count: size - Self.patient.utf8.count)
            }
            let fits = try await send("POST", "/fhir/Patient", body: body(1000), headers: Self.json)
            #expect(fits.status == 503)
            let large = try await send("POST", "/fhir/Patient", body: body(1001), headers: Self.json)
            #expect(large.status == 413 && large.body.contains("\"too-long\""))
        }
    }

    @Test(arguments: [
        ("", 400, "structure"), ("{", 400, "structure"), (#"{"resourceType":"Patient","active":NaN}"#, 400, "value"),
        (#"{"resourceType":"Patient","active":true,"active":false}"#, 400, "structure"),
        (String(repeating: "[", count: 100_000), 400, "too-long"),
        (#"{"resourceType":"Observation","status":"final","code":{"text":"x"}}"#, 422, "value"),
        (#"{"resourceType":"Patient","gender":"F"}"#, 422, "code-invalid"), ("[]", 422, "structure"),
    ])
    func `wrong JSON is 400, a wrong resource is 422`(body: String, status: Int, code: String) async throws {
        try await withServer { send in
            let answer = try await send("POST", "/fhir/Patient", body: body, headers: Self.json)
            #expect(answer.status == status)
            #expect(answer.body.contains("\"code\":\"\(code)\""), "\(answer.body)")
        }
    }

    @Test(arguments: [
        (#"{"resourceType":"Bundle","type":"collection"}"#, 422), (#"{"resourceType":"Bundle"}"#, 422), ("[]", 422),
        (#"{"resourceType":"Patient"}"#, 422), ("", 400), ("{", 400),
        (#"{"resourceType":"Bundle","type":"transaction","entry":[{"resource":{"resourceType":"Patient"}}]}"#, 422),
        (
            #"{"resourceType":"Bundle","type":"transaction","entry":[{"request":{"method":"GET","url":"Device"}}]}"#,
            404
        ),
        (
            #"{"resourceType":"Bundle","type":"transaction","entry":[{"request":{"method":"PATCH","url":"Patient/1"}}]}"#,
            400
        ),
    ])
    func `what is no batch or transaction is refused`(body: String, status: Int) async throws {
        try await withServer { send in
            let answer = try await send("POST", "/fhir", body: body, headers: Self.json)
            #expect(answer.status == status, "\(answer.body)")
            #expect(answer.body.contains("OperationOutcome"))
        }
    }

    @Test func `requests are counted by interaction and class of status`() async throws {
        let metrics = PrometheusRegistry()
        try await withServer(metrics: metrics) { send in
            _ = try await send("GET", "/fhir/metadata")
            _ = try await send("GET", "/fhir/Patient/1")
            _ = try await send("GET", "/fhir/Patient?name=a")
            _ = try await send("POST", "/fhir/Patient", body: "{", headers: Self.json)
            _ = try await send("GET", "/fhir/nothing")
            let text = try await send("GET", "/metrics").body
            for line in [
                #"wardwatch_fhir_requests_total{interaction="capabilities",status="2xx"} 1"#,
                #"wardwatch_fhir_requests_total{interaction="read",status="5xx"} 1"#,
                #"wardwatch_fhir_requests_total{interaction="search-type",status="5xx"} 1"#,
                #"wardwatch_fhir_requests_total{interaction="create",status="4xx"} 1"#,
                #"wardwatch_fhir_requests_total{interaction="none",status="4xx"} 1"#,
            ] { #expect(text.contains(line), "\(text)") }
        }
    }
}
