/// What a server can do: R4 `CapabilityStatement` of kind `instance`.
///
/// Source: HL7 FHIR R4 (4.0.1), <http://hl7.org/fhir/R4/capabilitystatement.html>.
public struct CapabilityStatement: FHIRResource, Hashable {
    /// The program.
    public struct Software: Hashable, Sendable, Encodable {
        /// Its name.
        public let name: String
        /// Its version.
        public let version: String
    }

    /// The running instance, which the kind `instance` must describe (invariant `cpb-15`).
    public struct Implementation: Hashable, Sendable, Encodable {
        /// What it is, in words.
        public let description: String
    }

    /// What is offered over REST.
    public struct Rest: Hashable, Sendable, Encodable {
        /// `server`.
        public let mode = "server"
        /// The resource types.
        public let resource: [Resource]
    }

    /// What is offered for one resource type.
    public struct Resource: Hashable, Sendable, Encodable {
        /// The resource type.
        public var type: String
        /// What a client must know beyond the standard.
        public var documentation: String
        /// The interactions.
        public var interaction: [Interaction]
        /// The search parameters.
        public var searchParam: [SearchParameter]

        /// A resource type with its interactions and search parameters.
        public init(
            type: String, documentation: String, interaction: [Interaction], searchParam: [SearchParameter]
        ) {
            (self.type, self.documentation) = (type, documentation)
            (self.interaction, self.searchParam) = (interaction, searchParam)
        }
    }

    /// One interaction: value set `type-restful-interaction`.
    public struct Interaction: Hashable, Sendable, Encodable {
        /// Its code.
        public let code: String

        /// Search over one resource type.
        public static let searchType = Interaction(code: "search-type")
    }

    /// One search parameter.
    public struct SearchParameter: Hashable, Sendable, Encodable {
        /// Its name in the query.
        public let name: String
        /// The canonical URL of its definition.
        public let definition: String
        /// Its kind: value set `search-param-type`.
        public let type: String
        /// How it is used.
        public let documentation: String

        /// A search parameter of the kind `reference`.
        public static func reference(_ name: String, definition: String, documentation: String) -> SearchParameter {
            SearchParameter(name: name, definition: definition, type: "reference", documentation: documentation)
        }
    }

    /// `CapabilityStatement`.
    public let resourceType = "CapabilityStatement"
    /// `active`.
    public let status = "active"
    /// When the content last changed, a FHIR `dateTime`.
    public let date: String
    /// `instance`.
    public let kind = "instance"
    /// The program.
    public let software: Software
    /// The running instance.
    public let implementation: Implementation
    /// `4.0.1`.
    public let fhirVersion = "4.0.1"
    /// The formats: JSON only.
    public let format = ["json", "application/fhir+json"]
    /// The REST interface.
    public let rest: [Rest]

    /// The statement of a server.
    ///
    /// - Parameters:
    ///   - date: When the content last changed, a FHIR `dateTime`.
    ///   - software: Name of the program.
    ///   - version: Version of the program.
    ///   - description: What the instance is, in words.
    ///   - resources: What is offered, at least one resource type.
    public init(date: String, software: String, version: String, description: String, resources: [Resource]) {
        self.date = date
        self.software = Software(name: software, version: version)
        implementation = Implementation(description: description)
        rest = [Rest(resource: resources)]
    }
}
