internal import CoreMetrics
internal import Hummingbird
internal import Logging

/// Finds the endpoint of a request and answers: addresses, methods, failures.
struct WebResponder: HTTPResponder {
    typealias Context = BasicRequestContext

    let status: any WardStatus
    let metrics: PrometheusRegistry
    /// Brings the metrics up to date before they are shown.
    let collect: @Sendable () async -> Void
    let fhir: FHIREndpoints
    let access: CurrentAccess
    /// Whether connections are encrypted, for the addresses in answers.
    let isEncrypted: @Sendable () -> Bool
    let logger: Logger

    func respond(to request: Request, context: BasicRequestContext) async -> Response {
        let target = RequestTarget(request.head.path ?? "")
        let began = ContinuousClock.now
        let denial = access.denial(of: request.headers[.authorization], for: target.scope(of: request.method))
        if let denial {
            Counter(
                label: "wardwatch_http_denials_total", dimensions: [("reason", denial.name)], factory: metrics
            ).increment()
        }
        var answer: Answer
        do {
            if target.isFHIR {
                answer = await fhir.respond(
                    to: FHIRRequest(request, target, isEncrypted: isEncrypted()), denial: denial)
            } else if let denial {
                answer = Self.refusal(denial.status, denial.text)
                answer.headers[.wwwAuthenticate] = denial.challenge
            } else {
                answer = try await self.answer(request, target)
            }
        } catch {
            // The error itself may carry an identifier; its type does not.
            logger.error(
                "HTTP request failed",
                metadata: [
                    "http.route": "\(target.route)",
                    "error.type": "\(type(of: error))",
                ])
            answer = Self.refusal(
                .internalServerError, "The server failed; its log has the time and the kind of the error.")
        }
        count(answer, target, began)
        if !answer.body.isEmpty { answer.headers[.contentType] = answer.contentType }
        // An answer is about patients and true at this moment: no copy may stay in a cache.
        answer.headers[.cacheControl] = "no-store"
        let response = Response(
            status: answer.status, headers: answer.headers,
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: answer.body)))
        return request.method == .head ? response.createHeadResponse() : response
    }

    private func count(_ answer: Answer, _ target: RequestTarget, _ began: ContinuousClock.Instant) {
        Counter(
            label: "wardwatch_http_requests_total",
            dimensions: [("route", target.route), ("status", "\(answer.status.code / 100)xx")], factory: metrics
        ).increment()
        CoreMetrics.Timer(
            label: "wardwatch_http_request_duration_seconds", dimensions: [("route", target.route)], factory: metrics
        ).recordNanoseconds(Int64((ContinuousClock.now - began) / .nanoseconds(1)))
    }

    private func answer(_ request: Request, _ target: RequestTarget) async throws -> Answer {
        guard let route = Route(rawValue: target.path) else {
            return Self.refusal(.notFound, "There is nothing at this address.")
        }
        guard request.method == .get || request.method == .head else {
            var answer = Self.refusal(.methodNotAllowed, "Only GET and HEAD are answered here.")
            answer.headers[.allow] = "GET, HEAD"
            return answer
        }
        switch route {
        case .health: return try .json(.ok, HealthBody(status: "ok"))
        case .readiness: return try .readiness(await status.readiness())
        case .metrics:
            await collect()
            return .metrics(metrics, accept: request.headers[.accept])
        }
    }

    /// A refusal in plain JSON; nothing of the request is repeated in it.
    private static func refusal(_ status: HTTPResponse.Status, _ text: String) -> Answer {
        (try? .json(status, ErrorBody(error: text)))
            ?? Answer(status: status, contentType: "application/json", body: Array("{}".utf8))
    }
}

/// The addresses that are served, besides those below `/fhir`.
enum Route: String {
    case health = "/healthz"
    case readiness = "/readyz"
    case metrics = "/metrics"
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

    /// What logs and metrics call the address: one of a few names, whatever the client sends.
    var route: String { isFHIR ? "/fhir" : Route(rawValue: path)?.rawValue ?? "none" }

    /// What a token must be good for; nil where none is needed.
    ///
    /// Whether the process is alive and what it is able to do tells nothing about patients. All else does, and what is
    /// not known yet is taken for it.
    func scope(of method: HTTPRequest.Method) -> AccessScope? {
        let path = path.hasSuffix("/") ? path.dropLast() : path[...]
        if [Route.health.rawValue, Route.readiness.rawValue, "/fhir/metadata"].contains(String(path)) { return nil }
        let isRead = method == .get || method == .head || (method == .post && path.hasSuffix("/_search"))
        return isRead || !isFHIR ? .read : .write
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
