internal import FHIR
internal import Foundation
internal import Hummingbird

/// What an endpoint answers, before it becomes an HTTP response.
struct Answer {
    var status: HTTPResponse.Status
    var contentType: String
    var headers = HTTPFields()
    var body: [UInt8]

    /// Plain JSON with the members in alphabetical order.
    static func json(_ status: HTTPResponse.Status, _ value: some Encodable) throws -> Answer {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return Answer(status: status, contentType: "application/json", body: Array(try encoder.encode(value)))
    }

    /// `{"reasons":[…],"status":"ready"}`, or `not ready` with status 503.
    static func readiness(_ readiness: Readiness) throws -> Answer {
        struct Body: Encodable {
            let status: String
            let reasons: [String]
        }
        let body = Body(status: readiness.isReady ? "ready" : "not ready", reasons: readiness.reasons)
        return try json(readiness.isReady ? .ok : .serviceUnavailable, body)
    }

    /// All metrics, in the format that the client likes best.
    static func metrics(_ registry: PrometheusRegistry, accept: String?) -> Answer {
        let format = MetricsFormat(accept: accept)
        return Answer(status: .ok, contentType: format.contentType, body: Array(registry.text(format).utf8))
    }

    /// JSON of FHIR R4.
    static let fhirContentType = "application/fhir+json; fhirVersion=4.0"

    /// A FHIR R4 resource.
    static func fhir(_ status: HTTPResponse.Status, _ resource: some FHIRResource) throws -> Answer {
        .fhir(status, try resource.json())
    }

    /// A FHIR R4 resource that is JSON already.
    static func fhir(_ status: HTTPResponse.Status, _ body: [UInt8]) -> Answer {
        Answer(status: status, contentType: fhirContentType, body: body)
    }
}
