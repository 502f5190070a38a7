import FHIR
import Testing

/// The validator against resources written for one fault each.
struct FHIRValidatorTests {
    private func observation(_ members: String) -> String {
        #"{"resourceType":"Observation","status":"final","code":{"text":"x"}"# + members + "}"
    }

    private func issues(_ text: String, expectedType: String? = nil) throws -> [String] {
        FHIRValidator.issues(try JSONValue(parsing: Array(text.utf8)), expectedType: expectedType)
            .map { "\($0.code.rawValue) \($0.expression?.joined() ?? "")" }
    }

    @Test(
        arguments: [
            (#","effectiveDateTime":"2026-06-15""#, []),
            (#","effectiveDateTime":"2026-02-30""#, ["value Observation.effectiveDateTime"]),
            (#","issued":"2026-06-15T12:30:00.123Z""#, []), (#","issued":"2026-06-15""#, ["value Observation.issued"]),
            (#","effectiveInstant":"2026-06-15T12:30:00+14:00""#, []),
            (#","valueTime":"12:30:00.5""#, []), (#","valueTime":"24:00:00""#, ["value Observation.valueTime"]),
            (#","valueTime":"12:30""#, ["value Observation.valueTime"]),
            (#","valueInteger":-2147483648"#, []), (#","valueInteger":2147483648"#, ["value Observation.valueInteger"]),
            (#","valueInteger":1.0"#, ["value Observation.valueInteger"]),
            (#","valueInteger":1e2"#, ["value Observation.valueInteger"]),
            (#","valueInteger":"1""#, ["structure Observation.valueInteger"]),
            (#","valueBoolean":true"#, []), (#","valueBoolean":"true""#, ["structure Observation.valueBoolean"]),
            (#","valueBoolean":1"#, ["structure Observation.valueBoolean"]),
            (#","valueString":"a b""#, []), (#","valueString":"""#, ["value Observation.valueString"]),
            (#","valueString":"  ""#, ["value Observation.valueString"]),
            (#","valueString":"a\u0000b""#, ["value Observation.valueString"]), (#","valueString":"a\nb""#, []),
            (#","valueString":5"#, ["structure Observation.valueString"]),
            (#","valueQuantity":{"value":1.50,"unit":"x"}"#, []),
            (#","valueQuantity":{"value":1e400}"#, []),
            (#","valueQuantity":{"value":{"value":1}}"#, ["structure Observation.valueQuantity.value"]),
            (#","valueQuantity":[{"value":1}]"#, ["structure Observation.valueQuantity"]),
            (#","valueQuantity":{}"#, ["structure Observation.valueQuantity"]),
            (#","valueQuantity":"1 mmHg""#, ["structure Observation.valueQuantity"]),
            (#","valueQuantity":{"value":1,"comparator":"="}"#, ["code-invalid Observation.valueQuantity.comparator"]),
            (#","valueQuantity":{"value":1,"code":"mm[Hg]"}"#, ["invariant Observation.valueQuantity.system"]),
            (#","valueQuantity":{"value":null}"#, ["structure Observation.valueQuantity.value"]),
            (#","id":"a_b""#, ["value Observation.id"]), (#","id":"""#, ["value Observation.id"]),
            (#","language":" en""#, ["value Observation.language"]), (#","language":"en-US""#, []),
            (#","implicitRules":"a b""#, ["value Observation.implicitRules"]),
            (#","meta":{"versionId":"1","lastUpdated":"2026-06-15T12:30:00Z","profile":["http://p|1"]}"#, []),
            (#","meta":{"profile":["a b"]}"#, ["value Observation.meta.profile[0]"]),
            (#","meta":{"profile":"http://p"}"#, ["structure Observation.meta.profile"]),
            (#","text":{"status":"generated","div":"<div>x</div>"}"#, []),
            (#","text":{"status":"generated","div":"<p>x</p>"}"#, ["value Observation.text.div"]),
            (#","text":{"status":"x"}"#, ["code-invalid Observation.text.status", "required Observation.text.div"]),
            (#","component":[{"valueInteger":1}]"#, ["required Observation.component[0].code"]),
            (
                #","component":[{"code":{"text":"a"}},{"code":{"text":"b"},"value":1}]"#,
                ["structure Observation.component[1].value"]
            ),
            (#","component":{"code":{"text":"a"}}"#, ["structure Observation.component"]),
            (#","component":["a"]"#, ["structure Observation.component[0]"]),
            (#","component":[null]"#, ["structure Observation.component[0]"]),
            (#","category":[{"coding":[{"code":"a  b"}]}]"#, ["value Observation.category[0].coding[0].code"]),
            (
                #","effectivePeriod":{"start":"2026-06-16","end":"2026-06-15"}"#,
                ["invariant Observation.effectivePeriod"]
            ),
            (#","effectivePeriod":{"start":"2026-06-15","end":"2026-06"}"#, []),
            (#","referenceRange":[{"appliesTo":[{"text":"x"}]}]"#, ["invariant Observation.referenceRange[0]"]),
            (
                #","referenceRange":[{"low":{"value":1,"comparator":"<"}}]"#,
                ["invariant Observation.referenceRange[0].low.comparator"]
            ),
            (#","valueRange":{"low":{"value":2},"high":{"value":1}}"#, ["invariant Observation.valueRange"]),
            (#","valueRange":{"low":{"value":1},"high":{"value":1.0}}"#, []),
            (#","valueRatio":{"numerator":{"value":1}}"#, ["invariant Observation.valueRatio"]),
            (
                #","valueQuantity":{"value":1},"dataAbsentReason":{"text":"x"}"#,
                ["invariant Observation.dataAbsentReason"]
            ),
            (##","subject":{"reference":"#p"}"##, ["invariant Observation.subject.reference"]),
            (##","subject":{"reference":"#p"},"contained":[{"resourceType":"Patient","id":"p"}]"##, []),
            (#","contained":[{"id":"p"}]"#, ["required Observation.contained[0].resourceType"]),
            (
                #","contained":[{"resourceType":"Patient","id":"p","gender":"m"}]"#,
                ["code-invalid Observation.contained[0].gender"]
            ),
            (
                #","contained":[{"resourceType":"Patient","id":"p","meta":{"versionId":"1"}}]"#,
                ["invariant Observation.contained[0].meta.versionId"]
            ),
            (#","contained":[{"resourceType":"Device","id":"d","anything":[{"goes":true}]}]"#, []),
            (#","contained":[{"resourceType":"Device","id":"d","x":[]}]"#, ["structure Observation.contained[0].x"]),
            (#","Doe, Jane":1"#, ["structure Observation"]),
            (#","resourcetype":"x""#, ["structure Observation.resourcetype"]),
            (#","valueMoney":{"value":1}"#, ["structure Observation.valueMoney"]),
            (
                #","effectiveTiming":{"repeat":{"frequency":0,"periodUnit":"x"}}"#,
                [
                    "value Observation.effectiveTiming.repeat.frequency",
                    "code-invalid Observation.effectiveTiming.repeat.periodUnit",
                ]
            ),
            (#","valueSampledData":{"origin":{"value":0},"period":10,"dimensions":1,"data":"1 2 E"}"#, []),
            (#","valueSampledData":{"period":10,"dimensions":1}"#, ["required Observation.valueSampledData.origin"]),
            (
                #","note":[{"authorString":"a","authorReference":{"display":"b"},"text":"t"}]"#,
                ["structure Observation.note[0].authorReference"]
            ),
        ] as [(String, [String])])
    func `an Observation is refused at the place of its fault`(members: String, expected: [String]) throws {
        #expect(try issues(observation(members)) == expected)
    }

    @Test(
        arguments: [
            (#","extension":[{"url":"http://e","valueString":"x"}]"#, []),
            (#","extension":[{"url":"http://e","extension":[{"url":"a","valueCode":"b"}]}]"#, []),
            (#","extension":[{"valueString":"x"}]"#, ["required Observation.extension[0].url"]),
            (#","extension":[{"url":"http://e"}]"#, ["invariant Observation.extension[0]"]),
            (
                #","extension":[{"url":"http://e","valueString":"x","valueCode":"y"}]"#,
                ["structure Observation.extension[0].valueCode"]
            ),
            (#","extension":[{"url":"http://e","valueDosage":{"text":"twice"}}]"#, []),
            (
                #","extension":[{"url":"http://e","valueThing":1}]"#, ["structure Observation.extension[0].valueThing"]
            ),
            (#","_issued":{"extension":[{"url":"http://e","valueCode":"unknown"}]}"#, []),
            (#","_issued":{}"#, ["structure Observation._issued"]),
            (#","_issued":"x""#, ["structure Observation._issued"]),
            (#","_issued":{"value":"x"}"#, ["structure Observation._issued.value"]),
            (#","_code":{"id":"x"}"#, ["structure Observation._code"]),
            (#","_foo":{"id":"x"}"#, ["structure Observation._foo"]),
            (#","_valueString":{"id":"x"},"valueString":"a""#, []),
            (
                #","_valueString":{"id":"x"},"valueCodeableConcept":{"text":"a"}"#,
                ["structure Observation.valueCodeableConcept"]
            ),
        ] as [(String, [String])])
    func `extensions are free, their form is not`(members: String, expected: [String]) throws {
        #expect(try issues(observation(members)) == expected)
    }

    @Test(
        arguments: [
            (#""given":["A",null],"_given":[null,{"id":"x"}]"#, []),
            (#""given":["A",null]"#, ["structure Patient.name[0].given[1]"]),
            (
                #""given":["A",null],"_given":[{"id":"x"},null]"#,
                ["structure Patient.name[0].given[1]", "structure Patient.name[0]._given[1]"]
            ),
            (#""given":["A"],"_given":[null,{"id":"x"}]"#, ["structure Patient.name[0]._given"]),
            (#""_given":[{"id":"x"}]"#, []), (#""given":[]"#, ["structure Patient.name[0].given"]),
            (#""given":[["A"]]"#, ["structure Patient.name[0].given[0]"]),
        ] as [(String, [String])])
    func `null keeps a place in a list of primitive values and nowhere else`(members: String, expected: [String]) throws
    {
        let issues = try issues(#"{"resourceType":"Patient","name":[{"# + members + "}]}")
        #expect(Set(issues) == Set(expected))
    }

    @Test(
        arguments: [
            (#""birthDate":"1970""#, []), (#""birthDate":"1970-01-01T00:00:00Z""#, ["value Patient.birthDate"]),
            (#""deceasedBoolean":true"#, []),
            (#""deceasedBoolean":true,"deceasedDateTime":"2026""#, ["structure Patient.deceasedDateTime"]),
            (#""gender":"M""#, ["code-invalid Patient.gender"]),
            (#""contact":[{"relationship":[{"text":"x"}]}]"#, ["invariant Patient.contact[0]"]),
            (#""telecom":[{"value":"1"}]"#, ["invariant Patient.telecom[0].system"]),
            (#""photo":[{"data":"AAAA"}]"#, ["invariant Patient.photo[0].contentType"]),
            (#""photo":[{"contentType":"image/png","data":"AA=A"}]"#, ["value Patient.photo[0].data"]),
            (#""photo":[{"contentType":"image/png","data":"AA\nA="}]"#, []),
            (#""link":[{"other":{"reference":"Patient/2"}}]"#, ["required Patient.link[0].type"]),
            (#""multipleBirthInteger":2"#, []), (#""active":null"#, ["structure Patient.active"]),
        ] as [(String, [String])])
    func `a Patient is refused at the place of its fault`(members: String, expected: [String]) throws {
        #expect(try issues(#"{"resourceType":"Patient","# + members + "}") == expected)
    }

    @Test(
        arguments: [
            (#""status":"in-progress","class":{"code":"IMP"}"#, []),
            (#""status":"in-progress""#, ["required Encounter.class"]),
            (#""class":{"code":"IMP"},"status":"open""#, ["code-invalid Encounter.status"]),
            (
                #""status":"planned","class":{"code":"IMP"},"length":{"value":1,"code":"h"}"#,
                ["invariant Encounter.length", "invariant Encounter.length.system"]
            ),
            (
                #""status":"planned","class":{"code":"IMP"},"location":[{"status":"active"}]"#,
                ["required Encounter.location[0].location"]
            ),
            (
                #""status":"planned","class":{"code":"IMP"},"diagnosis":[{"condition":{"display":"x"},"rank":0}]"#,
                ["value Encounter.diagnosis[0].rank"]
            ),
        ] as [(String, [String])])
    func `an Encounter is refused at the place of its fault`(members: String, expected: [String]) throws {
        #expect(try issues(#"{"resourceType":"Encounter","# + members + "}") == expected)
    }

    @Test(
        arguments: [
            (#""type":"collection""#, []), (#""type":"collection","total":1"#, ["invariant Bundle.total"]),
            (
                #""type":"transaction","entry":[{"request":{"method":"GET","url":"Patient"}},{"resource":{"resourceType":"Patient"}}]"#,
                ["invariant Bundle.entry[1].request"]
            ),
            (
                #""type":"batch","entry":[{"request":{"method":"get","url":"Patient"}}]"#,
                ["code-invalid Bundle.entry[0].request.method"]
            ),
            (
                #""type":"collection","entry":[{"request":{"method":"GET","url":"x"}}]"#,
                ["invariant Bundle.entry[0].request"]
            ),
            (#""type":"searchset","entry":[{"response":{"status":"200"}}]"#, ["invariant Bundle.entry[0].response"]),
            (
                #""type":"collection","entry":[{"search":{"mode":"match"},"resource":{"resourceType":"Patient"}}]"#,
                ["invariant Bundle.entry[0].search"]
            ),
            (#""type":"collection","entry":[{"fullUrl":"urn:x"}]"#, ["invariant Bundle.entry[0]"]),
            (
                #""type":"collection","entry":[{"fullUrl":"http://h/Patient/1/_history/1","resource":{"resourceType":"Patient"}}]"#,
                ["invariant Bundle.entry[0].fullUrl"]
            ),
            (
                #""type":"collection","entry":[{"fullUrl":"u","resource":{"resourceType":"Patient"}},{"fullUrl":"u","resource":{"resourceType":"Patient"}}]"#,
                ["invariant Bundle.entry[1].fullUrl"]
            ),
            (
                #""type":"collection","entry":[{"resource":{"resourceType":"Observation","status":"x","code":{"text":"y"}}}]"#,
                ["code-invalid Bundle.entry[0].resource.status"]
            ),
            (
                #""type":"collection","entry":[{"resource":{"resourceType":"Organization","name":null}}]"#,
                ["structure Bundle.entry[0].resource.name"]
            ),
            (
                #""type":"document","timestamp":"2026-06-15T12:30:00Z","entry":[{"resource":{"resourceType":"Patient"}}]"#,
                ["invariant Bundle.identifier", "invariant Bundle.entry"]
            ),
        ] as [(String, [String])])
    func `a Bundle is refused at the place of its fault`(members: String, expected: [String]) throws {
        #expect(try issues(#"{"resourceType":"Bundle","# + members + "}") == expected)
    }

    @Test func `the resources of a Bundle can be left to be checked one by one`() throws {
        let bundle = try JSONValue(
            parsing: Array(
                #"{"resourceType":"Bundle","type":"batch","entry":[{"resource":{"resourceType":"Patient","x":1},"request":{"method":"POST","url":"Patient"}}]}"#
                    .utf8))
        #expect(FHIRValidator.issues(bundle, expectedType: "Bundle", includingEntries: false).isEmpty)
        let resource = try #require(bundle["entry"]?[0]?["resource"])
        let issues = FHIRValidator.issues(resource, expectedType: "Patient", at: "Bundle.entry[0].resource")
        #expect(issues.map(\.expression) == [["Bundle.entry[0].resource.x"]])
    }

    @Test(
        arguments: [
            (#"{"resourceType":"Patient"}"#, "Observation", ["value Patient.resourceType"]),
            (#"{"resourceType":"Patient"}"#, "Patient", []),
            (#"{"resourceType":"Device"}"#, nil, ["not-supported Device.resourceType"]),
            (#"{"id":"1"}"#, "Patient", ["required Patient.resourceType"]),
            (#"{"id":"1"}"#, nil, ["required Resource.resourceType"]),
            (#"{"resourceType":1}"#, nil, ["structure Resource.resourceType"]),
            (#"{"resourceType":"Doe, Jane"}"#, nil, ["structure Resource.resourceType"]),
            ("[]", "Patient", ["structure Patient"]), ("1", nil, ["structure Resource"]),
            ("null", nil, ["structure Resource"]),
        ] as [(String, String?, [String])])
    func `the type of a resource must be right`(text: String, type: String?, expected: [String]) throws {
        #expect(try issues(text, expectedType: type) == expected)
    }

    private static let vitalSign =
        #"{"resourceType":"Observation","status":"final","category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/observation-category","code":"vital-signs"}]}]"#

    private static let complete =
        #","subject":{"reference":"Patient/1"},"effectiveDateTime":"2026-06-15T12:30:00Z""#

    @Test(
        arguments: [
            ("8867-4", "88", "/min", []),
            ("8867-4", "88", "{beats}/min", ["code-invalid Observation.valueQuantity.code"]),
            ("8310-5", "36.8", "Cel", []), ("8310-5", "98.2", "[degF]", []),
            ("8310-5", "36.8", "C", ["code-invalid Observation.valueQuantity.code"]),
            ("2708-6", "97", "%", []), ("8480-6", "120", "mm[Hg]", []),
            ("8480-6", "120", "mmHg", ["code-invalid Observation.valueQuantity.code"]),
            // No profile fixes the unit of this code.
            ("3150-6", "21", "anything", []),
        ])
    func `a vital sign has the unit of its profile`(code: String, value: String, unit: String, expected: [String])
        throws
    {
        let text =
            Self.vitalSign + Self.complete
            + #","code":{"coding":[{"system":"http://loinc.org","code":"\#(code)"}]},"valueQuantity":{"value":\#(value),"unit":"u","system":"http://unitsofmeasure.org","code":"\#(unit)"}}"#
        #expect(try issues(text) == expected)
    }

    @Test func `a vital sign with another unit system, without unit or without number is refused`() throws {
        let start =
            Self.vitalSign + Self.complete
            + #","code":{"coding":[{"system":"http://loinc.org","code":"8867-4"}]},"valueQuantity":"#
        let place = "Observation.valueQuantity"
        #expect(
            try issues(start + #"{"value":88,"unit":"bpm"}}"#) == [
                "required \(place).system", "required \(place).code",
            ])
        #expect(try issues(start + #"{"value":88,"system":"http://x","code":"/min"}}"#) == ["value \(place).system"])
        #expect(
            try issues(start + #"{"unit":"/min","system":"http://unitsofmeasure.org","code":"/min"}}"#)
                == ["required \(place).value"])
    }

    @Test(
        arguments: [
            (#","effectiveDateTime":"2026-06-15","valueInteger":1"#, ["required Observation.subject"]),
            (#","subject":{"display":"x"},"valueInteger":1"#, ["required Observation.effectiveDateTime"]),
            (
                #","subject":{"display":"x"},"effectiveDateTime":"2026-06","valueInteger":1"#,
                ["invariant Observation.effectiveDateTime"]
            ),
            (
                #","subject":{"display":"x"},"effectiveInstant":"2026-06-15T12:30:00Z","valueInteger":1"#,
                ["structure Observation.effectiveInstant"]
            ),
            (#","subject":{"display":"x"},"effectivePeriod":{"start":"2026-06-15"},"valueInteger":1"#, []),
            (complete, ["invariant Observation"]), (complete + #","dataAbsentReason":{"text":"x"}"#, []),
            (complete + #","hasMember":[{"reference":"Observation/1"}]"#, []),
            (complete + #","component":[{"code":{"text":"a"}}]"#, ["invariant Observation.component[0]"]),
            (
                complete
                    + #","component":[{"code":{"coding":[{"system":"http://loinc.org","code":"8480-6"}]},"valueQuantity":{"value":120,"unit":"mmHg","system":"http://unitsofmeasure.org","code":"mmHg"}}]"#,
                ["code-invalid Observation.component[0].valueQuantity.code"]
            ),
        ] as [(String, [String])])
    func `a vital sign keeps its profile`(members: String, expected: [String]) throws {
        #expect(try issues(Self.vitalSign + #","code":{"text":"x"}"# + members + "}") == expected)
    }

    @Test func `a value and a component of the same code contradict each other`() throws {
        let code = #"{"coding":[{"system":"http://loinc.org","code":"8480-6"}]}"#
        let text =
            #"{"resourceType":"Observation","status":"final","code":\#(code),"valueInteger":1,"component":[{"code":{"text":"y"}},{"code":\#(code)}]}"#
        #expect(try issues(text) == ["invariant Observation.component[1].code"])
    }

    @Test func `the list of issues ends, and says so`() throws {
        let codings = (0..<5_000).map { _ in #"{"foo":1}"# }.joined(separator: ",")
        let json = try JSONValue(parsing: Array(observation(#","category":[{"coding":[\#(codings)]}]"#).utf8))
        let issues = FHIRValidator.issues(json, expectedType: nil)
        #expect(issues.count == FHIRValidator.maximumIssues + 1)
        #expect(issues.last?.severity == .information)
        #expect(issues.dropLast().allSatisfy { $0.severity == .error })
    }

    @Test func `no diagnostic repeats what the resource says`() throws {
        let secret = "SecretName"
        let text =
            #"{"resourceType":"Patient","gender":"\#(secret)","birthDate":"\#(secret)","name":"\#(secret)","identifier":[{"use":"\#(secret)"}],"deceasedBoolean":"\#(secret)"}"#
        let issues = FHIRValidator.issues(try JSONValue(parsing: Array(text.utf8)), expectedType: nil)
        #expect(issues.count == 5)
        #expect(issues.allSatisfy { !$0.diagnostics.contains(secret) })
    }
}
