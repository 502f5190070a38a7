extension CapabilityStatement {
    /// What is offered for one resource type.
    public struct Resource: Hashable, Sendable, Encodable {
        /// What a server does with versions: value set `versioning-policy`.
        public enum Versioning: String, Sendable, Encodable {
            /// Resources have no `meta.versionId`.
            case none = "no-version"
            /// Resources have a `meta.versionId`, and an update may depend on it.
            case versioned
            /// An update must name the version that it replaces.
            case versionedUpdate = "versioned-update"
        }

        /// The resource type.
        public var type: String
        /// Profiles that resources may claim and are checked against; nil for none.
        public var supportedProfile: [String]?
        /// What a client must know beyond the standard.
        public var documentation: String
        /// The interactions.
        public var interaction: [Interaction]
        /// What is done with versions; nil where nothing is said.
        public var versioning: Versioning?
        /// Whether old versions can be read.
        public var readHistory: Bool?
        /// Whether an update may create the resource under an id that the client chose.
        public var updateCreate: Bool?
        /// Whether `If-None-Exist` is understood.
        public var conditionalCreate: Bool?
        /// The search parameters; nil for none, because FHIR knows no empty list.
        public var searchParam: [SearchParameter]?

        /// A resource type with its interactions and search parameters.
        public init(
            type: String, supportedProfile: [String]? = nil, documentation: String, interaction: [Interaction],
            versioning: Versioning? = nil, readHistory: Bool? = nil, updateCreate: Bool? = nil,
            conditionalCreate: Bool? = nil, searchParam: [SearchParameter] = []
        ) {
            (self.type, self.supportedProfile, self.documentation) = (type, supportedProfile, documentation)
            (self.interaction, self.versioning, self.readHistory) = (interaction, versioning, readHistory)
            (self.updateCreate, self.conditionalCreate) = (updateCreate, conditionalCreate)
            self.searchParam = searchParam.isEmpty ? nil : searchParam
        }
    }

    /// One interaction: value set `type-restful-interaction`.
    public struct Interaction: Hashable, Sendable, Encodable {
        /// Its code.
        public let code: String

        /// Reading the latest version.
        public static let read = Interaction(code: "read")
        /// Reading one version.
        public static let versionRead = Interaction(code: "vread")
        /// Replacing a resource, or creating it under a chosen id.
        public static let update = Interaction(code: "update")
        /// Changing parts of a resource.
        public static let patch = Interaction(code: "patch")
        /// Deleting a resource.
        public static let delete = Interaction(code: "delete")
        /// Creating a resource.
        public static let create = Interaction(code: "create")
        /// The versions of one resource.
        public static let instanceHistory = Interaction(code: "history-instance")
        /// Search over one resource type.
        public static let searchType = Interaction(code: "search-type")
    }

    /// One search parameter.
    public struct SearchParameter: Hashable, Sendable, Encodable {
        /// The kinds that are offered: part of value set `search-param-type`.
        public enum Kind: String, Sendable, Encodable {
            /// A number.
            case number
            /// A date or a span of dates.
            case date
            /// The beginning of a text.
            case string
            /// A code or an identifier.
            case token
            /// Another resource.
            case reference
        }

        /// Its name in the query.
        public let name: String
        /// The canonical URL of its definition; nil where the standard defines none.
        public let definition: String?
        /// Its kind.
        public let type: Kind
        /// How it is used.
        public let documentation: String

        /// A search parameter of its parts.
        public init(_ name: String, _ type: Kind, definition: String? = nil, documentation: String) {
            (self.name, self.type) = (name, type)
            (self.definition, self.documentation) = (definition, documentation)
        }

        /// A search parameter of the kind `reference`.
        public static func reference(_ name: String, definition: String, documentation: String) -> SearchParameter {
            SearchParameter(name, .reference, definition: definition, documentation: documentation)
        }
    }
}
