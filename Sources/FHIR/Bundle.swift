/// The answer to a search: R4 `Bundle` of type `searchset`.
///
/// Source: HL7 FHIR R4 (4.0.1), <http://hl7.org/fhir/R4/bundle.html>, <http://hl7.org/fhir/R4/search.html>.
public struct Bundle<Resource: FHIRResource>: FHIRResource {
    /// A link of the answer.
    public struct Link: Hashable, Sendable, Encodable {
        /// What the link is to the answer.
        public let relation: String
        /// Where it leads.
        public let url: String
    }

    /// One match.
    public struct Entry: Sendable, Encodable {
        /// Why the resource is in the answer.
        public struct Search: Hashable, Sendable, Encodable {
            /// `match`: because it was searched for.
            public let mode = "match"
        }

        /// The identity of the resource: its address, or `urn:uuid:` for one that has none.
        public var fullUrl: String
        /// The resource.
        public var resource: Resource
        /// Why it is in the answer.
        public let search = Search()

        /// A match.
        public init(fullUrl: String, resource: Resource) {
            (self.fullUrl, self.resource) = (fullUrl, resource)
        }
    }

    /// `Bundle`.
    public let resourceType = "Bundle"
    /// `searchset`.
    public let type = "searchset"
    /// How many resources matched.
    public let total: Int
    /// The link `self`: the search as the server understood it.
    public let link: [Link]
    /// The matches; nil when there are none, because FHIR knows no empty list.
    public let entry: [Entry]?

    /// The complete answer to a search on one page.
    ///
    /// - Parameters:
    ///   - url: The search as the server understood it, relative to the service base.
    ///   - entries: The matches.
    public init(searchset url: String, entries: [Entry]) {
        total = entries.count
        link = [Link(relation: "self", url: url)]
        entry = entries.isEmpty ? nil : entries
    }
}
