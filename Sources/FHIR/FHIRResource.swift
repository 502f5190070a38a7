internal import Foundation

/// A FHIR R4 (4.0.1) resource that has a JSON form.
///
/// The stored properties of a resource and of its parts are the elements of its StructureDefinition under their own
/// names; an optional that is nil and an empty list are absent from the JSON, as the standard demands.
public protocol FHIRResource: Encodable, Sendable {
    /// The name of the resource type, which is the `resourceType` member of the JSON.
    var resourceType: String { get }
}

extension FHIRResource {
    /// The JSON form in UTF-8, with the members in alphabetical order, so that equal resources give equal bytes.
    ///
    /// - Throws: ``FHIRError/unencodable(resourceType:reason:)`` for a number that JSON cannot carry.
    public func json() throws(FHIRError) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            return Array(try encoder.encode(self))
        } catch EncodingError.invalidValue(_, let context) {
            let path = context.codingPath.map { $0.intValue.map { "[\($0)]" } ?? ".\($0.stringValue)" }.joined()
            throw .unencodable(resourceType: resourceType, reason: "\(path): \(context.debugDescription)")
        } catch {
            throw .unencodable(resourceType: resourceType, reason: "\(type(of: error))")
        }
    }
}
