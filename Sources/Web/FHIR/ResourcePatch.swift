internal import FHIR
internal import Hummingbird

/// A change of a resource: JSON Merge Patch (RFC 7396) or JSON Patch (RFC 6902).
enum ResourcePatch {
    /// The members that change; null removes one.
    case merge(JSONValue)
    /// Operations in their order, all of them or none.
    case operations([JSONValue])

    /// The resource after the change.
    ///
    /// - Throws: ``FHIRFailure`` 422 for an operation that cannot be done.
    func applied(to resource: JSONValue) throws -> JSONValue {
        switch self {
        case .merge(let patch): return Self.merged(resource, patch)
        case .operations(let operations):
            var result = resource
            for (index, operation) in operations.enumerated() {
                do {
                    try PatchOperation(operation).apply(to: &result)
                } catch {
                    throw FHIRFailure(
                        .unprocessableContent, .processing, "Operation \(index) of the patch: \(error.text)")
                }
            }
            return result
        }
    }

    private static func merged(_ target: JSONValue, _ patch: JSONValue) -> JSONValue {
        guard let changes = patch.object else { return patch }
        var result = target.object ?? JSONObject()
        for change in changes.members {
            result[change.name] = change.value == .null ? nil : merged(result[change.name] ?? .null, change.value)
        }
        return .object(result)
    }
}
