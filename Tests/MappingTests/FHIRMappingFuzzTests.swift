import ClinicalDomain
import FHIR
import Mapping
import Testing

/// 10 000 damaged resources, the same in every run.
struct FHIRMappingFuzzTests {
    private static let samples = [
        """
        {"resourceType":"Observation","id":"1","status":"final","code":{"coding":[{"system":"http://loinc.org",\
        "code":"8867-4"}]},"effectiveDateTime":"2026-06-15T12:00:00+02:00","issued":"2026-06-15T12:00:00Z",\
        "valueQuantity":{"value":96.5,"unit":"/min","system":"http://unitsofmeasure.org","code":"/min"}}
        """,
        """
        {"resourceType":"Observation","id":"2","status":"amended","code":{"coding":[{"system":"http://loinc.org",\
        "code":"85354-9"}]},"effectivePeriod":{"start":"2026-06-14","end":"2026-06-15"},"component":[{"code":\
        {"coding":[{"system":"http://loinc.org","code":"8480-6"}]},"valueQuantity":{"value":120,"code":"mm[Hg]",\
        "system":"http://unitsofmeasure.org"}},{"code":{"coding":[{"system":"http://loinc.org","code":"67775-7"}]},\
        "valueCodeableConcept":{"coding":[{"system":"http://snomed.info/sct","code":"248234008"}],"text":"A"}}]}
        """,
        """
        {"resourceType":"Patient","id":"p","identifier":[{"use":"usual","system":"urn:oid:1.2","value":"4711"}],\
        "birthDate":"1945-03-08","gender":"female","deceasedDateTime":"2026-06-15T01:00:00Z"}
        """,
        """
        {"resourceType":"Encounter","id":"e","status":"finished","class":{"code":"IMP"},"period":{"start":\
        "2026-06-14T08:00:00Z","end":"2026-06-15T10:00:00Z"},"location":[{"location":{"display":"WEST"},"status":\
        "active","physicalType":{"coding":[{"code":"wa"}]},"period":{"start":"2026-06-14T08:00:00Z"}}],\
        "hospitalization":{"dischargeDisposition":{"coding":[{"code":"exp","system":\
        "http://terminology.hl7.org/CodeSystem/discharge-disposition"}]}}}
        """,
    ].map { Array($0.utf8) }

    @Test func `10 000 damaged resources never trap and lose nothing silently`() {
        var mutator = Mutator(
            corpus: Self.samples
                + FHIRExamples.resources.map { $0.json.serialized() }.filter { $0.count < 4_000 },
            interesting: "{}[]\",:0123456789-+.eEZT_/", seed: 11)
        let mapping = FHIRMapping { _ in 3_600 }
        let subject = Delivery.Subject(patient: Patient(identifier: "1"), encounter: Encounter())
        var previous: JSONValue?
        var stored = 0
        for _ in 0..<10_000 {
            guard let json = try? JSONValue(parsing: mutator.next()) else { continue }
            let observation = mapping.observation(json, replacing: previous, subject: subject, message: fhirMessage)
            var deliveries = [observation, mapping.patient(json, message: fhirMessage)]
            deliveries += mapping.encounter(json, replacing: previous, patient: subject.patient, message: fhirMessage)
            deliveries.append(mapping.retraction(of: json, subject: subject, message: fhirMessage))
            for delivery in deliveries { check(delivery) }
            #expect(Set(observation.observations.map(\.key)).count == observation.observations.count)
            stored += observation.observations.count { $0.status != .enteredInError }
            previous = json
        }
        #expect(stored > 500)
    }

    private func check(_ delivery: Delivery) {
        #expect(delivery.message.identity.count == 32)
        if delivery.subject == nil {
            #expect(delivery.observations.isEmpty && delivery.outcomes.isEmpty && !delivery.quarantine.isEmpty)
        }
        #expect(delivery.subject?.patient.identifier.isEmpty != true)
        for entry in delivery.quarantine { #expect(!entry.hint.isEmpty && entry.found.count <= 200) }
        for observation in delivery.observations where observation.status != .enteredInError {
            #expect(
                ChannelTable.standard[observation.key.channel]?.plausibleRange.contains(observation.value) == true)
        }
    }
}
