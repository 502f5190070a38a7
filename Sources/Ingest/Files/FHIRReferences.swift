internal import ClinicalDomain
internal import FHIR
internal import Mapping

/// Whom the references in FHIR files mean: the patients and stays that the files themselves hold.
///
/// It keeps an address and an identifier for each Patient and Encounter and nothing else of them.
public struct FHIRReferences: Sendable {
    private var patients: [String: String] = [:]
    private var stays: [String: (visit: String, patient: String?)] = [:]

    /// References of files that have not been read.
    public init() {}

    /// Keeps who a Patient or Encounter is, under its addresses.
    mutating func learn(_ resource: JSONValue, fullURL: String?) {
        let type = resource["resourceType"]?.string ?? ""
        let addresses = [fullURL, resource["id"]?.string.map { "\(type)/\($0)" }].compactMap { $0 }
        switch type {
        case "Patient":
            guard let identifier = FHIRMapping.patientIdentifier(of: PatientResource(resource)) else { return }
            for address in addresses { patients[address] = identifier }
        case "Encounter":
            let encounter = EncounterResource(resource)
            let stay = (visit: FHIRMapping.visitNumber(of: encounter), patient: encounter.subject.flatMap(patient))
            for address in addresses { stays[address] = stay }
        default: break
        }
    }

    /// The patient that a reference points to; where the file does not hold them, as far as the reference says.
    func patient(_ reference: ReferenceElement) -> String? {
        for address in Self.addresses(reference) {
            if let patient = patients[address] { return patient }
        }
        return FHIRMapping.patientIdentifier(of: reference)
    }

    /// The patient and the stay of an Observation; nil where no patient can be told.
    func subject(of observation: ObservationResource) -> Delivery.Subject? {
        let stay = observation.encounter.flatMap { reference in
            Self.addresses(reference).lazy.compactMap { stays[$0] }.first
        }
        let visit = stay?.visit ?? observation.encounter.map { FHIRMapping.visitNumber(of: $0) } ?? ""
        guard let patient = observation.subject.flatMap(patient) ?? stay?.patient else { return nil }
        return Delivery.Subject(patient: Patient(identifier: patient), encounter: Encounter(visitNumber: visit))
    }

    /// The resource with what its references mean beside it, so that it can be read again by itself.
    ///
    /// A `collection` Bundle of the resource and of a Patient and an Encounter that hold an identifier and no more.
    func document(of resource: JSONValue) -> JSONValue {
        var entries: [JSONValue] = [["resource": resource]]
        for name in ["subject", "encounter"] {
            guard let reference = resource[name].map(ReferenceElement.init), let address = reference.reference else {
                continue
            }
            let known = Self.addresses(reference)
            if let patient = known.lazy.compactMap({ patients[$0] }).first {
                entries.append(Self.stub(address, "Patient", identifier: patient))
            } else if let stay = known.lazy.compactMap({ stays[$0] }).first {
                entries.append(Self.stub(address, "Encounter", identifier: stay.visit, subject: stay.patient))
            }
        }
        return ["resourceType": "Bundle", "type": "collection", "entry": .array(entries)]
    }

    private static func stub(
        _ address: String, _ type: String, identifier: String, subject: String? = nil
    ) -> JSONValue {
        var resource: JSONObject = JSONObject([
            ("resourceType", .string(type)), ("identifier", [["value": .string(identifier)]]),
        ])
        if let subject { resource["subject"] = ["identifier": ["value": .string(subject)]] }
        return ["fullUrl": .string(address), "resource": .object(resource)]
    }

    private static func addresses(_ reference: ReferenceElement) -> [String] {
        [reference.reference, reference.target.map { "\($0.type)/\($0.id)" }].compactMap { $0 }
    }
}
