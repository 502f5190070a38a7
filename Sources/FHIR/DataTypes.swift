/// A concept in words: `CodeableConcept` without codings, for what no code system names.
public struct CodeableConcept: Hashable, Sendable, Encodable {
    /// The concept as plain text.
    public var text: String

    /// A concept in words.
    public init(text: String) { self.text = text }
}

/// A business identifier.
public struct Identifier: Hashable, Sendable, Encodable {
    /// The identifier itself.
    public var value: String

    /// An identifier without a system, because the sender named none as a URI.
    public init(value: String) { self.value = value }
}

/// A pointer to another resource, by its business identifier and, where the identifier allows it, by its address.
public struct Reference: Hashable, Sendable, Encodable {
    /// `Patient/123`, relative to the service base; nil where the identifier is not a FHIR `id`.
    public var reference: String?
    /// The resource type that is pointed to.
    public var type: String
    /// The business identifier.
    public var identifier: Identifier

    /// A reference by business identifier alone, for a resource that has no address here.
    public init(type: String, identifier: String) {
        (reference, self.type, self.identifier) = (nil, type, Identifier(value: identifier))
    }

    /// A reference that carries the address `type/identifier` as well, where `identifier` is a FHIR `id`
    /// (`[A-Za-z0-9\-\.]{1,64}`): `HOSP:123` is none, so it stays a business identifier.
    public init(type: String, addressedBy identifier: String) {
        self.init(type: type, identifier: identifier)
        if Reference.isResourceID(identifier) { reference = "\(type)/\(identifier)" }
    }

    static func isResourceID(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"): true
                case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."): true
                default: false
                }
            }
    }
}

/// A span of time; both ends are FHIR `dateTime` with a zone and are part of the span.
public struct Period: Hashable, Sendable, Encodable {
    /// When it begins.
    public var start: String
    /// When it ends.
    public var end: String

    /// A span from `start` to `end`.
    public init(start: String, end: String) { (self.start, self.end) = (start, end) }
}
