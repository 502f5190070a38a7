internal import Foundation

/// The media types of a `Content-Type`, `Accept` or `_format`.
enum MediaType {
    /// `application/fhir+json` and `application/json`.
    static let json: Set = ["application/fhir+json", "application/json"]
    /// JSON Merge Patch (RFC 7396).
    static let mergePatch = "application/merge-patch+json"
    /// JSON Patch (RFC 6902).
    static let jsonPatch = "application/json-patch+json"
    /// A form.
    static let form = "application/x-www-form-urlencoded"

    /// The name without parameters, in lower case; empty where there is no header.
    static func name(_ header: String?) -> String {
        (header ?? "").prefix { $0 != ";" }.trimmingCharacters(in: .whitespaces).lowercased()
    }

    /// Whether a client that sends this `Accept` takes FHIR R4 as JSON.
    static func accepts(_ header: String?) -> Bool {
        guard let header, !header.allSatisfy(\.isWhitespace) else { return true }
        return header.split(separator: ",").contains { range in
            let parts = range.split(separator: ";").map { $0.trimmingCharacters(in: .whitespaces).lowercased() }
            guard let name = parts.first,
                json.contains(name) || ["*/*", "application/*", "json", "text/json"].contains(name)
            else { return false }
            return parts.dropFirst().allSatisfy { parameter in
                if parameter.hasPrefix("fhirversion=") {
                    return ["fhirversion=4.0", "fhirversion=\"4.0\""].contains(parameter)
                }
                return !["q=0", "q=0.0", "q=0.00", "q=0.000"].contains(parameter)
            }
        }
    }
}
