public import ClinicalDomain

/// One version of a FHIR resource as it is stored.
public struct FHIRVersion: Hashable, Sendable {
    /// The resource type, such as `Observation`.
    public var type: String
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
    /// The identifier of the patient to whom the values of the current version went; empty when to nobody.
    public var patient: String
    /// The visit number of the stay to which they went; empty when it has none.
    public var visit: String
    /// The place of the resource in the order of creation.
    public var number: Int64
}
