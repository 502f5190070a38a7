internal import ClinicalDomain
internal import FHIR
internal import Mapping

/// One resource of a FHIR file → deliveries: checked, mapped, and its references followed.
struct FHIRResourceReader {
    /// As many of the issues of one resource are kept.
    private static let maximumIssues = 5

    let mapping: FHIRMapping
    let references: FHIRReferences

    /// The deliveries of a Patient, Encounter or Observation.
    ///
    /// - Parameters:
    ///   - resource: The resource.
    ///   - message: The text that it was read from.
    ///   - place: Where it stands in the file; empty for a file of one resource.
    func deliveries(of resource: JSONValue, message: Delivery.Message, place: String) -> [Delivery] {
        let type = resource["resourceType"]?.string ?? ""
        let issues = FHIRValidator.issues(resource, expectedType: type)
        var deliveries: [Delivery]
        if issues.isEmpty {
            switch type {
            case "Patient": deliveries = [mapping.patient(resource, message: message)]
            case "Encounter":
                let patient = EncounterResource(resource).subject.flatMap { references.patient($0) }
                deliveries = mapping.encounter(
                    resource, patient: patient.map { Patient(identifier: $0) }, message: message)
            default:
                let subject = references.subject(of: ObservationResource(resource))
                deliveries = [mapping.observation(resource, subject: subject, message: message)]
            }
        } else {
            let entries = issues.prefix(Self.maximumIssues).map { issue in
                QuarantineEntry(
                    reason: .unparseable, place: issue.expression?.first ?? type, found: issue.code.rawValue,
                    hint: issue.diagnostics)
            }
            deliveries = [Delivery(message: message, subject: nil, quarantine: entries)]
        }
        for index in deliveries.indices where !deliveries[index].quarantine.isEmpty {
            if !deliveries[index].message.body.isEmpty {
                deliveries[index].message.body = references.document(of: resource).serialized()
            }
            if place.isEmpty { continue }
            for entry in deliveries[index].quarantine.indices {
                let inner = deliveries[index].quarantine[entry].place
                deliveries[index].quarantine[entry].place = "\(place), \(inner)"
            }
        }
        return deliveries
    }

    /// What is no resource.
    static func refusal(
        _ bytes: [UInt8], place: String, reason: QuarantineEntry.Reason = .unparseable, found: String? = nil,
        hint: String, received: Instant
    ) -> Delivery {
        let entry = QuarantineEntry(
            reason: reason, place: place, found: found ?? String(decoding: bytes.prefix(120), as: UTF8.self),
            hint: hint)
        return Delivery(message: message(bytes, received: received), subject: nil, quarantine: [entry])
    }

    static func message(_ bytes: [UInt8], received: Instant) -> Delivery.Message {
        Delivery.Message(
            format: .fhir, source: "", identity: MessageIdentity.digest(Array("fhir file".utf8), bytes), body: bytes,
            received: received)
    }
}
