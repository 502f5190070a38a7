internal import ClinicalDomain
internal import FHIR
internal import Mapping

/// Resources: the validator's list is bounded and says where, and what it lets pass is mapped.
enum FHIRFuzz {
    private static let mapping = FHIRMapping { _ in 3_600 }
    private static let subject = Delivery.Subject(patient: Patient(identifier: "1"), encounter: Encounter())

    static func run(_ bytes: [UInt8]) {
        guard let resource = try? JSONValue(parsing: bytes) else { return }
        let issues = FHIRValidator.issues(resource, expectedType: nil)
        claim(issues.count <= FHIRValidator.maximumIssues + 1, "the list of issues is bounded")
        claim(issues.allSatisfy { !$0.diagnostics.isEmpty }, "an issue says what")
        claim(
            issues.allSatisfy { ($0.expression ?? []).joined().utf8.count <= 2 * bytes.count + 100 },
            "an expression is a path into the resource")
        let outcome = OperationOutcome(issues)
        claim((try? JSONValue(parsing: outcome.jsonValue.serialized())) == outcome.jsonValue, "the outcome is JSON")
        // The mapping never traps, not even on what the validator refuses.
        map(resource)
        for entry in resource["entry"]?.array ?? [] { entry["resource"].map(map) }
    }

    private static func map(_ resource: JSONValue) {
        let message = Delivery.Message(
            format: .fhir, source: "fuzz", identity: [UInt8](repeating: 0, count: 32), body: [],
            received: DeliveryCheck.received)
        switch resource["resourceType"]?.string {
        case "Patient":
            DeliveryCheck.check(mapping.patient(resource, message: message))
            _ = (PatientResource(resource).nameParts, PatientResource(resource).birthDate?.milliseconds())
        case "Encounter":
            let patient = Patient(identifier: "1")
            for delivery in mapping.encounter(resource, patient: patient, message: message) {
                DeliveryCheck.check(delivery)
            }
        default:
            let delivery = mapping.observation(resource, subject: subject, message: message)
            DeliveryCheck.check(delivery)
            let keys = mapping.keys(of: resource, received: message.received)
            claim(keys == delivery.observations.map(\.key), "the keys are those of the observations")
            claim(Set(keys).count == keys.count, "each key stands once")
            DeliveryCheck.check(mapping.observation(resource, replacing: resource, subject: subject, message: message))
            DeliveryCheck.check(mapping.retraction(of: resource, subject: subject, message: message))
            let view = ObservationResource(resource)
            _ = (view.categories, view.codes, view.componentCodes, view.subject, view.encounter, view.identifiers)
            let effective = view.effective()
            claim(effective.map { !$0.isEmpty } ?? true, "a time is a span")
        }
    }
}
