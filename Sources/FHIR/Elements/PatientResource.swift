/// A Patient as the server and the mapping read it: a thin view of its JSON.
///
/// Source: HL7 FHIR R4 (4.0.1), <http://hl7.org/fhir/R4/patient.html>.
public struct PatientResource: Hashable, Sendable {
    /// The resource as it arrived.
    public let json: JSONValue

    /// A view of a Patient that ``FHIRValidator`` has found no error in.
    public init(_ json: JSONValue) { self.json = json }

    /// The logical id, nil before the server gave one.
    public var id: String? { json["id"]?.string }

    /// The business identifiers: search parameter `identifier`.
    public var identifiers: [IdentifierElement] { IdentifierElement.identifiers(of: json) }

    /// Date of birth, as precise as it is known: search parameter `birthdate`.
    public var birthDate: FHIRDateTime? { json["birthDate"]?.string.flatMap(FHIRDateTime.init(_:)) }

    /// Value set `administrative-gender`: search parameter `gender`.
    public var gender: String? { json["gender"]?.string }

    /// Family names: search parameter `family`.
    public var familyNames: [String] { json["name"]?.array.compactMap { $0["family"]?.string } ?? [] }

    /// All parts of all names and their texts: search parameter `name`.
    public var nameParts: [String] {
        let names = json["name"]?.array ?? []
        return names.flatMap { name in
            [name["family"]?.string, name["text"]?.string].compactMap { $0 }
                + ["prefix", "given", "suffix"].flatMap { name[$0]?.array.compactMap(\.string) ?? [] }
        }
    }
}
