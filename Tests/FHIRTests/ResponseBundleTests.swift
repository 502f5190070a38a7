import FHIR
import Testing

struct ResponseBundleTests {
    private func text(_ value: JSONValue) -> String { String(decoding: value.serialized(), as: UTF8.self) }

    @Test func `a page of a searchset has its links and its entries`() {
        let bundle = ResponseBundle.searchset(
            total: 2, links: [.init(relation: "self", url: "a"), .init(relation: "next", url: "b")],
            entries: [
                .init(fullURL: "http://h/Observation/1", resource: ["resourceType": "Observation", "id": "1"])
            ])
        #expect(
            text(bundle) == """
                {"resourceType":"Bundle","type":"searchset","total":2,\
                "link":[{"relation":"self","url":"a"},{"relation":"next","url":"b"}],\
                "entry":[{"fullUrl":"http://h/Observation/1","resource":{"resourceType":"Observation","id":"1"},\
                "search":{"mode":"match"}}]}
                """)
    }

    @Test func `an empty page has no empty list`() {
        #expect(
            text(ResponseBundle.searchset(total: nil, links: [], entries: []))
                == #"{"resourceType":"Bundle","type":"searchset"}"#)
    }

    @Test func `a response tells of every entry`() {
        let bundle = ResponseBundle.response(
            .transaction,
            entries: [
                .init(
                    status: "201 Created", location: "Observation/1/_history/1", etag: "W/\"1\"",
                    lastModified: "2026-06-15T12:30:00Z"),
                .init(status: "404 Not Found", outcome: OperationOutcome(.init(code: .notFound, diagnostics: "d"))),
            ])
        #expect(
            text(bundle) == #"""
                {"resourceType":"Bundle","type":"transaction-response","entry":[{"response":{"status":"201 Created",\#
                "location":"Observation/1/_history/1","etag":"W/\"1\"","lastModified":"2026-06-15T12:30:00Z"}},\#
                {"response":{"status":"404 Not Found","outcome":{"resourceType":"OperationOutcome",\#
                "issue":[{"severity":"error","code":"not-found","diagnostics":"d"}]}}}]}
                """#)
    }

    @Test func `what is built passes the validator`() {
        let observation: JSONValue = ["resourceType": "Observation", "status": "final", "code": ["text": "x"]]
        let outcome = OperationOutcome(.init(code: .value, diagnostics: "d", expression: "Observation.code"))
        let bundles = [
            ResponseBundle.searchset(total: 0, links: [.init(relation: "self", url: "a")], entries: []),
            ResponseBundle.searchset(
                total: 1, links: [],
                entries: [
                    .init(fullURL: "http://h/Observation/1", resource: observation),
                    .init(fullURL: "http://h/Observation/2", resource: outcome.jsonValue, mode: .outcome),
                ]),
            ResponseBundle.response(
                .batch, entries: [.init(status: "200", fullURL: "http://h/1", resource: observation)]),
            ResponseBundle.response(.transaction, entries: [.init(status: "400", outcome: outcome)]),
        ]
        for bundle in bundles { #expect(FHIRValidator.issues(bundle, expectedType: "Bundle").isEmpty) }
    }

    @Test func `an outcome is the same as JSON value and as encoded`() throws {
        let outcome = OperationOutcome([
            .init(code: .codeInvalid, diagnostics: "a \"b\"", expression: "Observation.status"),
            .init(severity: .warning, code: .informational, diagnostics: "c"),
        ])
        let members = outcome.jsonValue.object?.members.sorted { $0.name < $1.name }.map(\.name)
        #expect(members == ["issue", "resourceType"])
        let decoded = try JSONValue(parsing: outcome.json())
        #expect(decoded["issue"]?[0]?["code"] == outcome.jsonValue["issue"]?[0]?["code"])
        #expect(decoded["issue"]?[1]?["severity"] == "warning")
        #expect(decoded["issue"]?[0]?["expression"] == ["Observation.status"])
    }

    @Test func `an outcome is never without an issue`() {
        #expect(OperationOutcome([]).issue.map(\.severity) == [.information])
    }
}
