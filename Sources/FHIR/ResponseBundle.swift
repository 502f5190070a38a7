/// Bundles that answer: `searchset`, `batch-response` and `transaction-response`, built of JSON values.
///
/// Source: HL7 FHIR R4 (4.0.1), <http://hl7.org/fhir/R4/bundle.html>, <http://hl7.org/fhir/R4/http.html#transaction>.
public enum ResponseBundle {
    /// A link of an answer.
    public struct Link: Hashable, Sendable {
        /// What the link is to the answer: `self`, `first`, `previous`, `next` or `last`.
        public var relation: String
        /// Where it leads.
        public var url: String

        /// A link of its parts.
        public init(relation: String, url: String) { (self.relation, self.url) = (relation, url) }
    }

    /// One resource of a search's answer.
    public struct SearchEntry: Hashable, Sendable {
        /// Why a resource is in the answer: value set `search-entry-mode`.
        public enum Mode: String, Sendable {
            /// It was searched for.
            case match
            /// Another resource of the answer refers to it.
            case include
            /// It tells of the search itself: an `OperationOutcome`.
            case outcome
        }

        /// The address of the resource, or `urn:uuid:` for one that has none.
        public var fullURL: String
        /// The resource.
        public var resource: JSONValue
        /// Why it is in the answer.
        public var mode: Mode

        /// A resource with its address.
        public init(fullURL: String, resource: JSONValue, mode: Mode = .match) {
            (self.fullURL, self.resource, self.mode) = (fullURL, resource, mode)
        }
    }

    /// What became of one entry of a batch or transaction.
    public struct ResponseEntry: Hashable, Sendable {
        /// The address of the resource, nil where there is none.
        public var fullURL: String?
        /// The resource as it is now, nil where the client did not ask for it.
        public var resource: JSONValue?
        /// The HTTP status, beginning with three digits: `201 Created`.
        public var status: String
        /// The address of the version that was made, such as `Observation/1/_history/2`.
        public var location: String?
        /// The version as an entity tag, such as `W/"2"`.
        public var etag: String?
        /// When it was changed, a FHIR `instant`.
        public var lastModified: String?
        /// What went wrong or should be known.
        public var outcome: OperationOutcome?

        /// A result of its parts.
        public init(
            status: String, fullURL: String? = nil, resource: JSONValue? = nil, location: String? = nil,
            etag: String? = nil, lastModified: String? = nil, outcome: OperationOutcome? = nil
        ) {
            (self.status, self.fullURL, self.resource, self.location) = (status, fullURL, resource, location)
            (self.etag, self.lastModified, self.outcome) = (etag, lastModified, outcome)
        }
    }

    /// What a batch was: its entries stand for themselves, or all of them succeeded.
    public enum Kind: String, Sendable {
        /// `batch-response`.
        case batch = "batch-response"
        /// `transaction-response`.
        case transaction = "transaction-response"
    }

    /// One page of the answer to a search.
    ///
    /// - Parameters:
    ///   - total: How many resources match on all pages; nil where they were not counted.
    ///   - links: `self` at least; `next` where there is a next page.
    ///   - entries: The resources of the page.
    public static func searchset(total: Int?, links: [Link], entries: [SearchEntry]) -> JSONValue {
        bundle(
            type: "searchset", total: total, links: links,
            entries: entries.map { entry in
                [
                    "fullUrl": .string(entry.fullURL), "resource": entry.resource,
                    "search": ["mode": .string(entry.mode.rawValue)],
                ]
            })
    }

    /// The answer to a batch or transaction, with the entries in the order of the request's.
    public static func response(_ kind: Kind, entries: [ResponseEntry]) -> JSONValue {
        bundle(type: kind.rawValue, total: nil, links: [], entries: entries.map(json))
    }

    private static func json(_ entry: ResponseEntry) -> JSONValue {
        var response = JSONObject([("status", .string(entry.status))])
        response["location"] = entry.location.map { .string($0) }
        response["etag"] = entry.etag.map { .string($0) }
        response["lastModified"] = entry.lastModified.map { .string($0) }
        response["outcome"] = entry.outcome?.jsonValue
        var object = JSONObject()
        object["fullUrl"] = entry.fullURL.map { .string($0) }
        object["resource"] = entry.resource
        object["response"] = .object(response)
        return .object(object)
    }

    private static func bundle(type: String, total: Int?, links: [Link], entries: [JSONValue]) -> JSONValue {
        var object = JSONObject([("resourceType", "Bundle"), ("type", .string(type))])
        object["total"] = total.map { .number(JSONNumber($0)) }
        if !links.isEmpty {
            object["link"] = .array(links.map { ["relation": .string($0.relation), "url": .string($0.url)] })
        }
        // FHIR knows no empty list.
        if !entries.isEmpty { object["entry"] = .array(entries) }
        return .object(object)
    }
}
