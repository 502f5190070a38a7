import ClinicalDomain
import Foundation
import Ingest
import Testing

/// FHIR files: Bundles, single resources, bulk data.
struct FHIRFileTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private func read(_ name: String, _ text: String) async throws -> ReadFile {
        try await ReadFile(.fhir, path: directory.write(name, text))
    }

    private func observation(
        _ id: String, subject: String = #"{"reference":"Patient/p"}"#, more: String = "", value: String = "80",
        unit: String = "/min"
    ) -> String {
        #"{"resourceType":"Observation","id":"\#(id)","status":"final","code":{"coding":[{"system":"http://loinc.org","#
            + #""code":"8867-4"}]},"subject":\#(subject),\#(more)"effectiveDateTime":"2026-01-01T02:00:00Z","#
            + #""valueQuantity":{"value":\#(value),"unit":"beats/min","system":"http://unitsofmeasure.org","#
            + #""code":"\#(unit)"}}"#
    }
    private let patient =
        #"{"resourceType":"Patient","id":"p","identifier":[{"system":"urn:h","value":"4711"}],"birthDate":"1945-03-08"}"#
    private let encounter =
        #"{"resourceType":"Encounter","id":"e","identifier":[{"value":"V17"}],"status":"in-progress","class":"#
        + #"{"code":"IMP"},"subject":{"reference":"Patient/p"},"period":{"start":"2026-01-01T00:00:00Z"}}"#
    private let inEncounter = #""encounter":{"reference":"Encounter/e"},"#

    @Test func `bulk data gives patients and stays before results, whatever the order of the lines`() async throws {
        let lines = [observation("o1", more: inEncounter), encounter, patient, observation("o2", value: "81.50")]
        let file = try await read("Export.ndjson", lines.joined(separator: "\n") + "\n\n")
        #expect(file.content.entries == 4 && file.content.ignored == 0 && file.quarantine.isEmpty)
        #expect(file.deliveries.map { $0.subject?.patient.identifier } == Array(repeating: "urn:h:4711", count: 4))
        #expect(file.deliveries.map(\.stayEvent).prefix(2) == [.person, .admit])
        #expect(file.deliveries.map(\.subject?.encounter.visitNumber) == ["", "V17", "V17", ""])
        #expect(file.observations.map(\.value) == [80, 81.5])
        #expect(file.deliveries.first?.subject?.patient.birthDate == CivilDate(year: 1945, month: 3, day: 8))
    }

    @Test(arguments: ["collection", "batch", "transaction", "searchset"])
    func `a Bundle gives its resources, references by address or urn`(type: String) async throws {
        let urn = "urn:uuid:0d8cd7b0-6e6f-4a1e-9d9b-6f6a3c7d8e9f"
        let entries = [
            #"{"resource":\#(observation("o1", subject: #"{"reference":"\#(urn)"}"#))}"#,
            #"{"fullUrl":"\#(urn)","resource":\#(patient.replacing(#""id":"p","#, with: ""))}"#,
            #"{"resource":{"resourceType":"Device","id":"d"}}"#,
        ]
        let file = try await read(
            "bundle.json",
            #"{"resourceType":"Bundle","type":"\#(type)","entry":[\#(entries.joined(separator: ","))]}"#)
        #expect(file.deliveries.map { $0.subject?.patient.identifier } == ["urn:h:4711", "urn:h:4711"])
        #expect(file.observations.count == 1)
        #expect(file.content.entries == 3 && file.content.ignored == 1)
    }

    @Test func `a Bundle's requests that are no creation are quarantined or left out`() async throws {
        let text = """
            {"resourceType":"Bundle","type":"batch","entry":[
            {"request":{"method":"DELETE","url":"Patient/p"}},{"request":{"method":"GET","url":"Patient/p"}},
            {"resource":\(patient),"request":{"method":"PUT","url":"Patient/p"}}]}
            """
        let file = try await read("a.json", text)
        #expect(file.quarantine == ["unsupported entry 1, request.method"])
        #expect(file.content.entries == 3 && file.content.ignored == 1)
        #expect(file.deliveries.count == 2)
    }

    @Test func `a single resource is read, and without its patient known by what it says`() async throws {
        let alone = try await read("a.json", observation("o1"))
        #expect(alone.deliveries.map { $0.subject?.patient.identifier } == ["p"])
        let subject = #"{"identifier":{"system":"urn:h","value":"4711"}}"#
        let identified = try await read("b.json", observation("o1", subject: subject))
        #expect(identified.deliveries.map { $0.subject?.patient.identifier } == ["urn:h:4711"])
    }

    @Test func `what cannot be used is quarantined with line and path, and the rest goes in`() async throws {
        let lines = [
            observation("o1"), "{oops", observation("o2", unit: "Cel"), patient, observation("o3", value: "900"),
            #"{"resourceType":"Observation","status":"final"}"#, "[1]", patient.replacing("1945", with: "45"),
        ]
        let file = try await read("a.ndjson", lines.joined(separator: "\n"))
        #expect(file.observations.map(\.value) == [80])
        #expect(file.content.entries == 8)
        let places = file.quarantine
        #expect(places.contains("implausible line 5, Observation.valueQuantity.value"))
        #expect(places.contains { $0.hasPrefix("unparseable line 2, column 2") })
        #expect(places.contains { $0.hasPrefix("unknown-unit line 3, Observation.valueQuantity") })
        #expect(places.contains { $0.hasPrefix("unparseable line 6, Observation") })
        #expect(places.contains("unparseable line 7"))
        #expect(places.contains("unparseable line 8, Patient.birthDate"))
    }

    @Test func `a line that is too long for a record may be a resource`() async throws {
        let text = String(repeating: "x", count: 2 << 20)
        let long = observation("o1", more: #""note":[{"text":"\#(text)"}],"#)
        let file = try await read("a.ndjson", long + "\n" + observation("o2"))
        #expect(file.observations.count == 2)
    }

    @Test(arguments: [
        ("a.json", "{}"), ("a.json", ""), ("a.json", "[]"), ("a.json", "{oops"),
        ("a.json", #"{"resourceType":"Bundle","type":"history","entry":[]}"#),
        ("a.json", #"{"resourceType":"Patient","resourceType":"Patient"}"#),
    ])
    func `a document that is no resource or Bundle refuses the file`(name: String, text: String) async throws {
        let error = try #require(await #expect(throws: IngestError.self) { _ = try await read(name, text) })
        #expect(!error.hint.isEmpty)
    }

    @Test(
        .enabled(if: SharedOracles.areThere),
        arguments: [
            ("r4-Observation-heart-rate-missing", 0), ("r4-Observation-respiratory-rate", 1),
            ("r4-Observation-body-temperature", 1), ("r4-Observation-blood-pressure", 2),
            ("uscore-heart-rate", 1), ("uscore-blood-pressure", 2), ("uscore-respiratory-rate", 1),
        ].filter { $0.1 > 0 })
    func `official examples are read as files`(name: String, observations: Int) async throws {
        let file = try await ReadFile(.fhir, path: SharedOracles.path("fhir/\(name).json"))
        #expect(file.observations.count == observations)
        #expect(file.quarantine.isEmpty)
    }

    @Test(
        .enabled(if: SharedOracles.areThere),
        arguments: ["bundle-references", "bundle-transaction", "lipids", "report"])
    func `official Bundles are read to the last entry`(name: String) async throws {
        let path = SharedOracles.path("fhir/r4-Bundle-\(name).json")
        let document = try JSONSerialization.jsonObject(with: Data(contentsOf: URL(fileURLWithPath: path)))
        let entries = ((document as? [String: Any])?["entry"] as? [Any])?.count
        let file = try await ReadFile(.fhir, path: path)
        #expect(file.content.entries == entries)
        let types = file.deliveries.map(\.message.format)
        #expect(types.allSatisfy { $0 == .fhir } && !types.isEmpty)
    }
}
