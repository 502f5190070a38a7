internal import FHIR
internal import Hummingbird
internal import Logging

/// Finds the endpoint of a request and answers: addresses, methods, failures.
struct WebResponder: HTTPResponder {
    typealias Context = BasicRequestContext

    let status: any WardStatus
    let metrics: PrometheusRegistry
    let fhir: FHIREndpoints
    let logger: Logger

    func respond(to request: Request, context: BasicRequestContext) async -> Response {
        let target = RequestTarget(request.head.path ?? "")
        var answer: Answer
        do {
            answer = try await self.answer(request.method, target)
        } catch {
            // The error itself may carry an identifier; its type does not.
            logger.error(
                "HTTP request failed",
                metadata: [
                    "http.route": "\(Route(rawValue: target.path)?.rawValue ?? "none")",
                    "error.type": "\(type(of: error))",
                ])
            answer = failure(target)
        }
        answer.headers[.contentType] = answer.contentType
        // An answer is about patients and true at this moment: no copy may stay in a cache.
        answer.headers[.cacheControl] = "no-store"
        let response = Response(
            status: answer.status, headers: answer.headers,
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: answer.body)))
        return request.method == .head ? response.createHeadResponse() : response
    }

    private func answer(_ method: HTTPRequest.Method, _ target: RequestTarget) async throws -> Answer {
        guard let route = Route(rawValue: target.path) else {
            return try refusal(target, .notFound, .notFound, "There is nothing at this address.")
        }
        guard method == .get || method == .head else {
            var answer = try refusal(
                target, .methodNotAllowed, .notSupported, "Only GET and HEAD are answered here.")
            answer.headers[.allow] = "GET, HEAD"
            return answer
        }
        switch route {
        case .health: return try .json(.ok, HealthBody(status: "ok"))
        case .readiness: return try .readiness(await status.readiness())
        case .metrics: return .metrics(metrics.prometheusText())
        case .fhirMetadata: return try fhir.metadata()
        case .fhirRiskAssessment: return try await fhir.riskAssessments(query: target.query)
        }
    }

    /// A refusal in the language of the client; nothing of the request is repeated in it.
    private func refusal(
        _ target: RequestTarget, _ status: HTTPResponse.Status, _ code: OperationOutcome.Code, _ text: String
    ) throws -> Answer {
        if target.isFHIR {
            try .fhir(status, OperationOutcome(.init(code: code, diagnostics: text)))
        } else {
            try .json(status, ErrorBody(error: text))
        }
    }

    private func failure(_ target: RequestTarget) -> Answer {
        let text = "The server failed; its log has the time and the kind of the error."
        let answer = try? refusal(target, .internalServerError, .exception, text)
        return answer ?? Answer(status: .internalServerError, contentType: "application/json", body: Array("{}".utf8))
    }
}

/// The addresses that are served.
enum Route: String {
    case health = "/healthz"
    case readiness = "/readyz"
    case metrics = "/metrics"
    case fhirMetadata = "/fhir/metadata"
    case fhirRiskAssessment = "/fhir/RiskAssessment"
}

/// The target of a request, split at the first `?`, still percent-encoded.
struct RequestTarget {
    let path: String
    let query: String

    init(_ target: String) {
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        path = String(parts[0])
        query = parts.count > 1 ? String(parts[1]) : ""
    }

    /// Whether the client speaks FHIR.
    var isFHIR: Bool { path == "/fhir" || path.hasPrefix("/fhir/") }
}

private struct HealthBody: Encodable {
    let status: String
}

private struct ErrorBody: Encodable {
    let error: String
}
