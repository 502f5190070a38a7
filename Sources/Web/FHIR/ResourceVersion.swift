public import ClinicalDomain
internal import FHIR
internal import Hummingbird

/// One version of a resource as it is stored.
public struct ResourceVersion: Hashable, Sendable {
    /// The resource type.
    public var type: ResourceType
    /// The logical id.
    public var id: String
    /// The number of the version, from 1.
    public var version: Int
    /// When the version was made.
    public var updated: Instant
    /// Whether the version says that the resource was deleted.
    public var isDeleted: Bool
    /// The JSON as it is served; empty for a deletion.
    public var body: [UInt8]

    /// A version of its parts.
    public init(
        type: ResourceType, id: String, version: Int, updated: Instant, isDeleted: Bool = false, body: [UInt8] = []
    ) {
        (self.type, self.id, self.version, self.updated) = (type, id, version, updated)
        (self.isDeleted, self.body) = (isDeleted, body)
    }
}

extension ResourceVersion {
    /// `Observation/1`.
    var address: String { "\(type.rawValue)/\(id)" }

    /// `Observation/1/_history/2`.
    var location: String { "\(address)/_history/\(version)" }

    /// `W/"2"`: weak, because the same version may be written in several ways.
    var entityTag: String { "W/\"\(version)\"" }

    /// When it was made, as HTTP writes it (RFC 9110, section 5.6.7).
    var lastModified: String { HTTPDate.text(updated) }

    /// The resource.
    ///
    /// - Throws: ``FHIRFailure`` where the stored bytes are no JSON: the database is damaged.
    func resource() throws -> JSONValue {
        do {
            // What was taken once is served again, whatever the limits are today.
            return try JSONValue(parsing: body)
        } catch {
            throw FHIRFailure(.internalServerError, .exception, "A stored resource cannot be read.")
        }
    }
}
