import ClinicalDomain
import FHIR
import Foundation
import Store
import Testing

/// Batches and transactions over real sockets and a real database.
@Suite(.timeLimit(.minutes(2)))
struct FHIRBundleTests {
    private func bundle(_ type: String, _ entries: [String]) -> String {
        #"{"resourceType":"Bundle","type":"\#(type)","entry":[\#(entries.joined(separator: ","))]}"#
    }

    private func entry(
        _ method: String, _ url: String, _ resource: String? = nil, fullURL: String? = nil, extra: String = ""
    )
        -> String
    {
        let start = fullURL.map { #""fullUrl":"\#($0)","# } ?? ""
        let content = resource.map { #""resource":\#($0),"# } ?? ""
        return #"{\#(start)\#(content)"request":{"method":"\#(method)","url":"\#(url)"\#(extra)}}"#
    }

    private static let uuid = "urn:uuid:61ebe359-bfdc-4613-8bf2-c5e300945f0a"

    private func statuses(_ answer: FHIRTestAnswer) -> [String] {
        answer.json["entry"]?.array.compactMap { $0["response"]?["status"]?.string } ?? []
    }

    @Test func `a transaction ties its resources together, whatever their order`() async throws {
        try await FHIRTestServer.with { server in
            let observation = heartRate(extra: #""encounter":{"reference":"urn:uuid:e"},"#)
                .replacing("Patient/p1", with: Self.uuid)
            let encounter = """
                {"resourceType":"Encounter","identifier":[{"value":"V1"}],"status":"in-progress",\
                "class":{"code":"IMP"},"subject":{"reference":"\(Self.uuid)"},\
                "period":{"start":"2026-11-23T08:00:00Z"}}
                """
            let answer = try await server.send(
                "POST", "",
                bundle(
                    "transaction",
                    [
                        entry("GET", "Observation?code=8867-4"),
                        entry("POST", "Observation", observation, fullURL: "urn:uuid:o"),
                        entry("POST", "Encounter", encounter, fullURL: "urn:uuid:e"),
                        entry(
                            "POST", "Patient", person("4711"), fullURL: Self.uuid,
                            extra: #","ifNoneExist":"identifier=urn:hosp|4711""#),
                    ]))
            #expect(answer.status == 200, "\(answer.body)")
            #expect(answer.json["type"]?.string == "transaction-response")
            #expect(statuses(answer) == ["200 OK", "201 Created", "201 Created", "201 Created"])
            let found = try #require(answer.json["entry"]?[0]?["resource"]?["entry"]?[0]?["resource"])
            let patient = try #require(found["subject"]?["reference"]?.string)
            #expect(answer.json["entry"]?[3]?["response"]?["location"]?.string == "\(patient)/_history/1")
            #expect(try await server.send("GET", "/\(patient)").status == 200)
            #expect(
                try await server.values(of: "urn:hosp:4711", visit: "V1") == ["2026-11-23T10:00:00Z heartRate 88.0"])
        }
    }

    @Test func `a transaction that fails stores nothing and names the entry`() async throws {
        try await FHIRTestServer.with { server in
            let good = entry("POST", "Observation", heartRate())
            for (entries, status, code) in [
                ([good, entry("POST", "Observation", heartRate(status: "done"))], 422, "code-invalid"),
                ([good, entry("GET", "Patient/none")], 404, "not-found"),
                (
                    [good, entry("PUT", "Patient/a", person("1", id: "a"), extra: #","ifMatch":"W/\"2\"""#)], 412,
                    "conflict"
                ),
                ([good, entry("PUT", "Patient/a", person("1", id: "b"))], 400, "value"),
                ([good, entry("POST", "Device", #"{"resourceType":"Device"}"#)], 404, "not-supported"),
                (
                    [
                        good,
                        entry(
                            "POST", "Observation", heartRate(patient: "x").replacing("Patient/x", with: "urn:uuid:x")),
                    ], 422, "not-found"
                ),
                (
                    [
                        good,
                        entry(
                            "POST", "Observation", heartRate().replacing("Patient/p1", with: "Patient?identifier=no")),
                    ],
                    412, "not-found"
                ),
                (
                    [
                        good, entry("PUT", "Patient/a", person("1", id: "a")),
                        entry("PUT", "Patient/a", person("2", id: "a")),
                    ], 400, "duplicate"
                ),
            ] {
                let answer = try await server.send("POST", "", bundle("transaction", entries))
                #expect(answer.status == status, "\(answer.body)")
                #expect(answer.codes.contains(code), "\(answer.body)")
                #expect(answer.places.allSatisfy { $0.hasPrefix("Bundle.entry[") }, "\(answer.body)")
                #expect(!answer.places.contains { $0.hasPrefix("Bundle.entry[0]") })
            }
            #expect(try await server.ids("/Observation").isEmpty)
            #expect(try await server.ids("/Patient").isEmpty)
            #expect(try await server.values(of: "p1").isEmpty)
            #expect(try await server.store.counts().messages == 0)
        }
    }

    @Test func `the entries of a batch stand for themselves`() async throws {
        try await FHIRTestServer.with { server in
            let answer = try await server.send(
                "POST", "",
                bundle(
                    "batch",
                    [
                        entry("POST", "Observation", heartRate()), entry("GET", "Patient/none"),
                        entry("POST", "Observation", heartRate(status: "done")),
                        entry("PUT", "Patient/p1", person("4711", id: "p1")), entry("GET", "\(server.base)/Patient/p1"),
                        entry("DELETE", "Patient/p1"), entry("GET", "Patient/p1"), entry("POST", "$lookup", "{}"),
                    ].filter { !$0.contains("$lookup") }))
            #expect(answer.status == 200, "\(answer.body)")
            #expect(answer.json["type"]?.string == "batch-response")
            #expect(
                statuses(answer) == [
                    "201 Created", "404 Not Found", "422 Unprocessable Content", "201 Created", "200 OK",
                    "204 No Content", "410 Gone",
                ])
            let outcome = answer.json["entry"]?[2]?["response"]?["outcome"]
            #expect(outcome?["issue"]?[0]?["expression"]?[0]?.string == "Bundle.entry[2].resource.status")
            #expect(answer.json["entry"]?[4]?["resource"]?["id"]?.string == "p1")
            #expect(try await server.ids("/Observation").count == 1)
        }
    }

    @Test func `a conditional create in a transaction takes what is there, and what the Bundle makes`() async throws {
        try await FHIRTestServer.with { server in
            let condition = #","ifNoneExist":"identifier=urn:hosp|4711""#
            let entries = [
                entry("POST", "Patient", person("4711"), fullURL: "urn:uuid:a", extra: condition),
                entry("POST", "Patient", person("4711"), fullURL: "urn:uuid:b", extra: condition),
                entry(
                    "POST", "Observation",
                    heartRate(extra: #""identifier":[{"value":"1"}],"#).replacing("Patient/p1", with: "urn:uuid:b"),
                    extra: #","ifNoneExist":"identifier=1""#),
            ]
            let first = try await server.send("POST", "", bundle("transaction", entries))
            #expect(statuses(first) == ["201 Created", "200 OK", "201 Created"], "\(first.body)")
            let second = try await server.send("POST", "", bundle("transaction", entries))
            #expect(statuses(second) == ["200 OK", "200 OK", "200 OK"], "\(second.body)")
            #expect(try await server.ids("/Patient").count == 1)
            #expect(try await server.ids("/Observation").count == 1)
            #expect(try await server.values(of: "urn:hosp:4711").count == 1)
        }
    }

    @Test func `conditional references and full URLs become addresses here`() async throws {
        try await FHIRTestServer.with { server in
            let patient = try await server.create(person("4711"))
            let answer = try await server.send(
                "POST", "",
                bundle(
                    "transaction",
                    [
                        entry(
                            "POST", "Observation",
                            heartRate().replacing("Patient/p1", with: "Patient?identifier=urn:hosp|4711")),
                        entry("POST", "Patient", person("4712", id: "77"), fullURL: "http://ehr/fhir/Patient/77"),
                        entry(
                            "POST", "Observation", heartRate(patient: "77"), fullURL: "http://ehr/fhir/Observation/9"),
                        entry(
                            "POST", "Observation",
                            heartRate().replacing("Patient/p1", with: "http://ehr/fhir/Patient/77")),
                    ]), headers: ["Prefer": "return=representation"])
            #expect(answer.status == 200, "\(answer.body)")
            let resources = answer.json["entry"]?.array.compactMap { $0["resource"] } ?? []
            let other = try #require(resources[1]["id"]?.string)
            #expect(other != "77")
            #expect(
                [0, 2, 3].map { resources[$0]["subject"]?["reference"]?.string } == [
                    "Patient/\(patient)", "Patient/\(other)", "Patient/\(other)",
                ])
            #expect(try await server.values(of: "urn:hosp:4711").count == 1)
            #expect(try await server.values(of: "urn:hosp:4712").count == 2)
        }
    }
}
