internal import FHIR
internal import Foundation

/// The search `RiskAssessment?subject=Patient/ID`, or `patient=ID`, read from a query.
///
/// Exactly one of `subject` and `patient`, each as `Patient/ID` or `ID`. `_format` may ask for JSON, as many clients
/// do. Everything else is refused: a parameter that is ignored would widen the answer to other patients' data.
struct RiskAssessmentSearch: Equatable {
    /// The patient's identifier as stored.
    let patient: String

    init(query: String) throws(SearchRefusal) {
        var patient: String?
        for pair in query.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = QueryItems.decode(parts[0]),
                let value = QueryItems.decode(parts.count > 1 ? parts[1] : "")
            else {
                throw SearchRefusal(code: .value, diagnostics: "The query is not percent-encoded UTF-8.")
            }
            switch name {
            case "subject", "patient":
                guard patient == nil else {
                    throw SearchRefusal(
                        code: .notSupported, diagnostics: "Give subject or patient, once.", parameter: name)
                }
                patient = try RiskAssessmentSearch.patient(value, parameter: name)
            case "_format":
                guard ["json", "application/json", "application/fhir+json"].contains(value) else {
                    throw SearchRefusal(
                        code: .notSupported, diagnostics: "Only JSON is served: _format=json.", parameter: name)
                }
            default:
                // The name is the client's text: it is not repeated, because it may be a value in the wrong place.
                throw SearchRefusal(
                    code: .notSupported,
                    diagnostics: "Unknown search parameter; known are subject, patient and _format.")
            }
        }
        guard let patient else {
            throw SearchRefusal(
                code: .required, diagnostics: "Give the patient: subject=Patient/ID or patient=ID.",
                parameter: "subject")
        }
        self.patient = patient
    }

    /// The search as it was understood, relative to the service base, percent-encoded.
    var url: String {
        var unreserved = CharacterSet(charactersIn: "-._~/:")
        unreserved.insert(charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")
        let value = "Patient/\(patient)".addingPercentEncoding(withAllowedCharacters: unreserved) ?? ""
        return "RiskAssessment?subject=\(value)"
    }

    private static func patient(_ value: String, parameter: String) throws(SearchRefusal) -> String {
        let identifier = value.hasPrefix("Patient/") ? String(value.dropFirst("Patient/".count)) : value
        guard !identifier.isEmpty else {
            throw SearchRefusal(
                code: .value, diagnostics: "The patient is empty; expected Patient/ID or ID.", parameter: parameter)
        }
        guard !identifier.contains(where: { $0 == "," || $0 == "/" }) else {
            throw SearchRefusal(
                code: .notSupported, diagnostics: "Expected one patient as Patient/ID or ID.", parameter: parameter)
        }
        return identifier
    }
}

/// Why a search is not done.
struct SearchRefusal: Error, Equatable {
    let code: OperationOutcome.Code
    let diagnostics: String
    var parameter: String?

    var outcome: OperationOutcome {
        OperationOutcome(
            .init(code: code, diagnostics: diagnostics, expression: parameter.map { "http.\($0)" }))
    }
}
