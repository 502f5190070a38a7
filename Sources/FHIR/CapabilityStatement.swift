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

    /// The running instance, which the kind `instance` must describe (invariant `cpb-14`).
    public struct Implementation: Hashable, Sendable, Encodable {
        /// What it is, in words.
        public let description: String
    }

    /// What is offered over REST.
    public struct Rest: Hashable, Sendable, Encodable {
        /// `server`.
        public let mode = "server"
        /// How the server knows its clients; nil where it asks for nothing.
        public let security: Security?
        /// The resource types.
        public let resource: [Resource]
        /// What is offered for the whole server; nil for nothing, because FHIR knows no empty list.
        public let interaction: [SystemInteraction]?
    }

    /// How the server knows its clients.
    public struct Security: Hashable, Sendable, Encodable {
        /// Whether browsers of other origins may read the answers.
        public let cors: Bool?
        /// What a client must send, in words.
        public let description: String

        /// Security in words.
        public init(cors: Bool? = nil, description: String) { (self.cors, self.description) = (cors, description) }
    }

    /// One interaction with the whole server: value set `system-restful-interaction`.
    public struct SystemInteraction: Hashable, Sendable, Encodable {
        /// Its code.
        public let code: String

        /// Several independent requests in one Bundle.
        public static let batch = SystemInteraction(code: "batch")
        /// Several requests in one Bundle, all done or none.
        public static let transaction = SystemInteraction(code: "transaction")
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
    ///   - interactions: What is offered for the whole server.
    ///   - security: How the server knows its clients.
    public init(
        date: String, software: String, version: String, description: String, resources: [Resource],
        interactions: [SystemInteraction] = [], security: Security? = nil
    ) {
        self.date = date
        self.software = Software(name: software, version: version)
        implementation = Implementation(description: description)
        rest = [
            Rest(
                security: security, resource: resources, interaction: interactions.isEmpty ? nil : interactions)
        ]
    }
}
