import ClinicalDomain
import FHIR
import Mapping
import Testing

struct FHIRPatientMappingTests {
    private let mapping = FHIRMapping()

    private func map(_ members: String) throws -> Delivery {
        mapping.patient(try resource(#"{"resourceType":"Patient","# + members + "}"), message: fhirMessage)
    }

    @Test(
        arguments: [
            (#""identifier":[{"system":"HOSP","value":"4711"}]"#, "HOSP:4711"),
            (#""identifier":[{"system":"urn:oid:1.2.3","value":"4711"}]"#, "urn:oid:1.2.3:4711"),
            (#""identifier":[{"value":"4711"}],"id":"p1""#, "4711"), (#""id":"p1""#, "p1"),
            (#""identifier":[{"system":"s"},{"value":" "},{"value":"2"}]"#, "2"),
            (#""identifier":[{"use":"old","value":"1"},{"use":"usual","value":"2"}]"#, "2"),
            (#""identifier":[{"use":"old","value":"1"}],"id":"p1""#, "1"),
        ])
    func `a patient is known by the first usable identifier, else by the id`(
        members: String, identifier: String
    ) throws {
        #expect(try map(members).subject?.patient.identifier == identifier)
    }

    @Test func `a patient without identifier and id goes to quarantine`() throws {
        let delivery = try map(#""gender":"female""#)
        #expect(delivery.subject == nil)
        #expect(delivery.quarantine.map(\.reason) == [.missingPatient])
    }

    @Test func `birth date and gender are read, and only the person is updated`() throws {
        let delivery = try map(#""id":"p","gender":"female","birthDate":"1945-03-08""#)
        #expect(
            delivery.subject?.patient
                == Patient(identifier: "p", birthDate: CivilDate(year: 1945, month: 3, day: 8), sex: .female))
        #expect(delivery.stayEvent == .person && delivery.outcomes.isEmpty && delivery.quarantine.isEmpty)
        // A year is not a date of birth here.
        #expect(try map(#""id":"p","birthDate":"1945""#).subject?.patient.birthDate == nil)
        #expect(try map(#""id":"p","gender":"unknown""#).subject?.patient.sex == .unknown)
    }

    @Test(
        arguments: [
            (#""deceasedBoolean":true"#, "2026-06-15T12:30:00Z"), (#""deceasedBoolean":false"#, nil),
            (#""deceasedDateTime":"2026-06-15T03:00:00+02:00""#, "2026-06-15T01:00:00Z"),
            (#""deceasedDateTime":"2026-06-15""#, "2026-06-15T00:00:00Z"),
        ] as [(String, String?)])
    func `death is an outcome`(members: String, time: String?) throws {
        let outcomes = try map(#""id":"p","# + members).outcomes
        #expect(outcomes == (try time.map { [OutcomeEvent(name: "death", at: try instant($0))] } ?? []))
    }

    @Test func `a death in some month goes to quarantine`() throws {
        let delivery = try map(#""id":"p","deceasedDateTime":"2026-06""#)
        #expect(delivery.outcomes.isEmpty)
        #expect(delivery.quarantine.map(\.place) == ["Patient.deceasedDateTime"])
        #expect(delivery.subject != nil)
    }

    @Test func `a Patient that says that it means something else is not read`() throws {
        let delivery = try map(#""id":"p","modifierExtension":[{"url":"http://not","valueBoolean":true}]"#)
        #expect(delivery.subject == nil)
        #expect(delivery.quarantine.map(\.reason) == [.unsupported])
    }
}
