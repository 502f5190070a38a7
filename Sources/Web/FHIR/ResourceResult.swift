internal import FHIR
internal import Hummingbird

/// What became of an interaction that was done.
struct ResourceResult: Sendable {
    /// The status of the answer.
    var status: HTTPResponse.Status
    /// The resource as it is now; nil where the answer is about none.
    var version: ResourceVersion?
    /// What a search found.
    var bundle: JSONValue?
    /// What the client should know although the interaction was done.
    var issues: [OperationOutcome.Issue] = []

    init(
        _ status: HTTPResponse.Status, _ version: ResourceVersion? = nil, bundle: JSONValue? = nil,
        issues: [OperationOutcome.Issue] = []
    ) {
        (self.status, self.version, self.bundle, self.issues) = (status, version, bundle, issues)
    }
}
