internal import Foundation

/// What a client prefers (RFC 7240): `Prefer: return=minimal; handling=lenient`.
///
/// Source: HL7 FHIR R4 (4.0.1), <http://hl7.org/fhir/R4/http.html#ops>.
struct Preferences {
    /// What the answer to a change holds.
    enum Return: String {
        /// Nothing.
        case minimal
        /// The resource.
        case representation
        /// What was noticed.
        case operationOutcome = "OperationOutcome"
    }

    /// What the answer to a change holds; nil when the client does not say.
    private(set) var `return`: Return?
    /// Whether unknown search parameters are left out instead of refused.
    private(set) var isLenient = false

    init(_ header: String?) {
        for part in (header ?? "").split(whereSeparator: { $0 == "," || $0 == ";" }) {
            let preference = part.trimmingCharacters(in: .whitespaces)
            if preference == "handling=lenient" { isLenient = true }
            if preference.hasPrefix("return=") {
                `return` = `return` ?? Return(rawValue: String(preference.dropFirst("return=".count)))
            }
        }
    }
}
