internal import FHIR
internal import Hummingbird

/// Why an interaction was not done: a status and what the client is told.
struct FHIRFailure: Error {
    var status: HTTPResponse.Status
    var issues: [OperationOutcome.Issue]
    var headers = HTTPFields()

    init(_ status: HTTPResponse.Status, _ issues: [OperationOutcome.Issue]) {
        (self.status, self.issues) = (status, issues)
    }

    init(
        _ status: HTTPResponse.Status, _ code: OperationOutcome.Code, _ diagnostics: String,
        at expression: String? = nil
    ) {
        self.init(status, [OperationOutcome.Issue(code: code, diagnostics: diagnostics, expression: expression)])
    }

    /// The same with paths below an entry of a Bundle.
    func within(entry index: Int) -> FHIRFailure {
        var failure = self
        failure.issues = issues.map { issue in
            var issue = issue
            issue.diagnostics = "Entry \(index): \(issue.diagnostics)"
            issue.expression = [Self.path(issue.expression?.first ?? "", within: "Bundle.entry[\(index)]")]
            return issue
        }
        return failure
    }

    private static func path(_ path: String, within entry: String) -> String {
        if path.hasPrefix("Bundle.") { return path }
        if path.hasPrefix("http.") { return "\(entry).request" }
        // What leads is the type of the resource.
        return path.isEmpty ? entry : "\(entry).resource\(path.drop { $0 != "." })"
    }

    /// The address names a type that is not served.
    static let unknownType = FHIRFailure(
        .notFound, .notSupported,
        "There are no resources of this type here; there are Observation, Patient, Encounter and RiskAssessment.")

    /// The address names a resource that never was.
    static let notFound = FHIRFailure(.notFound, .notFound, "There is no such resource.")
}
