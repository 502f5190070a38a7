import FHIR
import Testing

struct FHIRElementTests {
    @Test(
        arguments: [
            ("Patient/1", "Patient", "1", nil), ("Patient/a-B.9/_history/2", "Patient", "a-B.9", nil),
            ("http://h/fhir/Patient/1", "Patient", "1", "http://h/fhir"),
            ("https://h:1/Patient/1/_history/2", "Patient", "1", "https://h:1"),
        ] as [(String, String, String, String?)])
    func `an address has type and id, and a base when it is absolute`(
        text: String, type: String, id: String, base: String?
    ) {
        let reference = ReferenceElement(["reference": .string(text)])
        #expect(reference.target?.type == type)
        #expect(reference.target?.id == id)
        #expect(reference.base == base)
    }

    @Test(
        arguments: [
            "", "#p1", "urn:uuid:187e0c12-8dd2-67e2-99b2-bf273c878281", "1", "Patient/", "/1", "patient/1",
            "Patient/a_b", "Patient?identifier=x|1", "Patient/1/", "_history/2",
        ])
    func `what is no address has no target`(text: String) {
        #expect(ReferenceElement(["reference": .string(text)]).target == nil)
    }

    @Test func `an Observation gives its search values`() throws {
        let json = try JSONValue(
            parsing: Array(
                """
                {"resourceType":"Observation","id":"1","status":"final",
                 "identifier":[{"system":"s","value":"v","use":"official"}],
                 "category":[{"coding":[{"system":"c","code":"vital-signs"}]},{"coding":[{"code":"x"}]}],
                 "code":{"coding":[{"system":"http://loinc.org","code":"85354-9"},{"code":"bp"}]},
                 "subject":{"reference":"Patient/1"},"encounter":{"identifier":{"value":"V1"}},
                 "effectivePeriod":{"start":"2026-06-15","end":"2026-06-16"},
                 "component":[{"code":{"coding":[{"code":"8480-6"}]}},{"code":{"text":"only text"}}]}
                """.utf8))
        let observation = ObservationResource(json)
        #expect(observation.id == "1" && observation.status == "final")
        #expect(observation.identifiers.map(\.value) == ["v"] && observation.identifiers.first?.use == "official")
        #expect(observation.categories.map(\.code) == ["vital-signs", "x"])
        #expect(observation.codes.map(\.code) == ["85354-9", "bp"])
        #expect(observation.codes.map(\.system) == ["http://loinc.org", nil])
        #expect(observation.componentCodes.map(\.code) == ["8480-6"])
        #expect(observation.subject?.target?.id == "1")
        #expect(observation.encounter?.identifier?.value == "V1")
        #expect(observation.effective() == 1_781_481_600_000..<1_781_654_400_000)
    }

    @Test(
        arguments: [
            (#"{"effectiveDateTime":"2026-06-15"}"#, 1_781_481_600_000..<1_781_568_000_000),
            (#"{"effectiveInstant":"2026-06-15T12:30:00Z"}"#, 1_781_526_600_000..<1_781_526_601_000),
            (#"{"effectivePeriod":{"start":"2026-06-15"}}"#, 1_781_481_600_000..<Int64.max),
            (#"{"effectivePeriod":{"end":"2026-06-15"}}"#, Int64.min..<1_781_568_000_000),
            (#"{"effectivePeriod":{"start":"2026-06-15","end":"2026"}}"#, 1_781_481_600_000..<1_798_761_600_000),
            (#"{"effectivePeriod":{"start":"2026-06-15","end":"2020"}}"#, 1_781_481_600_000..<1_781_481_600_001),
            (#"{"effectivePeriod":{}}"#, nil), (#"{"effectiveTiming":{}}"#, nil), ("{}", nil),
        ] as [(String, Range<Int64>?)])
    func `the date of an Observation is a span`(text: String, span: Range<Int64>?) throws {
        let json = try JSONValue(parsing: Array(text.utf8))
        #expect(ObservationResource(json).effective() == span)
    }

    @Test(.enabled(if: Oracles.isAvailable))
    func `a Patient and an Encounter give their search values`() throws {
        let patient = PatientResource(try Oracles.example("r4-Patient-example"))
        #expect(patient.identifiers.map(\.value) == ["12345"] && patient.gender == "male")
        #expect(patient.birthDate?.precision == .day)
        #expect(patient.familyNames == ["Chalmers", "Windsor"])
        #expect(patient.nameParts.contains("Jim"))
        let encounter = EncounterResource(try Oracles.example("r4-Encounter-emerg"))
        #expect(encounter.status == "in-progress" && encounter.class?.code == "IMP")
        #expect(encounter.locations.count == 5)
        #expect(encounter.locations.last?.location.display == "Ward 1, Room 42, Bed 1")
        #expect(encounter.locations.last?.period?.end == nil)
        #expect(encounter.period?.start != nil && encounter.period?.end == nil)
        #expect(encounter.subject?.target?.id == "example")
    }
}
