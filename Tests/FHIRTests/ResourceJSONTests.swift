import FHIR
import Testing

/// The JSON forms against text written by hand after the R4 StructureDefinitions.
struct ResourceJSONTests {
    @Test func `a risk assessment carries the elements of R4 under their names`() throws {
        let assessment = RiskAssessment(
            method: "deterioration-lstm", subject: Reference(type: "Patient", addressedBy: "123"),
            encounter: Reference(type: "Encounter", identifier: "V 1"),
            occurrenceDateTime: "2026-11-23T01:00:00Z",
            prediction: .init(
                outcome: "deterioration", probability: 0.25,
                period: Period(start: "2026-11-23T01:00:00Z", end: "2026-11-23T13:00:00Z"), rationale: "why"))
        #expect(
            try text(assessment) == """
                {"encounter":{"identifier":{"value":"V 1"},"type":"Encounter"},\
                "method":{"text":"deterioration-lstm"},"occurrenceDateTime":"2026-11-23T01:00:00Z",\
                "prediction":[{"outcome":{"text":"deterioration"},"probabilityDecimal":25,"rationale":"why",\
                "whenPeriod":{"end":"2026-11-23T13:00:00Z","start":"2026-11-23T01:00:00Z"}}],\
                "resourceType":"RiskAssessment","status":"final",\
                "subject":{"identifier":{"value":"123"},"reference":"Patient/123","type":"Patient"}}
                """)
    }

    @Test func `what is not known is absent`() throws {
        let assessment = RiskAssessment(
            method: "m", subject: Reference(type: "Patient", addressedBy: "1"), encounter: nil,
            occurrenceDateTime: "2026-11-23",
            prediction: .init(outcome: "o", probability: 0, period: nil, rationale: nil))
        let json = try text(assessment)
        #expect(json.contains(#""prediction":[{"outcome":{"text":"o"},"probabilityDecimal":0}]"#))
        #expect(!json.contains("null") && !json.contains("encounter"))
    }

    @Test(
        arguments: [
            (0.0, "0"), (0.07, "7"), (0.29, "29"), (0.314159, "31.4159"), (0.3141594, "31.4159"), (1e-7, "0"),
            (0.000_001, "0.0001"), (0.000_000_6, "0.0001"), (1.0, "100"),
        ])
    func `a probability is a percentage with four decimals at most`(probability: Double, json: String) throws {
        let assessment = RiskAssessment(
            method: "m", subject: Reference(type: "Patient", addressedBy: "1"), encounter: nil,
            occurrenceDateTime: "2026",
            prediction: .init(outcome: "o", probability: probability, period: nil, rationale: nil))
        #expect(try text(assessment).contains("\"probabilityDecimal\":\(json)}"))
    }

    @Test func `a number that JSON cannot carry is an error with its place`() {
        let assessment = RiskAssessment(
            method: "m", subject: Reference(type: "Patient", addressedBy: "1"), encounter: nil,
            occurrenceDateTime: "2026",
            prediction: .init(outcome: "o", probability: .nan, period: nil, rationale: nil))
        let error = #expect(throws: FHIRError.self) { try assessment.json() }
        let start = "RiskAssessment has no JSON form: .prediction[0].probabilityDecimal"
        #expect(error?.description.hasPrefix(start) == true)
    }

    @Test func `a searchset has its total, its self link and its matches`() throws {
        let bundle = Bundle(
            searchset: "X?a=b",
            entries: [
                .init(fullUrl: "urn:uuid:1", resource: OperationOutcome(.init(code: .notFound, diagnostics: "d")))
            ])
        #expect(
            try text(bundle) == """
                {"entry":[{"fullUrl":"urn:uuid:1","resource":{"issue":[{"code":"not-found","diagnostics":"d",\
                "severity":"error"}],"resourceType":"OperationOutcome"},"search":{"mode":"match"}}],\
                "link":[{"relation":"self","url":"X?a=b"}],"resourceType":"Bundle","total":1,"type":"searchset"}
                """)
    }

    @Test func `an empty searchset has no entry list`() throws {
        let bundle = Bundle<RiskAssessment>(searchset: "X", entries: [])
        #expect(
            try text(bundle)
                == #"{"link":[{"relation":"self","url":"X"}],"resourceType":"Bundle","total":0,"type":"searchset"}"#)
    }

    @Test func `an outcome names the place`() throws {
        let outcome = OperationOutcome(
            .init(code: .required, diagnostics: "Give \"it\" é", expression: "http.subject"))
        #expect(
            try text(outcome) == """
                {"issue":[{"code":"required","diagnostics":"Give \\"it\\" é","expression":["http.subject"],\
                "severity":"error"}],"resourceType":"OperationOutcome"}
                """)
    }

    @Test func `a capability statement says what is offered`() throws {
        let statement = CapabilityStatement(
            date: "2026-11-23", software: "S", version: "1", description: "D",
            resources: [
                .init(
                    type: "T", documentation: "doc", interaction: [.searchType],
                    searchParam: [.reference("p", definition: "http://d", documentation: "q")])
            ])
        #expect(
            try text(statement) == """
                {"date":"2026-11-23","fhirVersion":"4.0.1","format":["json","application/fhir+json"],\
                "implementation":{"description":"D"},"kind":"instance","resourceType":"CapabilityStatement",\
                "rest":[{"mode":"server","resource":[{"documentation":"doc","interaction":[{"code":"search-type"}],\
                "searchParam":[{"definition":"http://d","documentation":"q","name":"p","type":"reference"}],\
                "type":"T"}]}],"software":{"name":"S","version":"1"},"status":"active"}
                """)
    }

    @Test func `a capability statement says what a resource type can do, and who may ask`() throws {
        let statement = CapabilityStatement(
            date: "2026-11-23", software: "S", version: "1", description: "D",
            resources: [
                .init(
                    type: "Observation", supportedProfile: ["http://hl7.org/fhir/StructureDefinition/vitalsigns"],
                    documentation: "doc",
                    interaction: [.read, .versionRead, .create, .update, .patch, .delete, .searchType],
                    versioning: .versioned, readHistory: true, updateCreate: true, conditionalCreate: true,
                    searchParam: [
                        .init("code", .token, documentation: "c"),
                        .init("date", .date, definition: "http://d", documentation: "d"),
                    ])
            ], interactions: [.transaction, .batch], security: .init(cors: false, description: "Bearer token"))
        let rest = try #require(try JSONValue(parsing: statement.json())["rest"]?[0])
        #expect(rest["interaction"] == [["code": "transaction"], ["code": "batch"]])
        #expect(rest["security"] == ["cors": false, "description": "Bearer token"])
        let resource = try #require(rest["resource"]?[0])
        #expect(resource["versioning"] == "versioned")
        #expect(
            resource["interaction"]?.array.map { $0["code"]?.string } == [
                "read", "vread", "create", "update", "patch", "delete", "search-type",
            ])
        #expect(resource["searchParam"]?[0] == ["documentation": "c", "name": "code", "type": "token"])
        #expect(resource["searchParam"]?[1]?["type"] == "date")
        #expect(resource["conditionalCreate"] == true && resource["updateCreate"] == true)
    }

    private func text(_ resource: some FHIRResource) throws -> String {
        String(decoding: try resource.json(), as: UTF8.self)
    }
}
