internal import ClinicalDomain
internal import FHIR
internal import Foundation
internal import Hummingbird

/// On what a client makes an interaction depend.
struct Preconditions: Hashable {
    /// `If-Match`: the version that is to be changed, as an entity tag.
    var ifMatch: String?
    /// `If-None-Match`: the version that the client has.
    var ifNoneMatch: String?
    /// `If-Modified-Since`: when the client got its copy, in HTTP or FHIR form.
    var ifModifiedSince: String?
    /// `If-None-Exist`: a search that must find nothing for a resource to be made.
    var ifNoneExist: String?

    /// Whether the client already has a version, so that it need not be sent.
    func holds(_ version: ResourceVersion) -> Bool {
        if let ifNoneMatch {
            return ifNoneMatch == "*" || Self.tags(ifNoneMatch).contains(String(version.version))
        }
        guard let text = ifModifiedSince,
            let since = Instant(iso8601: text) ?? HTTPDate.instant(text)
        else { return false }
        // HTTP has whole seconds.
        return version.updated.millisecondsSince1970 / 1000 <= since.millisecondsSince1970 / 1000
    }

    /// Checks `If-Match` before a change.
    ///
    /// - Throws: ``FHIRFailure`` 412 where another version is the current one, or there is none.
    func checkChange(of current: ResourceVersion?) throws {
        guard let ifMatch else { return }
        guard let current, !current.isDeleted,
            ifMatch == "*" || Self.tags(ifMatch).contains(String(current.version))
        else {
            throw FHIRFailure(
                .preconditionFailed, .conflict,
                "The version that was to be changed is not the current one; read it again.", at: "http.If-Match")
        }
    }

    /// The versions in `W/"1", "2"`.
    private static func tags(_ header: String) -> [String] {
        header.split(separator: ",").map { tag in
            let trimmed = tag.trimmingCharacters(in: .whitespaces)
            let opaque = trimmed.hasPrefix("W/") ? trimmed.dropFirst(2) : trimmed[...]
            return opaque.trimmingCharacters(in: CharacterSet(charactersIn: "\""))
        }
    }
}
