/// What went wrong, told to a FHIR client: R4 `OperationOutcome`.
///
/// Source: HL7 FHIR R4 (4.0.1), <http://hl7.org/fhir/R4/operationoutcome.html>.
public struct OperationOutcome: FHIRResource, Hashable {
    /// How bad an issue is: value set `issue-severity`.
    public enum Severity: String, Sendable, Encodable {
        /// The request failed because of it.
        case error
    }

    /// The kind of an issue: the codes of the value set `issue-type` that this server gives.
    public enum Code: String, Sendable, Encodable {
        /// A parameter that the request needs is missing.
        case required
        /// A value is not what the element or parameter takes.
        case value
        /// The server does not do this.
        case notSupported = "not-supported"
        /// There is nothing at this address.
        case notFound = "not-found"
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
}
