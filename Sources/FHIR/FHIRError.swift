/// What can go wrong between values and FHIR JSON.
public enum FHIRError: Error, Hashable, CustomStringConvertible {
    /// A resource has no JSON form; `reason` begins with the path of the element.
    case unencodable(resourceType: String, reason: String)

    /// What, where, and which rule, without the value itself.
    public var description: String {
        switch self {
        case .unencodable(let resourceType, let reason): "\(resourceType) has no JSON form: \(reason)"
        }
    }
}
