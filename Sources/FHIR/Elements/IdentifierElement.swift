/// A business identifier: FHIR R4 `Identifier`, read from JSON.
public struct IdentifierElement: Hashable, Sendable {
    /// What it is for (value set `identifier-use`): `usual`, `official`, `temp`, `secondary`, `old`.
    public var use: String?
    /// The name space as a URI.
    public var system: String?
    /// The value, unique in the name space.
    public var value: String?

    /// The identifier of a JSON object; parts that are missing or no strings are nil.
    public init(_ json: JSONValue) {
        (use, system, value) = (json["use"]?.string, json["system"]?.string, json["value"]?.string)
    }

    /// The identifiers in the element `identifier` of a resource.
    public static func identifiers(of resource: JSONValue) -> [IdentifierElement] {
        resource["identifier"]?.array.map(IdentifierElement.init) ?? []
    }
}
