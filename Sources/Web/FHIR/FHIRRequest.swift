internal import FHIR
internal import Hummingbird
internal import NIOCore

/// An HTTP request below `/fhir`, with what its headers say to FHIR.
struct FHIRRequest {
    /// The path below the address of the service, without slashes at its ends.
    let path: String
    /// What follows the question mark, percent-encoded.
    let query: String
    let method: HTTPRequest.Method
    let headers: HTTPFields
    let preferences: Preferences
    /// The address of the service as the client reached it; empty when it does not say.
    let base: String
    private let body: RequestBody

    init(_ request: Request, _ target: RequestTarget, isEncrypted: Bool) {
        path = target.path.split(separator: "/").dropFirst().joined(separator: "/")
        query = target.query
        method = request.method
        headers = request.headers
        preferences = Preferences(request.headers.value(of: "prefer"))
        base = Self.base(request.head.authority, isEncrypted: isEncrypted)
        body = request.body
    }

    /// On what the client makes the interaction depend.
    var preconditions: Preconditions {
        Preconditions(
            ifMatch: headers[.ifMatch], ifNoneMatch: headers[.ifNoneMatch], ifModifiedSince: headers[.ifModifiedSince],
            ifNoneExist: headers.value(of: "if-none-exist"))
    }

    /// Refuses a client that does not take JSON.
    ///
    /// - Throws: ``FHIRFailure`` 406.
    func checkAccept() throws {
        // `_format` is for clients that cannot set headers, and comes before them.
        let format = QueryItems(query[...])?.items.last { $0.name == "_format" }?.value
        let isAccepted =
            if let format { ["json", "text/json"].contains(format) || MediaType.accepts(format) } else {
                MediaType.accepts(headers[.accept])
            }
        guard isAccepted else {
            throw FHIRFailure(
                .notAcceptable, .notSupported, "Only JSON of FHIR R4 is served: application/fhir+json.",
                at: format == nil ? "http.Accept" : "http._format")
        }
    }

    /// The JSON of the body.
    ///
    /// - Throws: ``FHIRFailure`` 415 for another media type, 413 for more than the limit, 400 for what is no JSON.
    func json(limit: Int, types: Set<String> = MediaType.json) async throws -> JSONValue {
        guard types.contains(MediaType.name(headers[.contentType])) else {
            throw FHIRFailure(
                .unsupportedMediaType, .notSupported, "Send \(types.sorted().joined(separator: " or ")).",
                at: "http.Content-Type")
        }
        let bytes = try await bytes(limit: limit)
        do {
            var limits = JSONLimits.standard
            limits.bytes = limit
            return try JSONValue(parsing: bytes, limits: limits)
        } catch {
            throw FHIRFailure(.badRequest, [error.issue])
        }
    }

    /// The parameters of a search: those of the address and, of `POST …/_search`, those of the form.
    func searchItems(limit: Int) async throws -> QueryItems {
        let name = MediaType.name(headers[.contentType])
        let form = name == MediaType.form ? String(decoding: try await bytes(limit: limit), as: UTF8.self) : ""
        guard name == MediaType.form || name.isEmpty else {
            throw FHIRFailure(
                .unsupportedMediaType, .notSupported, "Send \(MediaType.form).", at: "http.Content-Type")
        }
        guard let items = QueryItems("\(query)&\(form)"[...]) else {
            throw FHIRFailure(.badRequest, .value, "The parameters are not percent-encoded UTF-8.")
        }
        return items
    }

    private func bytes(limit: Int) async throws -> [UInt8] {
        let tooLarge = FHIRFailure(
            .contentTooLarge, .tooLong, "The body has more than \(limit) bytes; send it in several requests.")
        if let length = headers[.contentLength].flatMap({ Int($0) }), length > limit { throw tooLarge }
        do {
            return Array(buffer: try await body.collect(upTo: limit))
        } catch is NIOTooManyBytesError {
            throw tooLarge
        }
    }

    /// The address by the `Host` of the request, in which only host names and ports can stand.
    private static func base(_ authority: String?, isEncrypted: Bool) -> String {
        guard let authority, !authority.isEmpty, authority.utf8.count <= 255,
            authority.utf8.allSatisfy({ byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: ":"), UInt8(ascii: "-"), UInt8(ascii: "."),
                    UInt8(ascii: "["), UInt8(ascii: "]"):
                    true
                default: false
                }
            })
        else { return "" }
        return "\(isEncrypted ? "https" : "http")://\(authority)/fhir"
    }
}

extension HTTPFields {
    fileprivate func value(of name: String) -> String? { first { $0.name.canonicalName == name }?.value }
}
