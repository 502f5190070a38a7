import ClinicalDomain
import FHIR
import Mapping
import Testing

/// HL7's own examples, reviewed by hand.
@Suite(.enabled(if: !FHIRExamples.resources.isEmpty))
struct FHIRMappingOracleTests {
    /// What each example yields: results as `code value`, then reasons and places of what is quarantined.
    private static let expected: [String: [String]] = [
        // A group without a value of its own.
        "r4-Observation-bgpanel": [],
        // Cancelled: no value.
        "r4-Observation-blood-pressure-cancel": [], "r4-Observation-unsat": [],
        "r4-Observation-blood-pressure": ["8480-6 107.0", "8462-4 60.0"],
        // Known and not taken.
        "r4-Observation-bmi": [],
        "r4-Observation-body-length": ["8302-2 25.0"],
        "r4-Observation-body-temperature": ["8310-5 36.5"],
        // The first two components are waveforms, which are not for us; the third is not known.
        "r4-Observation-ekg": ["unknown-code Observation.component[2].code"],
        // 185 pounds.
        "r4-Observation-example": ["29463-7 83.91458845000001"],
        // No effective time.
        "r4-Observation-f202": ["invalid-time Observation.effectiveDateTime"],
        "r4-Observation-f203": ["invalid-time Observation.effectiveDateTime"],
        // The parts of the score are known and not taken.
        "r4-Observation-glasgow": ["9269-2 13.0"],
        "r4-Observation-head-circumference": ["unknown-code Observation.code"],
        "r4-Observation-mbp": ["8478-0 80.0"],
        "r4-Observation-respiratory-rate": ["9279-1 26.0"],
        "r4-Observation-trachcare": ["unknown-code Observation.code"],
        "uscore-blood-pressure": ["8480-6 109.0", "8462-4 44.0"],
        "uscore-bp-data-absent": ["8480-6 109.0"],
        "uscore-capillary-refill-time-nail-bed": ["unknown-code Observation.code"],
        "uscore-heart-rate-rhythm": ["unknown-code Observation.code"],
        "uscore-heart-rate": ["8867-4 44.0"],
        "uscore-observation-satO2-fiO2": ["2708-6 95.0", "3151-8 6.0"],
        "uscore-respiratory-rate": ["9279-1 26.0"],
        "uscore-weight": ["29463-7 20.09414"],
    ]

    @Test func `every Observation yields what a reader finds in it`() throws {
        let subject = Delivery.Subject(patient: Patient(identifier: "1"), encounter: Encounter())
        for (name, json) in FHIRExamples.resources where json["resourceType"] == "Observation" {
            let delivery = FHIRMapping().observation(json, subject: subject, message: fhirMessage)
            let found =
                delivery.observations.map { "\($0.code) \($0.value)" }
                + delivery.quarantine.map { "\($0.reason.rawValue) \($0.place)" }
            #expect(found == Self.expected[name], "\(name)")
            #expect(delivery.observations.allSatisfy { $0.key.order == json["id"]?.string })
        }
    }

    @Test func `every Patient is known by what identifies it`() {
        let expected = [
            "r4-Patient-example": "urn:oid:1.2.36.146.595.217.0.1:12345",
            "r4-Patient-f001": "urn:oid:2.16.840.1.113883.2.4.6.3:738472983",
            "r4-Patient-newborn": "newborn",
            "r4-Patient-pat1": "urn:oid:0.1.2.3.4.5.6.7:654321",
            "uscore-patient-example": "http://example.org/patient/identifiers:1032702",
        ]
        for (name, json) in FHIRExamples.resources where json["resourceType"] == "Patient" {
            let delivery = FHIRMapping().patient(json, message: fhirMessage)
            #expect(delivery.subject?.patient.identifier == expected[name], "\(name)")
            #expect(delivery.quarantine.isEmpty, "\(name)")
        }
    }

    @Test func `an emergency admission goes through its places`() throws {
        let json = try FHIRExamples.example("r4-Encounter-emerg")
        let deliveries = FHIRMapping().encounter(json, patient: Patient(identifier: "1"), message: fhirMessage)
        #expect(deliveries.map(\.stayEvent) == [.admit, .transfer, .transfer])
        #expect(
            deliveries.compactMap(\.subject?.encounter.unit)
                == ["Emergency Waiting Room", "Emergency", "Ward 1, Room 42, Bed 1"])
        #expect(deliveries.last?.eventTime == (try instant("2017-02-01T09:27:00+10:00")))
        #expect(deliveries.first?.subject?.encounter.admitted == (try instant("2017-02-01T07:15:00+10:00")))
        #expect(deliveries.allSatisfy { $0.subject?.encounter.discharged == nil })
    }
}
