internal import FHIR
internal import Hummingbird

/// One interaction with a resource or a type, as an HTTP request or an entry of a Bundle asks for it.
///
/// Source: HL7 FHIR R4 (4.0.1), <http://hl7.org/fhir/R4/http.html>.
enum ResourceInteraction {
    /// `GET Type/ID`.
    case read(ResourceType, String)
    /// `GET Type/ID/_history/VERSION`.
    case versionRead(ResourceType, String, Int)
    /// `GET Type?…`, `POST Type/_search`.
    case search(ResourceType, QueryItems)
    /// `POST Type`.
    case create(ResourceType)
    /// `PUT Type/ID`.
    case update(ResourceType, String)
    /// `PUT Type?…`.
    case conditionalUpdate(ResourceType, QueryItems)
    /// `PATCH Type/ID`.
    case patch(ResourceType, String)
    /// `DELETE Type/ID`.
    case delete(ResourceType, String)
    /// `DELETE Type?…`.
    case conditionalDelete(ResourceType, QueryItems)

    /// Reads method and address.
    ///
    /// - Parameters:
    ///   - path: what follows the address of the service, without a slash in front.
    ///   - query: what follows the question mark, percent-encoded.
    /// - Throws: ``FHIRFailure`` 404 for an address where nothing is, 405 for a method that it does not know, 400 for a
    ///   query that cannot be read.
    init(_ method: HTTPRequest.Method, path: Substring, query: Substring) throws {
        let parts = path.split(separator: "/").map(String.init)
        guard let first = parts.first else { throw FHIRFailure.notFound }
        guard let type = ResourceType(rawValue: first) else { throw FHIRFailure.unknownType }
        guard let items = QueryItems(query) else {
            throw FHIRFailure(.badRequest, .value, "The query is not percent-encoded UTF-8.")
        }
        switch (parts.count, method) {
        case (1, .get), (1, .head): self = .search(type, items)
        case (1, .post): self = .create(type)
        case (1, .put): self = .conditionalUpdate(type, items)
        case (1, .delete): self = .conditionalDelete(type, items)
        case (1, _): throw Self.notAllowed("GET, HEAD, POST, PUT, DELETE")
        case (2, .post) where parts[1] == "_search": self = .search(type, items)
        case (2, _) where parts[1] == "_search": throw Self.notAllowed("POST")
        case (2, .get), (2, .head): self = .read(type, parts[1])
        case (2, .put): self = .update(type, parts[1])
        case (2, .patch): self = .patch(type, parts[1])
        case (2, .delete): self = .delete(type, parts[1])
        case (2, _): throw Self.notAllowed("GET, HEAD, PUT, PATCH, DELETE")
        case (4, .get) where parts[2] == "_history", (4, .head) where parts[2] == "_history":
            guard let version = Int(parts[3]) else { throw FHIRFailure.notFound }
            self = .versionRead(type, parts[1], version)
        case (4, _) where parts[2] == "_history": throw Self.notAllowed("GET, HEAD")
        default: throw FHIRFailure(.notFound, .notSupported, "There is nothing at this address.")
        }
    }

    /// What the standard calls it, for metrics.
    var name: String {
        switch self {
        case .read: "read"
        case .versionRead: "vread"
        case .search: "search-type"
        case .create: "create"
        case .update, .conditionalUpdate: "update"
        case .patch: "patch"
        case .delete, .conditionalDelete: "delete"
        }
    }

    /// The resource type.
    var type: ResourceType {
        switch self {
        case .read(let type, _), .versionRead(let type, _, _), .search(let type, _), .create(let type),
            .update(let type, _), .conditionalUpdate(let type, _), .patch(let type, _), .delete(let type, _),
            .conditionalDelete(let type, _):
            type
        }
    }

    /// Whether it changes nothing.
    var isReadOnly: Bool {
        switch self {
        case .read, .versionRead, .search: true
        default: false
        }
    }

    /// Whether it needs a resource.
    var takesResource: Bool {
        switch self {
        case .create, .update, .conditionalUpdate: true
        default: false
        }
    }

    private static func notAllowed(_ methods: String) -> FHIRFailure {
        var failure = FHIRFailure(.methodNotAllowed, .notSupported, "Here can be used: \(methods).")
        failure.headers[.allow] = methods
        return failure
    }
}
