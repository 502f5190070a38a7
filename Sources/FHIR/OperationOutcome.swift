/// What went wrong, told to a FHIR client: R4 `OperationOutcome`.
///
/// Source: HL7 FHIR R4 (4.0.1), <http://hl7.org/fhir/R4/operationoutcome.html>.
public struct OperationOutcome: FHIRResource, Hashable {
    /// How bad an issue is: value set `issue-severity`.
    public enum Severity: String, Sendable, Encodable {
        /// The request failed because of it.
        case error
        /// The request was done, but something should be looked at.
        case warning
        /// Nothing is wrong.
        case information
    }

    /// The kind of an issue: the codes of the value set `issue-type` that this server gives.
    public enum Code: String, Sendable, Encodable {
        /// The content is not of the form that it must have: an unknown element, a wrong kind of JSON value.
        case structure
        /// An element or parameter that is needed is missing.
        case required
        /// A value is not what the element or parameter takes.
        case value
        /// A rule of the standard about several elements does not hold.
        case invariant
        /// A code is not in the value set that the element is bound to.
        case codeInvalid = "code-invalid"
        /// The server does not do this.
        case notSupported = "not-supported"
        /// There is nothing at this address.
        case notFound = "not-found"
        /// There was something at this address; it was deleted.
        case deleted
        /// There is one already.
        case duplicate
        /// A condition that must select one resource selects several.
        case multipleMatches = "multiple-matches"
        /// The version that was to be changed is no longer the latest.
        case conflict
        /// The content is larger than the server takes.
        case tooLong = "too-long"
        /// The request would take too much work.
        case tooCostly = "too-costly"
        /// The client must say who it is.
        case login
        /// The client may not do this.
        case forbidden
        /// The content is well-formed, but a rule of this server forbids it.
        case businessRule = "business-rule"
        /// The content could not be processed.
        case processing
        /// For the reader only.
        case informational
        /// The server failed.
        case exception
    }

    /// One thing that went wrong.
    public struct Issue: Hashable, Sendable, Encodable {
        /// How bad it is.
        public var severity: Severity
        /// What kind it is.
        public var code: Code
        /// What, where, and what to do, for a person; nothing from the patient's record.
        public var diagnostics: String
        /// The FHIRPath of the element, or `http.` and the name of the parameter; nil where there is no such place.
        public var expression: [String]?

        /// An issue at one place or none.
        public init(severity: Severity = .error, code: Code, diagnostics: String, expression: String? = nil) {
            (self.severity, self.code, self.diagnostics) = (severity, code, diagnostics)
            self.expression = expression.map { [$0] }
        }
    }

    /// `OperationOutcome`.
    public let resourceType = "OperationOutcome"
    /// What went wrong, at least one issue.
    public var issue: [Issue]

    /// An outcome of one issue.
    public init(_ issue: Issue) { self.issue = [issue] }

    /// An outcome of several issues; FHIR wants at least one, so none becomes one that says that all is well.
    public init(_ issues: [Issue]) {
        issue =
            issues.isEmpty
            ? [Issue(severity: .information, code: .informational, diagnostics: "All is well.")] : issues
    }
}
