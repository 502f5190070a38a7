import ClinicalDomain
import FHIR
import Foundation
import Store
import Testing

/// Which patient and which stay the values of a resource go to.
@Suite(.timeLimit(.minutes(2)))
struct FHIRSubjectTests {
    @Test func `values go to the identifier of the stored patient`() async throws {
        try await FHIRTestServer.with { server in
            #expect(try await server.send("PUT", "/Patient/p1", person("4711", id: "p1")).status == 201)
            _ = try await server.create(heartRate())
            #expect(try await server.values(of: "urn:hosp:4711").count == 1)
            let listing = try await server.store.patients(PatientFilter(identifier: "urn:hosp:4711"))
            #expect(listing.map(\.patient.sex) == [.female])
        }
    }

    @Test func `values that come before their patient join the patient`() async throws {
        try await FHIRTestServer.with { server in
            _ = try await server.create(heartRate("80", at: "2026-11-23T10:00:00Z"))
            #expect(try await server.values(of: "p1").count == 1)
            #expect(try await server.send("PUT", "/Patient/p1", person("4711", id: "p1")).status == 201)
            _ = try await server.create(heartRate("81", at: "2026-11-23T11:00:00Z"))
            #expect(
                try await server.values(of: "urn:hosp:4711") == [
                    "2026-11-23T10:00:00Z heartRate 80.0", "2026-11-23T11:00:00Z heartRate 81.0",
                ])
        }
    }

    @Test func `a patient whose identifier changes stays one patient`() async throws {
        try await FHIRTestServer.with { server in
            #expect(try await server.send("PUT", "/Patient/p1", person("4711", id: "p1")).status == 201)
            let id = try await server.create(heartRate("80", at: "2026-11-23T10:00:00Z"))
            #expect(try await server.send("PUT", "/Patient/p1", person("4799", id: "p1")).status == 200)
            _ = try await server.create(heartRate("81", at: "2026-11-23T11:00:00Z"))
            #expect(try await server.values(of: "urn:hosp:4799").count == 2)
            // And what was stored under the old identifier can still be withdrawn.
            #expect(try await server.send("DELETE", "/Observation/\(id)").status == 204)
            #expect(try await server.values(of: "urn:hosp:4799") == ["2026-11-23T11:00:00Z heartRate 81.0"])
        }
    }

    @Test func `a business identifier in the reference is enough`() async throws {
        try await FHIRTestServer.with { server in
            _ = try await server.create(
                heartRate().replacing(
                    #"{"reference":"Patient/p1"}"#,
                    with: #"{"type":"Patient","identifier":{"system":"urn:hosp","value":"4711"}}"#))
            #expect(try await server.values(of: "urn:hosp:4711").count == 1)
        }
    }

    @Test func `without a patient the resource is kept and the value quarantined`() async throws {
        try await FHIRTestServer.with { server in
            let answer = try await server.send(
                "POST", "/Observation",
                #"{"resourceType":"Observation","status":"final","code":{"coding":[{"system":"http://loinc.org","code":"8867-4"}]},"effectiveDateTime":"2026-11-23T10:00:00Z","valueQuantity":{"value":80,"system":"http://unitsofmeasure.org","code":"/min"}}"#,
                headers: ["Prefer": "return=OperationOutcome"])
            #expect(answer.status == 201)
            #expect(answer.places == ["Observation.subject"])
            #expect(try await server.store.quarantine().map(\.entry.reason) == [.missingPatient])
        }
    }

    @Test func `values go to the stay of the encounter, also when it comes later`() async throws {
        try await FHIRTestServer.with { server in
            func encounter(_ id: String, _ visit: String) -> String {
                """
                {"resourceType":"Encounter","id":"\(id)","identifier":[{"value":"\(visit)"}],"status":"in-progress",\
                "class":{"code":"IMP"},"subject":{"reference":"Patient/p1"},\
                "period":{"start":"2026-11-23T08:00:00Z"}}
                """
            }
            func value(_ encounter: String) -> String {
                heartRate(extra: #""encounter":{"reference":"Encounter/\#(encounter)"},"#)
            }
            #expect(try await server.send("PUT", "/Encounter/e1", encounter("e1", "V1")).status == 201)
            _ = try await server.create(value("e1"))
            #expect(try await server.values(of: "p1", visit: "V1").count == 1)
            _ = try await server.create(value("e2"))
            #expect(try await server.send("PUT", "/Encounter/e2", encounter("e2", "V2")).status == 201)
            _ = try await server.create(value("e2"))
            #expect(try await server.values(of: "p1", visit: "e2").count == 2)
            #expect(try await server.values(of: "p1", visit: "V2").isEmpty)
        }
    }
}
