/// An Encounter as the server and the mapping read it: a thin view of its JSON.
///
/// Source: HL7 FHIR R4 (4.0.1), <http://hl7.org/fhir/R4/encounter.html>.
public struct EncounterResource: Hashable, Sendable {
    /// One place of the stay.
    public struct Location: Hashable, Sendable {
        /// The place.
        public var location: ReferenceElement
        /// Value set `encounter-location-status`: `planned`, `active`, `reserved`, `completed`.
        public var status: String?
        /// What kind of place it is (code system `location-physical-type`): `bd` bed, `ro` room, `wa` ward.
        public var physicalTypes: [CodingElement]
        /// When the patient was there.
        public var period: PeriodElement?

        init(_ json: JSONValue) {
            location = ReferenceElement(json["location"] ?? .null)
            status = json["status"]?.string
            physicalTypes = CodingElement.codings(of: json["physicalType"])
            period = json["period"].map(PeriodElement.init)
        }
    }

    /// The resource as it arrived.
    public let json: JSONValue

    /// A view of an Encounter that ``FHIRValidator`` has found no error in.
    public init(_ json: JSONValue) { self.json = json }

    /// The logical id, nil before the server gave one.
    public var id: String? { json["id"]?.string }

    /// The business identifiers: search parameter `identifier`.
    public var identifiers: [IdentifierElement] { IdentifierElement.identifiers(of: json) }

    /// Value set `encounter-status`: search parameter `status`.
    public var status: String? { json["status"]?.string }

    /// Inpatient, emergency and so on: search parameter `class`.
    public var `class`: CodingElement? { json["class"].map(CodingElement.init) }

    /// Whom it is about: search parameters `subject` and `patient`.
    public var subject: ReferenceElement? { json["subject"].map(ReferenceElement.init) }

    /// From when to when: search parameter `date`.
    public var period: PeriodElement? { json["period"].map(PeriodElement.init) }

    /// The places in the order given.
    public var locations: [Location] { json["location"]?.array.map(Location.init) ?? [] }

    /// Where the patient went, such as `exp` for expired.
    public var dischargeDispositions: [CodingElement] {
        CodingElement.codings(of: json["hospitalization"]?["dischargeDisposition"])
    }
}
