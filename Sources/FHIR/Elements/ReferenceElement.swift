/// A pointer to another resource: FHIR R4 `Reference`, read from JSON.
public struct ReferenceElement: Hashable, Sendable {
    /// The address: relative (`Patient/1`), absolute, `urn:uuid:` in a Bundle, or `#id` of a contained resource.
    public var reference: String?
    /// The resource type that is pointed to, where it is said.
    public var type: String?
    /// The business identifier, where the resource is known by it.
    public var identifier: IdentifierElement?
    /// The resource in words.
    public var display: String?

    /// The reference of a JSON object; parts that are missing or of another kind are nil.
    public init(_ json: JSONValue) {
        (reference, type) = (json["reference"]?.string, json["type"]?.string)
        (identifier, display) = (json["identifier"].map(IdentifierElement.init), json["display"]?.string)
    }

    /// The resource type and id of a literal address, without `_history`; nil for `urn:`, `#id` and what is none.
    ///
    /// `http://server/fhir/Patient/1/_history/2` gives `Patient` and `1`.
    public var target: (type: String, id: String)? { address.map { ($0.type, $0.id) } }

    /// The service base of an absolute address, such as `http://server/fhir`; nil for a relative one.
    public var base: String? { address.flatMap { $0.base.isEmpty ? nil : $0.base } }

    private var address: (base: String, type: String, id: String)? {
        guard let reference, !reference.hasPrefix("#"), !reference.hasPrefix("urn:") else { return nil }
        var parts = reference.split(separator: "/", omittingEmptySubsequences: false)
        if let history = parts.firstIndex(of: "_history") { parts.removeSubrange(history...) }
        guard let id = parts.popLast(), let type = parts.popLast(), Reference.isResourceID(String(id)),
            let first = type.utf8.first, (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(first),
            ElementPath.isName(String(type))
        else { return nil }
        return (parts.joined(separator: "/"), String(type), String(id))
    }
}
