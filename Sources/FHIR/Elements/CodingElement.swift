/// A code with its system: FHIR R4 `Coding`, read from JSON.
public struct CodingElement: Hashable, Sendable {
    /// The code system as a URI; nil where none is given.
    public var system: String?
    /// The code; nil where none is given.
    public var code: String?
    /// The code's meaning as the system writes it.
    public var display: String?

    /// The coding of a JSON object; parts that are missing or no strings are nil.
    public init(_ json: JSONValue) {
        (system, code, display) = (json["system"]?.string, json["code"]?.string, json["display"]?.string)
    }

    /// The codings of a `CodeableConcept`.
    public static func codings(of concept: JSONValue?) -> [CodingElement] {
        concept?["coding"]?.array.map(CodingElement.init) ?? []
    }

    /// LOINC.
    public static let loinc = "http://loinc.org"
    /// SNOMED CT.
    public static let snomed = "http://snomed.info/sct"
    /// UCUM.
    public static let ucum = "http://unitsofmeasure.org"
    /// ISO/IEEE 11073-10101, the nomenclature of medical devices (MDC).
    public static let deviceNomenclature = "urn:iso:std:iso:11073:10101"
}
