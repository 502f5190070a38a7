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

    /// Prometheus text format 0.0.4.
    static func metrics(_ text: String) -> Answer {
        Answer(status: .ok, contentType: "text/plain; version=0.0.4; charset=utf-8", body: Array(text.utf8))
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
